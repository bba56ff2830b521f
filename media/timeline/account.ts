// Invariant 13 as a sum: of every moment on the record in which a track flowed, what is in files and what is in gaps with a reason make up the whole.

import { both, joined, lengthOf, type Span, totalOf, without } from './span.ts';
import type { Survey } from './survey.ts';
import { EDGE_MS, type Gap, type WrittenSegment } from './timeline.ts';

/** Where an outage follows: what a kill costs the journal beyond the files, and a little more. */
const JOURNAL_LATE_MS = 1_000;
/** Between the last writing of one file and that of another, when both are killed. */
const KILL_MS = 600;

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
  /** What flowed, and no recorder could take. */
  readonly untaken: Survey['untaken'];
};

/** @param onRecord when the hearing was in session, in stages that are recorded */
export function accountOf(
  { tracks, runs, journal, untaken }: Pick<Survey, 'tracks' | 'runs' | 'journal' | 'untaken'>,
  segments: readonly WrittenSegment[],
  onRecord: readonly Span[],
): Account {
  // Without a journal nobody knows when a recorder ran.
  const holes = journal.some(({ is }) => is !== 'foreign') ? without(onRecord, runs) : [];
  const written = segments.map(spanOf);
  const outages = without(holes, written).filter((span) => lengthOf(span) > EDGE_MS);
  const ofTracks = tracks.map((track): TrackAccount => {
    const own = segments.filter((segment) => segment.trackId === track.trackId).map(spanOf);
    const lost = lostIn(holes, track.flows, own, outages);
    const flowing = both(joined([...track.flows, ...lost]), onRecord);
    const gaps = [
      ...track.gaps.flatMap((gap) => both([gap], flowing).map((span) => ({ ...span, reason: gap.reason }))),
      ...lost.map((span): Gap => ({ ...span, reason: isOfKill(span, holes) ? 'recorder_killed' : 'unexplained' })),
    ].toSorted((one, other) => one.startMs - other.startMs);
    return {
      trackId: track.trackId,
      gaps: gaps.filter((gap) => lengthOf(gap) > EDGE_MS).map((gap) => judged(gap, outages)),
      flowMs: totalOf(flowing),
      writtenMs: totalOf(both(flowing, own)),
      gapMs: totalOf(gaps),
      allowedMs: EDGE_MS * 2 * (flowing.length + own.length),
    };
  });
  const journalGaps = holes.flatMap((hole) => {
    const longestMs = both([hole], outages).length > 0 ? JOURNAL_LATE_MS : EDGE_MS;
    return both([hole], written).filter((span) => lengthOf(span) > longestMs);
  });
  return { tracks: ofTracks, outages, journalGaps, untaken };
}

const spanOf = ({ startMs, durationMs }: WrittenSegment): Span => ({ startMs, endMs: startMs + durationMs });

/** Files and journal reach the disk in turns: what a kill takes of each differs by so much. */
const isOfKill = (lost: Span, holes: readonly Span[]): boolean =>
  holes.some(({ startMs }) => lost.startMs <= startMs + EDGE_MS && lost.endMs - startMs <= KILL_MS);

/** The last moment before a kill explains nothing where no outage follows that says it. */
const judged = (gap: Gap, outages: readonly Span[]): Gap =>
  gap.reason !== 'recorder_killed' ||
  outages.some(({ startMs }) => startMs >= gap.endMs - EDGE_MS && startMs <= gap.endMs + KILL_MS)
    ? gap
    : { ...gap, reason: 'unexplained' };

/**
 * Of a track that flowed when the journal broke off: what of the time without a journal is in no file of its own, and no
 * outage of all. Whether it flowed on nobody knows.
 */
function lostIn(
  holes: readonly Span[],
  flows: readonly Span[],
  own: readonly Span[],
  outages: readonly Span[],
): Span[] {
  const entered = holes.filter(({ startMs }) => flows.some(({ endMs }) => Math.abs(endMs - startMs) <= EDGE_MS));
  return without(entered, [...own, ...outages]).filter((span) => lengthOf(span) > EDGE_MS);
}
