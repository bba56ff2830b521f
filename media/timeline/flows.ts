// When each track flowed, and when nothing of it arrived, as the journal tells it.
import type { JournalEnd, JournalRecord } from '../journal/reader.ts';
import type { Span } from './span.ts';

/** Sound comes every 20 ms and pictures at least a few times a second: after so long without a packet, nothing arrived. */
const SILENCE_MS = 500;
const RTP_HEAD_BYTES = 12;

export type Flow = Span & {
  readonly trackId: string;
  readonly ownerId: string;
  readonly source: 'microphone' | 'camera';
  /** Within the flow. */
  readonly silences: readonly Span[];
  /** Of each of its streams the last packet before each silence, and before its end. */
  readonly lasts: readonly LastPacket[];
};

/** @property atMs when it arrived @property timestamp its RTP time */
type LastPacket = { readonly atMs: number; readonly ssrc: number; readonly timestamp: number };

/** A track's segment could not be written; `taken`: it could not even be had, as in the journal. */
export type WriteFailure = {
  readonly trackId: string;
  readonly atMs: number;
  readonly message: string;
  readonly taken?: 'not_yet' | 'never' | undefined;
};

export type Told = {
  readonly flows: readonly Flow[];
  readonly outages: readonly Span[];
  /** When a recorder was at work, whether or not anything flowed. Of one that did not close: until its last record. */
  readonly runs: readonly Span[];
  /** When those of them ended that did not close: killed, or the machine went off. */
  readonly cutsMs: readonly number[];
  readonly failures: readonly WriteFailure[];
};

type Open = {
  readonly flow: Omit<Flow, 'endMs' | 'silences' | 'lasts'>;
  readonly silences: Span[];
  readonly lasts: LastPacket[];
  /** By SSRC. */
  readonly newest: Map<number, LastPacket>;
  lastMs: number;
  packets: number;
};

/** Fed with a journal's parts, first to last. */
export class Flows {
  readonly #open = new Map<number, Open>();
  readonly #flows: Flow[] = [];
  readonly #outages: Span[] = [];
  readonly #runs: Span[] = [];
  readonly #cutsMs: number[] = [];
  readonly #failures: WriteFailure[] = [];
  /** When the recorder began that has not said that it closed. */
  #runningSinceMs: number | null = null;
  /** Of the record before. */
  #atMs: number | null = null;

  record(record: JournalRecord): void {
    if (record.kind === 'head') this.#begin(record.head.atMs, record.head.continues);
    else this.#atMs = Math.max(this.#atMs ?? 0, record.atMs);
    if (record.kind === 'stream') this.#stream(record);
    else if (record.kind === 'packet') this.#packet(record.stream, record.atMs, record.bytes);
    else if (record.kind === 'event') {
      if (record.event.event === 'trackStopped') this.#stop(record.event.stream, record.atMs);
      else if (record.event.event === 'writeFailed') this.#failures.push({ ...record.event, atMs: record.atMs });
      else if (record.event.event === 'closed') {
        this.#stopAll(record.atMs);
        this.#stopRun(record.atMs, true);
      }
    }
  }

  /** A part that was torn off ends what flowed in it: nobody knows for how long it went on. */
  partEnded(end: JournalEnd): void {
    if (end.is !== 'whole') this.#stopAll(this.#atMs ?? 0);
  }

  /** Everything that the parts told; `outages`: between a recorder that did not close and the next. */
  end(): Told {
    this.#stopAll(this.#atMs ?? 0);
    this.#stopRun(this.#atMs ?? 0, false);
    const [flows, outages, runs, cutsMs, failures] = [
      this.#flows,
      this.#outages,
      this.#runs,
      this.#cutsMs,
      this.#failures,
    ];
    return { flows, outages, runs, cutsMs, failures };
  }

  #begin(atMs: number, continues: boolean): void {
    if (!continues) {
      // Of its last moments a recorder that did not close wrote nothing down.
      if (this.#runningSinceMs !== null) this.#outages.push({ startMs: this.#atMs ?? 0, endMs: atMs });
      this.#stopAll(this.#atMs ?? atMs);
      this.#stopRun(this.#atMs ?? atMs, false);
    }
    this.#runningSinceMs ??= atMs;
    this.#atMs = atMs;
  }

  #stream({ stream, atMs, about }: Extract<JournalRecord, { kind: 'stream' }>): void {
    const known = this.#open.get(stream);
    // A new part names what goes on flowing.
    if (known?.flow.trackId === about.trackId) return;
    if (known !== undefined) this.#stop(stream, atMs);
    const { trackId, ownerId, source } = about;
    this.#open.set(stream, {
      flow: { trackId, ownerId, source, startMs: atMs },
      silences: [],
      lasts: [],
      newest: new Map(),
      lastMs: atMs,
      packets: 0,
    });
  }

  #packet(stream: number, atMs: number, bytes: Buffer): void {
    const open = this.#open.get(stream);
    if (open === undefined) return;
    // What came while the tap was being opened keeps its time, which is before that of its stream.
    // Before the first packet and after the last there is silence, however short.
    if (atMs - open.lastMs > (open.packets === 0 ? 0 : SILENCE_MS)) {
      open.silences.push({ startMs: open.lastMs, endMs: atMs });
      open.lasts.push(...open.newest.values());
    }
    open.lastMs = Math.max(open.lastMs, atMs);
    open.packets++;
    if (bytes.length < RTP_HEAD_BYTES) return;
    const ssrc = bytes.readUInt32BE(8);
    open.newest.set(ssrc, { atMs, ssrc, timestamp: bytes.readUInt32BE(4) });
  }

  #stop(stream: number, atMs: number): void {
    const open = this.#open.get(stream);
    if (open === undefined) return;
    this.#open.delete(stream);
    if (atMs > open.lastMs) open.silences.push({ startMs: open.lastMs, endMs: atMs });
    const lasts = [...open.lasts, ...open.newest.values()];
    this.#flows.push({ ...open.flow, endMs: atMs, silences: open.silences, lasts });
  }

  #stopRun(atMs: number, closed: boolean): void {
    if (this.#runningSinceMs === null) return;
    this.#runs.push({ startMs: this.#runningSinceMs, endMs: atMs });
    if (!closed) this.#cutsMs.push(atMs);
    this.#runningSinceMs = null;
  }

  #stopAll(atMs: number): void {
    for (const stream of [...this.#open.keys()]) this.#stop(stream, atMs);
  }
}
