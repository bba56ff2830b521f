// Write-once files named by their SHA-256: what has a name here has been read back from disk and never changes.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { makeFolder, syncFolder } from './durable-folder.ts';
import type { StoredObject } from './records.ts';
import { SHA256 } from './sha256.ts';

type Bytes = AsyncIterable<Uint8Array>;
const READ_AT_ONCE = 1 << 20;
const READ_ONLY = 0o444;

export class Objects {
  readonly #kept: string;
  readonly #incoming: string;

  /** Only by the owner of the directory: what lies half written in `incoming` is of a process that died. */
  static async open(dataDir: string): Promise<Objects> {
    const objects = new Objects(join(dataDir, 'objects'));
    await makeFolder(objects.#kept);
    await makeFolder(objects.#incoming);
    for (const name of await readdir(objects.#incoming)) await rm(join(objects.#incoming, name), { force: true });
    return objects;
  }

  private constructor(root: string) {
    this.#kept = join(root, 'sha256');
    this.#incoming = join(root, 'incoming');
  }

  /**
   * Keeps a file. `copy`: the given file stays its owner's. `link`: it becomes the object under a second name, read-only from
   * then on, and no byte is copied where both lie in one file system. `move`: like `link`, and the given name is gone
   * afterwards. Whoever wrote a linked or moved file must have closed it; until it is kept it stays where it is.
   * @throws AppError `file_damaged` when the disk gives back other bytes than were written.
   */
  async putFile(path: string, how: 'copy' | 'link' | 'move' = 'copy'): Promise<StoredObject> {
    const linked = how === 'copy' ? null : await this.#linkIn(path);
    const object = linked === null ? await this.putStream(createReadStream(path)) : await this.#keepLinked(linked);
    if (how === 'move') await unlink(path);
    return object;
  }

  /**
   * Keeps what a stream brings.
   * @throws AppError `too_large` beyond `maxBytes`, `file_damaged` when it is not what was expected; then nothing is kept.
   */
  async putStream(stream: Bytes, expected: { sha256?: string; maxBytes?: number } = {}): Promise<StoredObject> {
    // An error that comes before the loop below listens is told there; unheard, it would end the process.
    if (stream instanceof Readable) stream.on('error', () => {});
    const temporary = join(this.#incoming, randomUUID());
    try {
      const hash = createHash('sha256');
      const file = await open(temporary, 'wx', 0o600);
      let bytes = 0;
      try {
        await file.writeFile(
          (async function* counted() {
            for await (const chunk of stream) {
              bytes += chunk.byteLength;
              if (bytes > (expected.maxBytes ?? Number.POSITIVE_INFINITY)) throw new AppError('too_large');
              hash.update(chunk);
              yield chunk;
            }
          })(),
        );
        await settle(file);
      } finally {
        await file.close();
      }
      const sha256 = hash.digest('hex');
      if (expected.sha256 !== undefined && expected.sha256 !== sha256)
        throw new AppError('file_damaged', 'not what was announced');
      return await this.#keep(temporary, { sha256, bytes });
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Where an object lies, whether it is there or not. @throws AppError `bad_request` for what is no SHA-256. */
  path(sha256: string): string {
    if (!SHA256.test(sha256)) throw new AppError('bad_request', 'not a SHA-256');
    return join(this.#kept, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  /** Null when there is no such object. */
  async bytesOf(sha256: string): Promise<number | null> {
    try {
      return (await stat(this.path(sha256))).size;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  /** Reads the whole object. */
  async verify(sha256: string): Promise<'intact' | 'altered' | 'missing'> {
    if ((await this.bytesOf(sha256)) === null) return 'missing';
    return (await hashOf(this.path(sha256))).sha256 === sha256 ? 'intact' : 'altered';
  }

  /** A second name for the file among the incoming ones; null where the file system cannot (another disk). */
  async #linkIn(path: string): Promise<string | null> {
    const temporary = join(this.#incoming, randomUUID());
    try {
      await link(path, temporary);
      return temporary;
    } catch (error) {
      if (isCode(error, 'EXDEV') || isCode(error, 'EPERM')) return null;
      throw error;
    }
  }

  async #keepLinked(temporary: string): Promise<StoredObject> {
    try {
      const object = await hashOf(temporary);
      const file = await open(temporary, 'r+');
      try {
        await settle(file);
      } finally {
        await file.close();
      }
      return await this.#keep(temporary, object);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Gives the temporary file its final name, which must be free or hold the same bytes, and reads it back. */
  async #keep(temporary: string, object: StoredObject): Promise<StoredObject> {
    const final = this.path(object.sha256);
    const folder = dirname(final);
    await makeFolder(folder);
    const isOurs = await linkUnlessThere(temporary, final);
    await syncFolder(folder);
    if ((await hashOf(final)).sha256 === object.sha256) return object;
    // What was there before us is evidence of damage and stays; what we have just written badly has no row yet and goes.
    if (isOurs) await rm(final, { force: true });
    throw new AppError('file_damaged', object.sha256);
  }
}

async function settle(file: FileHandle): Promise<void> {
  await file.chmod(READ_ONLY);
  await file.datasync();
}

async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function hashOf(path: string): Promise<StoredObject> {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream: Bytes = createReadStream(path, { highWaterMark: READ_AT_ONCE });
  for await (const chunk of stream) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { sha256: hash.digest('hex'), bytes };
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
