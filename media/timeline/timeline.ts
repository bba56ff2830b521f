// The timeline of a recording: for every track when it flowed, what of that is in segments, and what is not, with the reason.
import type { Flow, Told } from './flows.ts';
import { both, joined, lengthOf, type Span, totalOf, without } from './span.ts';

/** Segments begin and end at packets, flows at the moment of a decision: less than this between them is no gap. */
export const EDGE_MS = 100;
/** What a recorder holds back before it writes, and a little more: so much a kill takes from a file, and not from the journal. */
const HELD_BACK_MS = 1_000;
/** A sender that was asked for a key frame has sent one by then. */
const KEY_FRAME_MS = 5_000;

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
};

export function timelineOf(
  { flows, outages, runs, cutsMs, failures }: Told,
  segments: readonly WrittenSegment[],
): Timeline {
  const trackIds = [...new Set(flows.map(({ trackId }) => trackId))];
  const tracks = trackIds.map((trackId): TrackTimeline => {
    const own = flows.filter((flow) => flow.trackId === trackId);
    const written = segments.filter((segment) => segment.trackId === trackId);
    const spans = written.map(({ startMs, durationMs }) => ({ startMs, endMs: startMs + durationMs }));
    const flowing = joined(own);
    const missing = without(flowing, joined(spans, EDGE_MS)).filter((span) => lengthOf(span) > EDGE_MS);
    const failedAtMs = failures.filter((failure) => failure.trackId === trackId).map(({ atMs }) => atMs);
    const gaps = missing.flatMap((span) => explained(span, own, failedAtMs, cutsMs));
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
  return { tracks, outages, runs };
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
