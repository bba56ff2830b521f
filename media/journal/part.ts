// One part of a journal while it is written: records gathered for a moment, hashed into the chain, appended to the file.
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { SenderReport } from '../guest.ts';
import { AppendFile } from '../record/file.ts';
import {
  type JournalEvent,
  type JournalHead,
  type JournalStream,
  KIND,
  LAYOUT,
  PREFIX_BYTES,
  SEAL_BYTES,
  writeAt,
} from './format.ts';

/** What is gathered this long reaches the file: what a kill of the process can cost. */
const FLUSH_MS = 250;
const SEAL_MS = 1_000;
/** About ten seconds of a large hearing. */
const MAX_BACKLOG_BYTES = 64_000_000;
/** Half of it holds the longest record. */
const CHUNK_BYTES = 256 * 1_024;

export class JournalPart {
  readonly head: JournalHead;
  readonly #file: AppendFile;
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  #hash: Hash;
  /** Of everything before `#hash` began. */
  #seal: Buffer;
  #unsealed = 0;
  #bytes = 0;
  #flushedMs: number;
  #sealedMs: number;

  constructor(opening: Promise<FileHandle>, head: JournalHead, nowMs: number) {
    this.head = head;
    this.#file = new AppendFile(opening, () => {}, MAX_BACKLOG_BYTES);
    this.#seal = head.previous === null ? Buffer.alloc(SEAL_BYTES) : Buffer.from(head.previous, 'hex');
    this.#hash = createHash('sha256').update(this.#seal);
    this.#flushedMs = nowMs;
    this.#sealedMs = nowMs;
    this.#json(KIND.head, Buffer.alloc(0), head);
  }

  get error(): unknown {
    return this.#file.error;
  }

  /** Appended so far, whether or not it has reached the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  stream(stream: number, atMs: number, about: JournalStream): void {
    const front = Buffer.alloc(LAYOUT.streamAt);
    front.writeUInt16BE(stream);
    writeAt(front, 2, atMs);
    this.#json(KIND.stream, front, about);
  }

  packet(stream: number, atMs: number, bytes: Uint8Array): void {
    const start = this.#begin(KIND.packet, LAYOUT.streamAt + bytes.length);
    this.#chunk.writeUInt16BE(stream, start);
    this.#chunk.set(bytes, writeAt(this.#chunk, start + 2, atMs));
  }

  report(stream: number, atMs: number, { ssrc, ntpSeconds, ntpFraction, rtpTimestamp }: SenderReport): void {
    const start = this.#begin(KIND.report, LAYOUT.report);
    this.#chunk.writeUInt16BE(stream, start);
    let at = writeAt(this.#chunk, start + 2, atMs);
    for (const value of [ssrc, ntpSeconds, ntpFraction, rtpTimestamp]) at = this.#chunk.writeUInt32BE(value >>> 0, at);
  }

  event(atMs: number, event: JournalEvent): void {
    const at = Buffer.alloc(LAYOUT.at);
    writeAt(at, 0, atMs);
    this.#json(KIND.event, at, event);
  }

  /** To be called a few times a second. @param atMs the same moment on the recording's clock */
  tick(nowMs: number, atMs: number): void {
    if (nowMs - this.#sealedMs >= SEAL_MS && this.#unsealed > 0) {
      this.#sealedMs = nowMs;
      this.#flushedMs = nowMs;
      this.#writeSeal(atMs);
    } else if (nowMs - this.#flushedMs >= FLUSH_MS) {
      this.#flushedMs = nowMs;
      this.#flush();
    }
    this.#file.syncWhenDue(nowMs);
  }

  /** Seals what is there; resolves with the last seal when all is on disk. @throws Error of the file system */
  async close(atMs: number): Promise<string> {
    if (this.#unsealed > 0) this.#writeSeal(atMs);
    await this.#file.close();
    return this.#seal.toString('hex');
  }

  /** The last seal, in hexadecimal: what the next part begins with. */
  get seal(): string {
    return this.#seal.toString('hex');
  }

  #writeSeal(atMs: number): void {
    this.#flush();
    this.#seal = this.#hash.digest();
    this.#hash = createHash('sha256').update(this.#seal);
    const start = this.#begin(KIND.seal, LAYOUT.at + SEAL_BYTES);
    this.#chunk.set(this.#seal, writeAt(this.#chunk, start, atMs));
    this.#flush();
    this.#unsealed = 0;
  }

  #json(kind: number, front: Buffer, value: object): void {
    const text = Buffer.from(JSON.stringify(value));
    const start = this.#begin(kind, front.length + text.length);
    this.#chunk.set(front, start);
    this.#chunk.set(text, start + front.length);
  }

  /** Makes room for a record and writes its prefix. @returns where its body begins in the chunk */
  #begin(kind: number, bodyBytes: number): number {
    if (this.#used + PREFIX_BYTES + bodyBytes > this.#chunk.length) this.#flush();
    const at = this.#used;
    this.#chunk.writeUInt32BE(1 + bodyBytes, at);
    this.#chunk.writeUInt8(kind, at + 4);
    this.#used = at + PREFIX_BYTES + bodyBytes;
    this.#unsealed++;
    return at + PREFIX_BYTES;
  }

  #flush(): void {
    if (this.#used === 0) return;
    const bytes = this.#chunk.subarray(0, this.#used);
    this.#hash.update(bytes);
    this.#file.append(bytes);
    this.#bytes += bytes.length;
    // The file keeps what it was given until it is written: what is left of the chunk goes on being used.
    this.#chunk = this.#chunk.subarray(this.#used);
    if (this.#chunk.length < CHUNK_BYTES / 2) this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
  }
}
