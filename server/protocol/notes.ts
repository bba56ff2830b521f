// Notes of chair and clerk during a hearing: a line each, at its moment of the recording, so that the minute that matters is found again.
import { z } from 'zod';
import { Id, line } from './ids.ts';

export const NOTE_LIMITS = {
  text: 200,
  perHearing: 300,
  /** One begins to write when something is said, and is done later. */
  secondsAgo: 300,
} as const;

export type HearingNote = {
  readonly noteId: Id;
  /** When it was begun. */
  readonly atMs: number;
  /** On the hearing's clock; null before the recording began. */
  readonly atRecordingMs: number | null;
  readonly text: string;
  readonly byName: string;
};

export const NOTE_ASKS = {
  /** `noteId` is made by the asker: the same again is success. `secondsAgo`: since it was begun. */
  addNote: z.strictObject({
    noteId: Id,
    text: line(NOTE_LIMITS.text),
    secondsAgo: z.int().min(0).max(NOTE_LIMITS.secondsAgo),
  }),
  /** It is shown no more; that it was there stays known. */
  removeNote: z.strictObject({ noteId: Id }),
};
