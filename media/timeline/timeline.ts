// The timeline of a recording: for every track when it flowed, what of that is in segments, and what is not, with the reason.
import type { Flow, Told } from './flows.ts';
import { both, joined, lengthOf, type Span, totalOf, without } from './span.ts';

/** Segments begin and end at packets, flows at the moment of a decision: less than this between them is no gap. */
export const EDGE_MS = 100;
/** What a recorder holds back before it writes, and a little more: so much a kill takes from a file, and not from the journal. */
const HELD_BACK_MS = 1_000;
/** Of the clocks that Opus (RFC 7587) and video (RFC 7741) count on. */
const TICKS_PER_MS = { microphone: 48, camera: 90 } as const;
/** A sender that was asked for a key frame has sent one by then. */
const KEY_FRAME_MS = 5_000;
/** So much of a track may be waited for in all. */
const MOST_WAITED_MS = 10_000;
const MOST_WAITED_SHARE = 0.1;

/**
 * nothing_arrived: the sender, or the network before us, was silent. waiting_for_key_frame: pictures came that cannot be
 * shown without one that was lost or had not come yet. recorder_killed: the last moment before a recorder was, which the
 * journal has. write_failed: the disk did not take it. unexplained: the rest.
 */
type GapReason = 'nothing_arrived' | 'waiting_for_key_frame' | 'recorder_killed' | 'write_failed' | 'unexplained';
export type Gap = Span & { readonly reason: GapReason };

export type WrittenSegment = {
  readonly segmentId: string;
  readonly trackId: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** Of its first packet. */
  readonly rtp?: { readonly ssrc: number; readonly timestamp: number } | undefined;
};

type TrackTimeline = {
  readonly trackId: string;
  readonly ownerId: string;
  readonly source: Flow['source'];
  readonly flows: readonly Span[];
  readonly segmentIds: readonly string[];
  readonly gaps: readonly Gap[];
  /** In segments, in gaps, and how long it flowed: the first two make up the third within `EDGE_MS` for each edge. */
  readonly writtenMs: number;
  readonly gapMs: number;
  readonly flowMs: number;
};

export type Timeline = {
  readonly tracks: readonly TrackTimeline[];
  /** Times in which no recorder ran, though none had closed: whatever flowed then is nowhere. */
  readonly outages: readonly Span[];
  /** Times in which one ran. */
  readonly runs: readonly Span[];
  /** When tracks flowed and the recorder could not take them, at first or again after a pause: the journal has nothing else of them. */
  readonly untaken: readonly (Span & { readonly trackId: string })[];
};

export function timelineOf(told: Told, segments: readonly WrittenSegment[]): Timeline {
  const { flows, outages, runs, cutsMs, failures } = told;
  const trackIds = [...new Set(flows.map(({ trackId }) => trackId))];
  const tracks = trackIds.map((trackId): TrackTimeline => {
    const own = flows.filter((flow) => flow.trackId === trackId);
    const written = segments.filter((segment) => segment.trackId === trackId);
    const spans = written.map((one) => arrivedSpan(one, own, written));
    const flowing = joined(own);
    const missing = without(flowing, joined(spans, EDGE_MS)).filter((span) => lengthOf(span) > EDGE_MS);
    const failedAtMs = failures.filter((failure) => failure.trackId === trackId).map(({ atMs }) => atMs);
    const gaps = withoutExcuse(
      missing.flatMap((span) => explained(span, own, failedAtMs, cutsMs)),
      totalOf(flowing),
    );
    const [first] = own;
    if (first === undefined) throw new Error('a track without a flow');
    return {
      ...{ trackId, ownerId: first.ownerId, source: first.source },
      flows: flowing,
      segmentIds: written.toSorted((a, b) => a.startMs - b.startMs).map(({ segmentId }) => segmentId),
      gaps,
      writtenMs: totalOf(both(flowing, spans)),
      gapMs: totalOf(gaps),
      flowMs: totalOf(flowing),
    };
  });
  return { tracks, outages, runs, untaken: untakenOf(told) };
}

/** From each attempt that failed until the next one, until it flowed to the recorder, or until it or the recorder stopped. */
function untakenOf({ flows, failures, cutsMs }: Told): Timeline['untaken'] {
  const trackIds = [...new Set(failures.map(({ trackId }) => trackId))];
  return trackIds.flatMap((trackId) => {
    const begun = flows.filter((flow) => flow.trackId === trackId).map(({ startMs }) => startMs);
    const own = failures.filter((failure) => failure.trackId === trackId);
    const ends = [...begun, ...cutsMs, ...own.map(({ atMs }) => atMs)];
    // Journals of before said nothing of it: there a track that has not flowed yet is one that could not be had.
    const failed = own.filter(({ taken, atMs }) => taken === 'not_yet' || (!taken && atMs < Math.min(...begun)));
    const missing = failed.map(({ atMs: startMs }) => {
      const next = Math.min(...ends.filter((endMs) => endMs > startMs));
      return { startMs, endMs: Number.isFinite(next) ? next : startMs + 1 };
    });
    return joined(missing).map((span) => ({ ...span, trackId }));
  });
}

/**
 * From when to when what is in a segment came. Its own times are those of the media, as the quickest packets tell them; on a
 * busy network or machine the last ones came later, and nothing is missing in between: RTP time says so.
 */
function arrivedSpan(segment: WrittenSegment, flows: readonly Flow[], written: readonly WrittenSegment[]): Span {
  const { startMs, durationMs, rtp } = segment;
  const endMs = startMs + durationMs;
  if (rtp === undefined) return { startMs, endMs };
  const ticksPerMs = TICKS_PER_MS[flows[0]?.source ?? 'microphone'];
  const into = (ssrc: number, timestamp: number): number =>
    ssrc === rtp.ssrc ? ((timestamp - rtp.timestamp) | 0) / ticksPerMs : Number.NaN;
  const arrived = flows
    .flatMap(({ lasts }) => lasts)
    .filter(({ ssrc, timestamp }) => into(ssrc, timestamp) >= 0 && into(ssrc, timestamp) <= durationMs)
    .map(({ atMs }) => atMs);
  const next = written.find(
    (other) => other.rtp !== undefined && Math.abs(into(other.rtp.ssrc, other.rtp.timestamp) - durationMs) <= EDGE_MS,
  );
  return { startMs, endMs: Math.max(endMs, ...arrived, next?.startMs ?? 0) };
}

/** Each wait for a key frame is short; a picture that mostly waits is one that was not recorded. */
function withoutExcuse(gaps: readonly Gap[], flowMs: number): Gap[] {
  const waitedMs = totalOf(gaps.filter(({ reason }) => reason === 'waiting_for_key_frame'));
  if (waitedMs <= Math.max(MOST_WAITED_MS, MOST_WAITED_SHARE * flowMs)) return [...gaps];
  return gaps.map((gap) => (gap.reason === 'waiting_for_key_frame' ? { ...gap, reason: 'unexplained' } : gap));
}

/** One missing span, divided by what is known of its parts. */
function explained(
  span: Span,
  flows: readonly Flow[],
  failedAtMs: readonly number[],
  cutsMs: readonly number[],
): Gap[] {
  const silent = both(
    [span],
    flows.flatMap(({ silences }) => silences),
  );
  const rest = without([span], silent).filter((part) => lengthOf(part) > EDGE_MS);
  const isCamera = flows[0]?.source === 'camera';
  const reasonOf = (part: Span): GapReason => {
    if (failedAtMs.some((atMs) => atMs > part.startMs - KEY_FRAME_MS && atMs < part.endMs + KEY_FRAME_MS))
      return 'write_failed';
    if (lengthOf(part) <= HELD_BACK_MS && cutsMs.some((atMs) => Math.abs(part.endMs - atMs) <= EDGE_MS))
      return 'recorder_killed';
    return isCamera && lengthOf(part) <= KEY_FRAME_MS ? 'waiting_for_key_frame' : 'unexplained';
  };
  const gaps: Gap[] = [
    ...silent.map((part): Gap => ({ ...part, reason: 'nothing_arrived' })),
    ...rest.map((part): Gap => ({ ...part, reason: reasonOf(part) })),
  ];
  return gaps.toSorted((a, b) => a.startMs - b.startMs);
}
