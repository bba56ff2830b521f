// How media tells what happens: one line per lifecycle step, never names, tokens or spoken words.
import type { NoticeBody } from './contract.ts';

export type LogFields = NoticeBody<'log'>['fields'];

/** The server's own log fits; inside the media process each call becomes a notice. */
export type Log = {
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
