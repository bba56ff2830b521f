// A file that only grows: written in the background, synced about once a second, with bounded memory when the disk is slow.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Turns } from './turns.ts';

/** About 100 s of one camera. A disk that is this far behind is a fault, and memory is bounded. */
const MAX_BACKLOG_BYTES = 16_000_000;
const SYNC_EVERY_MS = 1_000;
const HASH_CHUNK_BYTES = 512 * 1_024;

/** Syncing many files at once would hold up the writing of all: on a slow disk each is synced less often instead. */
const syncs = new Turns(2);
/** Files of one hearing reach their length together. */
const hashes = new Turns(1);

export class AppendFile {
  readonly #opening: Promise<FileHandle>;
  readonly #onGrown: (bytes: number) => void;
  readonly #maxBacklogBytes: number;
  #backlog: Buffer[] = [];
  #backlogBytes = 0;
  #bytes = 0;
  #syncedBytes = 0;
  #lastSyncMs = performance.now();
  #writing: Promise<void> | null = null;
  #syncing: Promise<void> | null = null;
  #error: unknown = null;
  #closing: Promise<void> | null = null;

  /**
   * Takes bytes at once, and writes them when the file is open.
   * @param opening a handle that is this file's to close; see `openNew`
   * @param onGrown told after every write by how much the file grew
   * @param maxBacklogBytes how much waits for the disk before the file is given up
   */
  constructor(
    opening: Promise<FileHandle>,
    onGrown: (bytes: number) => void = () => {},
    maxBacklogBytes = MAX_BACKLOG_BYTES,
  ) {
    this.#opening = opening;
    this.#onGrown = onGrown;
    this.#maxBacklogBytes = maxBacklogBytes;
    opening.catch((error: unknown) => this.#fail(error));
  }

  /** What went wrong first, else null. Nothing is written after it. */
  get error(): unknown {
    return this.#error;
  }

  /** Bytes that have been written, synced or not. */
  get written(): number {
    return this.#bytes;
  }

  append(bytes: Buffer): void {
    if (this.#error !== null || this.#closing !== null) return;
    this.#backlog.push(bytes);
    this.#backlogBytes += bytes.length;
    if (this.#backlogBytes > this.#maxBacklogBytes) {
      this.#fail(new Error(`the disk is ${this.#backlogBytes} bytes behind`));
      return;
    }
    this.#writing ??= this.#write();
  }

  /** Begins a sync when one is due. */
  syncWhenDue(nowMs: number): void {
    if (this.#syncing !== null || this.#bytes === this.#syncedBytes || nowMs - this.#lastSyncMs < SYNC_EVERY_MS) return;
    this.#syncing = this.#sync().finally(() => {
      this.#syncing = null;
    });
  }

  /** May be called twice. Resolves when all is on disk. @throws Error when it is not, and then the file is closed all the same */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const handle = await this.#opening;
    try {
      await this.#writing;
      await this.#syncing;
      await this.#sync();
    } finally {
      await handle.close();
    }
    if (this.#error !== null) throw this.#error;
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    this.#backlog = [];
  }

  async #write(): Promise<void> {
    try {
      const handle = await this.#opening;
      while (this.#backlog.length > 0) {
        const bytes = this.#backlog.length === 1 ? this.#backlog[0] : Buffer.concat(this.#backlog);
        this.#backlog = [];
        this.#backlogBytes = 0;
        await this.#writeAll(handle, bytes ?? Buffer.alloc(0));
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = null;
    }
  }

  async #writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, done);
      // A full disk takes a part and refuses the rest: what it took counts.
      done += bytesWritten;
      this.#bytes += bytesWritten;
      this.#onGrown(bytesWritten);
    }
  }

  async #sync(): Promise<void> {
    const bytes = this.#bytes;
    try {
      const handle = await this.#opening;
      await syncs.run(() => handle.datasync());
      this.#syncedBytes = bytes;
    } catch (error) {
      this.#error ??= error;
    }
    this.#lastSyncMs = performance.now();
  }
}

/** @param flags `wx` makes a new file and fails when there is one @throws Error of the file system */
export const openNew = (path: string, flags = 'wx'): Promise<FileHandle> => open(path, flags, 0o640);

/** Makes a folder's names durable: a new or renamed file is there after a power cut only when its folder was synced. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** For whoever's turn it is: a hearing's files are closed together, and one each would wait long to be collected. */
const chunk = Buffer.allocUnsafe(HASH_CHUNK_BYTES);

/** Size and SHA-256 of what is really on disk: read back, not remembered. */
export function measureFile(path: string): Promise<{ bytes: number; sha256: string }> {
  return hashes.run(async () => {
    const hash = createHash('sha256');
    const file = await open(path, 'r');
    try {
      let bytes = 0;
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, bytes);
        if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
        hash.update(chunk.subarray(0, bytesRead));
        bytes += bytesRead;
      }
    } finally {
      await file.close();
    }
  });
}
