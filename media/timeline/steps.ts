// When each segment really began and how fast its time runs, on the recording's clock: read from the journal, never written into a file that is kept.
import type { JournalRecord } from '../journal/reader.ts';
import { linesOf, StreamClock } from './clocks.ts';
import { type Line, yAt } from './line-fit.ts';

/** Of one segment: `startMs` of its first packet's capture on the recording's clock; `rate` real milliseconds to one of its own. */
export type Step = { readonly segmentId: string; readonly startMs: number; readonly rate: number };

export type SteppedSegment = {
  readonly segmentId: string;
  readonly trackId: string;
  readonly startMs: number;
  readonly rtp?: { readonly ssrc: number; readonly timestamp: number } | undefined;
};

const RTP_RANGE = 2 ** 32;
const NTP_FRACTION = 2 ** 32;
const TICKS_PER_MS = { microphone: 48, camera: 90 } as const;
/** A report tells of the stream whose newest packet it is near to: each layer's RTP clock begins somewhere else. */
const REPORT_NEAR_MS = 10_000;
/** What regression says lies this near to what arrival says, or it is not believed. */
const BELIEVED_MS = 1_000;

type Layer = {
  readonly clock: StreamClock;
  readonly ticksPerMs: number;
  readonly first: number;
  /** Of the newest packet, extended beyond 32 bits and beginning at 0. */
  ticks: number;
};

const keyOf = (trackId: string, ssrc: number): string => `${trackId} ${ssrc}`;
/** The shortest way from one 32-bit time to another. */
const between = (from: number, to: number): number => (to - from) | 0;

/** Fed with a journal's parts, first to last. */
export class Steps {
  readonly #layers = new Map<string, Layer>();
  readonly #streams = new Map<number, Extract<JournalRecord, { kind: 'stream' }>['about']>();

  record(record: JournalRecord): void {
    if (record.kind === 'stream') this.#streams.set(record.stream, record.about);
    else if (record.kind === 'packet' && record.bytes.length >= 12)
      this.#packet(record.stream, record.bytes.readUInt32BE(8), record.bytes.readUInt32BE(4), record.atMs);
    else if (record.kind === 'report') this.#report(record);
  }

  /** One for each segment whose stream is known; the others stay where arrival put them. */
  of(segments: readonly SteppedSegment[]): Step[] {
    const lines = linesOf(new Map([...this.#layers].map(([key, { clock }]) => [key, clock])));
    return segments.flatMap(({ segmentId, trackId, startMs, rtp }) => {
      const key = rtp === undefined ? '' : keyOf(trackId, rtp.ssrc);
      const [layer, line] = [this.#layers.get(key), lines.get(key) ?? null];
      if (rtp === undefined || layer === undefined || line === null) return [];
      const beganMs = yAt(line, rtpMsNear(layer, line, rtp.timestamp, startMs));
      return Math.abs(beganMs - startMs) > BELIEVED_MS ? [] : [{ segmentId, startMs: beganMs, rate: line.slope }];
    });
  }

  #packet(stream: number, ssrc: number, timestamp: number, atMs: number): void {
    const about = this.#streams.get(stream);
    if (about === undefined || !about.layers.includes(ssrc)) return;
    const key = keyOf(about.trackId, ssrc);
    const layer = this.#layers.get(key) ?? {
      clock: new StreamClock(about.ownerId),
      ticksPerMs: TICKS_PER_MS[about.source],
      first: timestamp,
      ticks: 0,
    };
    this.#layers.set(key, layer);
    layer.ticks += between(layer.first + layer.ticks, timestamp);
    layer.clock.packet(layer.ticks / layer.ticksPerMs, atMs);
  }

  #report({ stream, report }: Extract<JournalRecord, { kind: 'report' }>): void {
    const about = this.#streams.get(stream);
    if (about === undefined) return;
    const layers = about.layers.flatMap((ssrc) => this.#layers.get(keyOf(about.trackId, ssrc)) ?? []);
    const away = (layer: Layer): number => between(layer.first + layer.ticks, report.rtpTimestamp);
    const [nearest] = layers.toSorted((a, b) => Math.abs(away(a)) - Math.abs(away(b)));
    if (nearest === undefined || Math.abs(away(nearest)) > REPORT_NEAR_MS * nearest.ticksPerMs) return;
    const ntpMs = report.ntpSeconds * 1_000 + (report.ntpFraction * 1_000) / NTP_FRACTION;
    nearest.clock.report((nearest.ticks + away(nearest)) / nearest.ticksPerMs, ntpMs);
  }
}

/** Of all the times that 32 bits can mean, the one nearest to when it arrived. */
function rtpMsNear({ first, ticksPerMs }: Layer, line: Line, timestamp: number, arrivalMs: number): number {
  const rangeMs = RTP_RANGE / ticksPerMs;
  const ms = (((timestamp - first) % RTP_RANGE) + RTP_RANGE) / ticksPerMs;
  const wantedMs = (arrivalMs - line.at0) / line.slope;
  return ms + rangeMs * Math.round((wantedMs - ms) / rangeMs);
}
