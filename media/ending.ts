// How the media process ends when nobody asked it to: its files are closed all the same.
import { setTimeout as wait } from 'node:timers/promises';
import { type Log, messageOf } from './log.ts';
import type { Rooms } from './rooms.ts';

/** After a fault that nobody caught: files are closed if that is quick, and the server starts another process. */
const LAST_WORDS_MS = 3_000;

const LAST_PACKETS_MS = 1_000;

/** What the workers sent here before they answer has been taken in then: on a busy machine it is some tenths of a second. */
async function handedOn(rooms: Rooms): Promise<void> {
  await Promise.resolve()
    .then(() => rooms.workers.cpuSeconds())
    .catch(() => {});
}

/** The server has gone without a word, or somebody ends us by signal, or a fault that nobody caught. */
export function endWithTheServer(rooms: Rooms, log: Log): void {
  const leave = async (code: number): Promise<void> => {
    await Promise.race([handedOn(rooms), wait(LAST_PACKETS_MS)]);
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
