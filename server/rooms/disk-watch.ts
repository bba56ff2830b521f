// Watches the disk that recordings are written to, and says when it runs out of space.
import { statfs } from 'node:fs/promises';
import type { Log } from '../log.ts';
import type { DiskAlarm } from '../protocol/snapshot.ts';

const NEARLY_FULL_BYTES = 2_000_000_000;
const LOW_SHARE = 0.1;
/** What is said of the free space changes in steps of this. */
const STEP_BYTES = 100_000_000;

export type DiskState = { readonly freeBytes: number; readonly alarm: DiskAlarm | null };

/** @throws Error of the file system */
export async function readDisk(directory: string): Promise<DiskState> {
  const { bavail, bsize, blocks } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const level: DiskAlarm['level'] | null =
    freeBytes < NEARLY_FULL_BYTES ? 'nearly_full' : bavail < blocks * LOW_SHARE ? 'low' : null;
  const alarm = level === null ? null : { level, freeBytes: Math.floor(freeBytes / STEP_BYTES) * STEP_BYTES };
  return { freeBytes, alarm };
}

export class DiskWatch {
  readonly #directory: string;
  readonly #log: Log;
  #alarm: DiskAlarm | null = null;

  constructor(directory: string, log: Log) {
    this.#directory = directory;
    this.#log = log;
  }

  get alarm(): DiskAlarm | null {
    return this.#alarm;
  }

  /** To be called every few seconds. */
  async look(): Promise<void> {
    const before = this.#alarm;
    this.#alarm = (await readDisk(this.#directory)).alarm;
    if (before?.level === this.#alarm?.level) return;
    if (this.#alarm === null) this.#log.info({}, 'there is space for recordings again');
    else this.#log.error({ ...this.#alarm }, 'space for recordings runs out');
  }
}
