// Makes a recording's segments again from its journal: the same reordering, the same writer, with the journal's times instead of the clock's.
import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClosedSegment } from '../contract.ts';
import type { Intake } from '../record/frame.ts';
import { intakeOf } from '../record/intake.ts';
import { parseRtp } from '../record/rtp.ts';
import { type TrackRecording, TrackWriter } from '../record/writer.ts';
import { type JournalHead, type JournalStream, partOf } from './format.ts';
import { type JournalEnd, type JournalRecord, readJournal } from './reader.ts';

const TICK_MS = 125;

export type Rebuilt = {
  readonly segments: readonly ClosedSegment[];
  /** A track's segment that could not be written, and parts of another recording, of which nothing is made. */
  readonly failures: readonly string[];
  readonly parts: readonly { readonly file: string; readonly end: JournalEnd }[];
};

type Stream = { readonly about: JournalStream; readonly intake: Intake; readonly writer: TrackWriter };

/** @returns the parts of a journal in a folder, first to last @throws Error when the folder cannot be read */
export async function partsIn(folder: string): Promise<string[]> {
  const parts = (await readdir(folder)).flatMap((name) => {
    const part = partOf(name);
    return part === null ? [] : [{ name, part }];
  });
  return parts.sort((a, b) => a.part - b.part).map(({ name }) => join(folder, name));
}

/**
 * Of a part that was altered only what is proved is used.
 * @param out where the segments are written; made when it is not there
 * @throws Error of the file system
 */
export async function rebuild(files: readonly string[], out: string, segmentMs: number): Promise<Rebuilt> {
  await mkdir(out, { recursive: true });
  const made = new Rebuilding(out, segmentMs);
  const parts: { file: string; end: JournalEnd }[] = [];
  for (const file of files) {
    const { end, seals } = await survey(file);
    // Where a seal does not fit, something between it and the one before was changed, and nobody knows what.
    const lastSeal = end.is === 'altered' ? seals : Number.POSITIVE_INFINITY;
    let passed = 0;
    let isOther = false;
    await readJournal(file, (record) => {
      isOther ||= record.kind === 'head' && made.isOther(record.head);
      if (!isOther && passed < lastSeal) made.record(record);
      if (record.kind === 'seal') passed++;
    });
    if (isOther) made.failures.push(`${basename(file)}: of another recording`);
    parts.push({ file, end });
    await made.written();
  }
  await made.end();
  return { segments: made.segments, failures: made.failures, parts };
}

async function survey(file: string): Promise<{ end: JournalEnd; seals: number }> {
  let seals = 0;
  const end = await readJournal(file, ({ kind }) => {
    if (kind === 'seal') seals++;
  });
  return { end, seals };
}

class Rebuilding {
  readonly segments: ClosedSegment[] = [];
  readonly failures: string[] = [];
  readonly #out: string;
  readonly #segmentMs: number;
  readonly #streams = new Map<number, Stream>();
  readonly #names = new Map<string, number>();
  readonly #unfinished = new Set<Promise<void>>();
  #head: JournalHead | null = null;
  #tickedMs = 0;

  constructor(out: string, segmentMs: number) {
    this.#out = out;
    this.#segmentMs = segmentMs;
  }

  isOther({ recordingId }: JournalHead): boolean {
    return this.#head !== null && this.#head.recordingId !== recordingId;
  }

  record(record: JournalRecord): void {
    if ('atMs' in record) this.#tick(record.atMs);
    // A part that follows a full one begins like the first, and names the same streams again.
    if (record.kind === 'head') this.#head ??= record.head;
    else if (record.kind === 'stream') this.#stream(record.stream, record.about);
    else if (record.kind === 'packet') this.#packet(record.stream, record.bytes, record.atMs);
    else if (record.kind === 'event' && record.event.event === 'trackStopped') this.#stop(record.event.stream);
  }

  /** Resolves when nothing is left to be written of what has ended. */
  async written(): Promise<void> {
    while (this.#unfinished.size > 0) await Promise.all(this.#unfinished);
  }

  async end(): Promise<void> {
    for (const stream of [...this.#streams.keys()]) this.#stop(stream);
    await this.written();
  }

  #stream(stream: number, about: JournalStream): void {
    const known = this.#streams.get(stream);
    if (known !== undefined && JSON.stringify(known.about) === JSON.stringify(about)) return;
    this.#stop(stream);
    if (this.#head === null) return;
    // The writer asks for its intake only once it has frames, which come from it.
    const writer: TrackWriter = new TrackWriter(about, this.#recordingOf(this.#head), () => intake.keyIsDue());
    const intake = intakeOf(
      about.codec ?? (about.source === 'microphone' ? 'opus' : 'vp8'),
      about.layers,
      (frame, cut) => writer.write(frame, cut),
      () => {},
      this.#tickedMs,
    );
    this.#streams.set(stream, { about, intake, writer });
  }

  #packet(stream: number, bytes: Buffer, atMs: number): void {
    const known = this.#streams.get(stream);
    // The bytes are the reader's; what is held back for its turn needs its own.
    const packet = known === undefined ? null : parseRtp(Uint8Array.from(bytes));
    if (known !== undefined && packet !== null && known.about.layers.includes(packet.ssrc))
      known.intake.packet(packet, atMs);
  }

  #tick(atMs: number): void {
    if (atMs - this.#tickedMs < TICK_MS) return;
    this.#tickedMs = atMs;
    for (const { intake, writer } of this.#streams.values()) {
      intake.tick(atMs);
      writer.tick(atMs);
    }
  }

  #stop(stream: number): void {
    const known = this.#streams.get(stream);
    this.#streams.delete(stream);
    known?.intake.flush();
    known?.writer.end();
  }

  #recordingOf({ recordingId, roomId, zeroAtMs }: JournalHead): TrackRecording {
    return {
      ...{ recordingId, roomId, zeroAtMs, directory: this.#out, segmentMs: this.#segmentMs },
      clock: { at: (atMs) => atMs },
      nextFile: (trackId) => {
        const number = this.#names.get(trackId) ?? 0;
        this.#names.set(trackId, number + 1);
        return `${trackId}-${String(number).padStart(3, '0')}.mkv`;
      },
      onOpened: () => {},
      onGrown: () => {},
      onClosed: (segment) => this.segments.push(segment),
      onFailed: (trackId, message) => this.failures.push(`${trackId}: ${message}`),
      waitFor: (work) => {
        this.#unfinished.add(work);
        void work.finally(() => this.#unfinished.delete(work));
      },
    };
  }
}
