// How the media process ends when nobody asked it to: its files are closed all the same.
import { type Log, messageOf } from './log.ts';
import type { Rooms } from './rooms.ts';

/** After a fault that nobody caught: files are closed if that is quick, and the server starts another process. */
const LAST_WORDS_MS = 3_000;

/** The server has gone without a word, or somebody ends us by signal, or a fault that nobody caught. */
export function endWithTheServer(rooms: Rooms, log: Log): void {
  const leave = async (code: number): Promise<void> => {
    await rooms.shutdown().catch(() => {});
    process.exit(code);
  };
  process.on('disconnect', () => void leave(0));
  process.on('SIGTERM', () => void leave(0));
  process.on('SIGINT', () => void leave(0));
  process.on('uncaughtException', (error) => {
    log.error({ why: messageOf(error), at: error.stack ?? '' }, 'media process fails');
    setTimeout(() => process.exit(1), LAST_WORDS_MS);
    void leave(1);
  });
  if (!process.connected) void leave(0);
}
