// Scans on their way in: unfinished ones lie in a folder until their last byte is there; then they are looked at, kept, and filed with their letter.
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Actor } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { checkScan } from '../papers/scan-check.ts';
import { Id } from '../protocol/ids.ts';
import { LETTER_LIMITS, type ScanReceipt, Sha256 } from '../protocol/letter.ts';

/** Below DATA_DIR. Nothing in it is kept: only what is filed. */
const FOLDER = 'scan-uploads';
const LIVES_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 3_600_000;
/** Of one account; the oldest gives way, so that a clerk who begins anew is never refused. */
const OPEN_PER_ACCOUNT = 3;
/** Of all together: at 20 MiB each, 1 GB. */
const OPEN_AT_MOST = 50;

const Facts = z.strictObject({
  id: Id,
  letterId: Id,
  accountId: Id,
  length: z.int().min(1).max(LETTER_LIMITS.scanBytes),
  sha256: Sha256,
  begunAtMs: z.int(),
});
type Facts = z.infer<typeof Facts>;
export type NewUpload = Pick<Facts, 'letterId' | 'accountId' | 'length' | 'sha256'>;

/** `offset`: bytes that are on disk, synced; what was acknowledged survives a power cut. */
type Upload = Facts & { offset: number; writing: Writing | null; finishing: Promise<ScanReceipt> | null };
type Writing = { readonly stop: AbortController; readonly done: Promise<void> };
type Bytes = AsyncIterable<Uint8Array>;
type Settings = {
  readonly dataDir: string;
  readonly ffmpeg: string;
  /** Recordings need the disk more than scans do. */
  readonly leastFreeBytes: number;
};

export class ScanUploads {
  readonly #archive: Archive;
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #folder: string;
  readonly #uploads = new Map<Id, Upload>();
  readonly #timer: NodeJS.Timeout;
  #onKept: (hearingId: Id) => void = () => {};

  /** Takes up what an earlier process left: the expired goes, what had all its bytes is filed. */
  static async open(archive: Archive, settings: Settings, log: Log): Promise<ScanUploads> {
    const uploads = new ScanUploads(archive, settings, log);
    await mkdir(uploads.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(uploads.#folder)) if (name.endsWith('.json')) await uploads.#takeUp(name);
    await uploads.#sweep();
    return uploads;
  }

  private constructor(archive: Archive, settings: Settings, log: Log) {
    this.#archive = archive;
    this.#settings = settings;
    this.#log = log;
    this.#folder = join(settings.dataDir, FOLDER);
    this.#timer = setInterval(() => void this.#sweep(), SWEEP_EVERY_MS).unref();
  }

  /** Hears whenever a scan was filed. */
  onKept(listener: (hearingId: Id) => void): void {
    this.#onKept = listener;
  }

  /** @throws AppError `scan_too_large`, `storage_low`, `too_many_attempts` when others fill the folder. */
  async begin(given: NewUpload): Promise<{ readonly id: Id; readonly expiresAtMs: number }> {
    if (given.length > LETTER_LIMITS.scanBytes) throw new AppError('scan_too_large', `${given.length} bytes`);
    await this.#sweep();
    const own = [...this.#uploads.values()].filter(
      ({ accountId, finishing }) => accountId === given.accountId && finishing === null,
    );
    for (const old of own.slice(0, Math.max(0, own.length - OPEN_PER_ACCOUNT + 1))) await this.#forget(old);
    if (this.#uploads.size >= OPEN_AT_MOST) throw new AppError('too_many_attempts', 'uploads');
    const disk = await statfs(this.#folder);
    if (disk.bavail * disk.bsize < this.#settings.leastFreeBytes + given.length) throw new AppError('storage_low');
    const facts: Facts = { ...given, id: crypto.randomUUID(), begunAtMs: Date.now() };
    const upload: Upload = { ...facts, offset: 0, writing: null, finishing: null };
    // Known before it is on disk: of two that begin at once the second must see the first.
    this.#uploads.set(facts.id, upload);
    try {
      await writeFile(this.#bytesOf(facts.id), '', { mode: 0o600, flag: 'wx' });
      await writeFile(this.#factsOf(facts.id), JSON.stringify(facts), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      await this.#forget(upload);
      throw error;
    }
    return { id: facts.id, expiresAtMs: facts.begunAtMs + LIVES_MS };
  }

  /** Whose letter it is for. @throws AppError `not_found` when it is not this account's, expired, or over. */
  async find(
    id: Id,
    accountId: Id,
  ): Promise<{ readonly letterId: Id; readonly length: number; readonly offset: number }> {
    const upload = this.#own(id, accountId);
    // Whoever comes back has lost the line: the request that still seems to write has lost it too.
    await this.#stopWriting(upload);
    // Until it is filed or refused it is not known where it stands; afterwards it is gone.
    await upload.finishing?.catch(() => {});
    return this.#own(id, accountId);
  }

  /**
   * Writes what comes, at `offset`. Answers where it stands then, and with the last byte, once the scan is filed, its receipt.
   * What came before a broken line stays.
   * @throws AppError `not_found`, `wrong_state` when it stands elsewhere, `too_large` for more than was announced; with the last byte
   *   what `checkScan` and `letters.addScan` throw, and the upload is over.
   */
  async append(
    id: Id,
    actor: Extract<Actor, { kind: 'account' }>,
    { offset, bytes }: { readonly offset: number; readonly bytes: Bytes },
  ): Promise<{ readonly offset: number; readonly receipt: ScanReceipt | null }> {
    await this.find(id, actor.id);
    const upload = this.#own(id, actor.id);
    if (upload.offset !== offset || upload.writing !== null)
      throw new AppError('wrong_state', `stands at ${upload.offset}`);
    const stop = new AbortController();
    const work = this.#write(upload, bytes, stop.signal);
    upload.writing = { stop, done: work.catch(() => {}) };
    try {
      await work;
    } finally {
      upload.writing = null;
    }
    if (upload.offset < upload.length) return { offset: upload.offset, receipt: null };
    upload.finishing ??= this.#finish(upload, actor);
    return { offset: upload.offset, receipt: await upload.finishing };
  }

  /** @throws AppError `not_found`. */
  async remove(id: Id, accountId: Id): Promise<void> {
    await this.find(id, accountId);
    await this.#forget(this.#own(id, accountId));
  }

  /** Cuts off what is being written; what has been is taken up at the next start. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const upload of this.#uploads.values()) {
      await this.#stopWriting(upload);
      await upload.finishing?.catch(() => {});
    }
  }

  #own(id: Id, accountId: Id): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.accountId !== accountId || hasExpired(upload)) throw new AppError('not_found');
    return upload;
  }

  async #stopWriting({ writing }: Upload): Promise<void> {
    writing?.stop.abort();
    await writing?.done;
  }

  async #write(upload: Upload, bytes: Bytes, signal: AbortSignal): Promise<void> {
    const file = await open(this.#bytesOf(upload.id), 'r+');
    let written = upload.offset;
    try {
      const lost = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('wrong_state', 'another request goes on')));
      });
      lost.catch(() => {});
      const reader = bytes[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await Promise.race([reader.next(), lost]);
        if (done === true) break;
        if (written + value.byteLength > upload.length) throw new AppError('too_large', 'more than was announced');
        await writeAll(file, value, written);
        written += value.byteLength;
      }
    } finally {
      await file.datasync();
      await file.close();
      upload.offset = written;
    }
  }

  /** From here on it is over, filed or refused: whoever missed the answer sends it again, and the same bytes are the same scan. */
  async #finish(upload: Upload, actor: Actor): Promise<ScanReceipt> {
    const path = this.#bytesOf(upload.id);
    try {
      const { mediaType, pages } = await checkScan(path, { ffmpeg: this.#settings.ffmpeg });
      const kept = await this.#archive.objects.putStream(createReadStream(path), { sha256: upload.sha256 });
      const receipt = { letterId: upload.letterId, ...kept, mediaType, pages };
      const { hearingId } = await this.#archive.letters.addScan(actor, upload.letterId, { ...kept, mediaType, pages });
      this.#onKept(hearingId);
      return receipt;
    } finally {
      await this.#forget(upload);
    }
  }

  async #takeUp(name: string): Promise<void> {
    const facts = await this.#readFacts(name);
    if (facts === null) {
      await rm(join(this.#folder, name), { force: true });
      return;
    }
    const file = await open(this.#bytesOf(facts.id), 'a').catch(() => null);
    const offset = Math.min((await file?.stat())?.size ?? 0, facts.length);
    await file?.close();
    const upload: Upload = { ...facts, offset, writing: null, finishing: null };
    this.#uploads.set(facts.id, upload);
    if (offset < facts.length || hasExpired(facts)) return;
    const account = await this.#archive.accounts.byId(facts.accountId);
    if (account?.state !== 'active') return this.#forget(upload);
    upload.finishing = this.#finish(upload, { kind: 'account', id: account.id, name: account.displayName });
    upload.finishing.catch((error: unknown) => this.#log.warn({ err: error }, 'a scan that had arrived was not filed'));
  }

  async #readFacts(name: string): Promise<Facts | null> {
    try {
      return Facts.parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')));
    } catch {
      // Cut off while it was written, so nobody was told of it.
      return null;
    }
  }

  /** What has expired, and bytes of which nobody knows. */
  async #sweep(): Promise<void> {
    try {
      for (const upload of this.#uploads.values()) {
        if (hasExpired(upload) && upload.writing === null && upload.finishing === null) await this.#forget(upload);
      }
      for (const name of await readdir(this.#folder)) {
        const id = name.slice(0, name.lastIndexOf('.'));
        if (!this.#uploads.has(id)) await rm(join(this.#folder, name), { force: true });
      }
    } catch (error) {
      this.#log.error({ err: error }, 'unfinished scans could not be cleared away');
    }
  }

  async #forget(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.id);
    await this.#stopWriting(upload);
    await rm(this.#factsOf(upload.id), { force: true });
    await rm(this.#bytesOf(upload.id), { force: true });
  }

  #bytesOf(id: Id): string {
    return join(this.#folder, `${id}.part`);
  }

  #factsOf(id: Id): string {
    return join(this.#folder, `${id}.json`);
  }
}

const hasExpired = ({ begunAtMs }: Pick<Facts, 'begunAtMs'>): boolean => Date.now() > begunAtMs + LIVES_MS;

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
