// Reads a journal's part back: record by record, checking the chain, stopping cleanly where the file was torn off or damaged.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { SenderReport } from '../guest.ts';
import {
  JOURNAL_VERSION,
  JournalEvent,
  JournalHead,
  JournalStream,
  KIND,
  LAYOUT,
  MAX_RECORD_BYTES,
  PREFIX_BYTES,
  readAt,
  SEAL_BYTES,
} from './format.ts';

const READ_BYTES = 1_024 * 1_024;

export type JournalRecord =
  | { readonly kind: 'head'; readonly head: JournalHead }
  | { readonly kind: 'stream'; readonly stream: number; readonly atMs: number; readonly about: JournalStream }
  | { readonly kind: 'packet'; readonly stream: number; readonly atMs: number; readonly bytes: Buffer }
  | { readonly kind: 'report'; readonly stream: number; readonly atMs: number; readonly report: SenderReport }
  | { readonly kind: 'event'; readonly atMs: number; readonly event: JournalEvent }
  | { readonly kind: 'seal'; readonly atMs: number; readonly seal: string };

/**
 * How the reading ended. `whole`: the last record is a seal, and every seal is right. `torn`: what follows the last
 * whole record is not one, as a crash leaves it; what follows the last seal is read and unproved. `altered`: a seal does
 * not fit what stands before it. `foreign`: not a journal, or of a newer version.
 */
export type JournalEnd = {
  readonly is: 'whole' | 'torn' | 'altered' | 'foreign';
  readonly why: string;
  /** Bytes read as records, and of these the bytes that the last right seal covers. */
  readonly bytes: number;
  readonly sealedBytes: number;
  readonly lastSeal: string | null;
};

/** Bytes that end where the file does. */
type Source = { read(target: Buffer): Promise<number> };

/**
 * Reads a part to its end. What `onRecord` gets of a packet is a view that is valid only while it runs.
 * @throws Error of the file system only: nothing that stands in a file makes it throw
 */
export async function readJournal(path: string, onRecord: (record: JournalRecord) => void): Promise<JournalEnd> {
  const file = await open(path, 'r');
  try {
    return await readRecords(sourceOf(file), onRecord);
  } finally {
    await file.close();
  }
}

/** @returns the last seal that is right, null when there is none: whoever goes on is chained to it */
export async function lastSealOf(path: string): Promise<string | null> {
  return (await readJournal(path, () => {})).lastSeal;
}

const sourceOf = (file: FileHandle): Source => ({
  read: async (target) => (await file.read(target, 0, target.length)).bytesRead,
});

async function readRecords(source: Source, onRecord: (record: JournalRecord) => void): Promise<JournalEnd> {
  const reading = new Reading(onRecord);
  let held: Buffer = Buffer.alloc(0);
  for (;;) {
    const target = Buffer.allocUnsafe(READ_BYTES);
    const got = await source.read(target);
    if (got === 0) return reading.end(held.length > 0 ? 'the last record is cut off' : null);
    held = Buffer.concat([held, target.subarray(0, got)]);
    const used = reading.take(held);
    if (reading.stopped !== null) return reading.stopped;
    held = held.subarray(used);
  }
}

class Reading {
  stopped: JournalEnd | null = null;
  readonly #onRecord: (record: JournalRecord) => void;
  #hash = createHash('sha256');
  #bytes = 0;
  #sealedBytes = 0;
  #lastSeal: string | null = null;
  #begun = false;

  constructor(onRecord: (record: JournalRecord) => void) {
    this.#onRecord = onRecord;
  }

  /** @returns how many bytes were whole records */
  take(bytes: Buffer): number {
    let at = 0;
    while (this.stopped === null && at + PREFIX_BYTES <= bytes.length) {
      const length = bytes.readUInt32BE(at);
      if (length < 1 || length > MAX_RECORD_BYTES) {
        this.#stop(this.#begun ? 'torn' : 'foreign', `no record is ${length} bytes long`);
        break;
      }
      if (at + 4 + length > bytes.length) break;
      if (!this.#record(bytes.subarray(at, at + 4 + length))) break;
      at += 4 + length;
    }
    return at;
  }

  end(cut: string | null): JournalEnd {
    if (!this.#begun) return this.#verdict('foreign', 'no head');
    if (cut !== null) return this.#verdict('torn', cut);
    if (this.#sealedBytes < this.#bytes) return this.#verdict('torn', 'the last records are not sealed');
    return this.#verdict('whole', '');
  }

  /** @returns false when this cannot be a record */
  #record(whole: Buffer): boolean {
    const kind = whole.readUInt8(4);
    const body = whole.subarray(PREFIX_BYTES);
    if (!this.#begun) return this.#head(kind, body, whole);
    if (kind === KIND.seal) return this.#seal(body, whole);
    const record = recordOf(kind, body);
    if (record === 'broken') {
      this.#stop('torn', `a record of kind ${kind} cannot be read`);
      return false;
    }
    this.#hash.update(whole);
    this.#bytes += whole.length;
    if (record !== null) this.#onRecord(record);
    return true;
  }

  #head(kind: number, body: Buffer, whole: Buffer): boolean {
    const head = kind === KIND.head ? JournalHead.safeParse(jsonOf(body)) : null;
    if (head?.success !== true) {
      this.#stop('foreign', 'not a journal');
      return false;
    }
    if (head.data.version > JOURNAL_VERSION) {
      this.#stop('foreign', `version ${head.data.version}, and ${JOURNAL_VERSION} is the newest that is known here`);
      return false;
    }
    const { previous } = head.data;
    this.#hash.update(previous === null ? Buffer.alloc(SEAL_BYTES) : Buffer.from(previous, 'hex')).update(whole);
    this.#begun = true;
    this.#bytes += whole.length;
    this.#onRecord({ kind: 'head', head: head.data });
    return true;
  }

  #seal(body: Buffer, whole: Buffer): boolean {
    const found = body.subarray(LAYOUT.at);
    const right = this.#hash.digest();
    if (body.length !== LAYOUT.at + SEAL_BYTES || !found.equals(right)) {
      this.#stop('altered', 'a seal does not fit the records before it');
      return false;
    }
    this.#hash = createHash('sha256').update(right).update(whole);
    this.#bytes += whole.length;
    this.#sealedBytes = this.#bytes;
    this.#lastSeal = right.toString('hex');
    this.#onRecord({ kind: 'seal', atMs: readAt(body, 0), seal: this.#lastSeal });
    return true;
  }

  #stop(is: JournalEnd['is'], why: string): void {
    this.stopped = this.#verdict(is, why);
  }

  #verdict(is: JournalEnd['is'], why: string): JournalEnd {
    return { is, why, bytes: this.#bytes, sealedBytes: this.#sealedBytes, lastSeal: this.#lastSeal };
  }
}

/** @returns null for a kind that is not known here */
function recordOf(kind: number, body: Buffer): JournalRecord | 'broken' | null {
  switch (kind) {
    case KIND.stream: {
      if (body.length < LAYOUT.streamAt) return 'broken';
      const about = JournalStream.safeParse(jsonOf(body.subarray(LAYOUT.streamAt)));
      if (!about.success) return 'broken';
      return { kind: 'stream', stream: body.readUInt16BE(0), atMs: readAt(body, 2), about: about.data };
    }
    case KIND.packet:
      if (body.length < LAYOUT.streamAt) return 'broken';
      return {
        kind: 'packet',
        stream: body.readUInt16BE(0),
        atMs: readAt(body, 2),
        bytes: body.subarray(LAYOUT.streamAt),
      };
    case KIND.report:
      return body.length === LAYOUT.report ? reportOf(body) : 'broken';
    case KIND.event: {
      if (body.length < LAYOUT.at) return 'broken';
      const event = JournalEvent.safeParse(jsonOf(body.subarray(LAYOUT.at)));
      return event.success ? { kind: 'event', atMs: readAt(body, 0), event: event.data } : null;
    }
    case KIND.head:
      return 'broken';
    default:
      return null;
  }
}

function reportOf(body: Buffer): JournalRecord {
  const at = LAYOUT.streamAt;
  const report = {
    ssrc: body.readUInt32BE(at),
    ntpSeconds: body.readUInt32BE(at + 4),
    ntpFraction: body.readUInt32BE(at + 8),
    rtpTimestamp: body.readUInt32BE(at + 12),
  };
  return { kind: 'report', stream: body.readUInt16BE(0), atMs: readAt(body, 2), report };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
