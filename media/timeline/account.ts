// Invariant 13 as a sum: of every moment on the record in which a track flowed, what is in files and what is in gaps with a reason make up the whole.

import { both, joined, lengthOf, type Span, totalOf, without } from './span.ts';
import type { Survey } from './survey.ts';
import { EDGE_MS, type Gap, type WrittenSegment } from './timeline.ts';

/** What a kill costs the journal beyond the files, and a little more. */
const JOURNAL_LATE_MS = 1_000;

type TrackAccount = {
  readonly trackId: string;
  readonly gaps: readonly Gap[];
  readonly flowMs: number;
  readonly writtenMs: number;
  readonly gapMs: number;
  /** So much may be between them: `EDGE_MS` for each end of a flow and of a segment. */
  readonly allowedMs: number;
};

export type Account = {
  readonly tracks: readonly TrackAccount[];
  /** On the record, and no recorder ran. */
  readonly outages: readonly Span[];
  /** On the record, something was written, and the journal knows nothing of it. */
  readonly journalGaps: readonly Span[];
};

/** @param onRecord when the hearing was in session, in stages that are recorded */
export function accountOf(
  { tracks, runs, journal }: Pick<Survey, 'tracks' | 'runs' | 'journal'>,
  segments: readonly WrittenSegment[],
  onRecord: readonly Span[],
): Account {
  // Without a journal nobody knows when a recorder ran.
  const holes = journal.some(({ is }) => is !== 'foreign') ? without(onRecord, runs) : [];
  const written = segments.map(spanOf);
  const ofTracks = tracks.map((track): TrackAccount => {
    const own = segments.filter((segment) => segment.trackId === track.trackId).map(spanOf);
    const lost = lostIn(holes, track.flows, own, written);
    const flowing = both(joined([...track.flows, ...lost]), onRecord);
    const gaps = [
      ...track.gaps.flatMap(({ startMs, endMs, reason }) =>
        both([{ startMs, endMs }], flowing).map((span): Gap => ({ ...span, reason })),
      ),
      ...lost.map((span): Gap => ({ ...span, reason: 'unexplained' })),
    ].toSorted((one, other) => one.startMs - other.startMs);
    return {
      trackId: track.trackId,
      gaps: gaps.filter((gap) => lengthOf(gap) > EDGE_MS),
      flowMs: totalOf(flowing),
      writtenMs: totalOf(both(flowing, own)),
      gapMs: totalOf(gaps),
      allowedMs: EDGE_MS * 2 * (flowing.length + own.length),
    };
  });
  return {
    tracks: ofTracks,
    outages: without(holes, written).filter((span) => lengthOf(span) > EDGE_MS),
    journalGaps: both(holes, written).filter((span) => lengthOf(span) > JOURNAL_LATE_MS),
  };
}

const spanOf = ({ startMs, durationMs }: WrittenSegment): Span => ({ startMs, endMs: startMs + durationMs });

/**
 * Of a track that flowed when the journal broke off, while others were still written: what of that time is in no file of
 * its own. Whether it flowed on nobody knows.
 */
function lostIn(
  holes: readonly Span[],
  flows: readonly Span[],
  own: readonly Span[],
  written: readonly Span[],
): Span[] {
  const entered = holes.filter(({ startMs }) => flows.some(({ endMs }) => Math.abs(endMs - startMs) <= EDGE_MS));
  return without(both(entered, written), own).filter((span) => lengthOf(span) > EDGE_MS);
}
