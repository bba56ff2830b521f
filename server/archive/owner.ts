// One process owns a data directory: a lock that the kernel keeps and frees, and a note that says who holds it.
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';

/**
 * Held by an open, exclusive SQLite transaction: the kernel frees it with the process, however it ends, also when
 * process numbers mean something else in another container. Nobody may open this file with `fs` while we live:
 * closing any descriptor of a file drops this process's locks on it (fcntl(2)).
 */
const LOCK = 'owner.lock';
/** Who holds it, for the sentence that a second process prints; left behind by a stop that was not clean. */
const NOTE = 'owner.txt';

export class Owner {
  /** True when the process that owned the directory before was killed or lost its power. */
  readonly afterUncleanStop: boolean;
  readonly #dataDir: string;
  readonly #lock: DatabaseSync;
  #released = false;

  /** @throws AppError `not_ready` when another process, or this one, owns the directory already. */
  static async take(dataDir: string): Promise<Owner> {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(join(dataDir, LOCK), { timeout: 0 });
    const before = await readNote(dataDir);
    try {
      lock.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      lock.close();
      throw new AppError(
        'not_ready',
        `${dataDir} is in use by ${before ?? 'another process'}; one server owns a data directory`,
        { cause },
      );
    }
    await writeNote(dataDir);
    return new Owner(dataDir, lock, before !== null);
  }

  private constructor(dataDir: string, lock: DatabaseSync, afterUncleanStop: boolean) {
    this.#dataDir = dataDir;
    this.#lock = lock;
    this.afterUncleanStop = afterUncleanStop;
  }

  /** May be called twice. The note goes first: gone, it says that the stop was clean. */
  async release({ clean }: { clean: boolean }): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    if (clean) await rm(join(this.#dataDir, NOTE), { force: true });
    this.#lock.close();
  }
}

async function readNote(dataDir: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDir, NOTE), 'utf8')).trim() || 'a process that left no note';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? null
      : 'a process whose note cannot be read';
  }
}

async function writeNote(dataDir: string): Promise<void> {
  const file = await open(join(dataDir, NOTE), 'w', 0o600);
  try {
    await file.writeFile(`process ${process.pid} (boot ${await bootId()}, since ${new Date().toISOString()})\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Linux only; elsewhere the note simply does not say. */
async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return 'unknown';
  }
}
