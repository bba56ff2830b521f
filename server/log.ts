// The log: one JSON line per event, without names, tokens or spoken words.
import { pino } from 'pino';

export type Log = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
};

/** error: a person is affected and we gave up. warn: odd, handled. info: one line per lifecycle step. */
export const openLog = (level: string): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // A second wall: whoever logs a whole object by mistake does not log its secrets.
    redact: {
      paths: ['*.token', '*.secret', '*.password', '*.name', '*.url', '*.cookie', 'token', 'secret', 'url'],
      censor: '[kept out]',
    },
  });
