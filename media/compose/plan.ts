// Cuts a hearing into parts that are rendered one by one: live parts of a few minutes, and pauses, of which one minute is rendered once.
import { type Span, without } from '../timeline/span.ts';
import type { ComposeJob, ComposeSegment } from './job.ts';
import { FRAME_MS } from './layout.ts';

export type Part =
  | { readonly kind: 'live'; readonly startMs: number; readonly endMs: number }
  | {
      readonly kind: 'pause';
      /** What is rendered; it follows itself `times`. */
      readonly startMs: number;
      readonly endMs: number;
      readonly times: number;
      readonly pause: ComposeJob['pauses'][number];
    };

const LONGEST_MS = 300_000;
/** Short hearings are cut into so many parts, so that all processors have some, */
const PARTS = 4;
/** none of them shorter than this. */
const SHORT_MS = 30_000;
/** More inputs than this make ffmpeg slow and large: then the part is shorter, */
const MOST_PICTURES = 40;
/** but never shorter than this. */
const SHORTEST_MS = 10_000;
const CARD_MS = 60_000;
/** Pauses shorter than this are not worth a card: what was seen last stays. */
const SHORTEST_PAUSE_MS = 1_000;

type Planned = Pick<ComposeJob, 'segments' | 'pauses'>;

/** Parts that follow each other without a gap from 0 to the end of the last segment, each a whole number of pictures long. */
export function planParts({ segments, pauses }: Planned): readonly Part[] {
  const endMs = up(Math.max(...segments.map((one) => one.startMs + one.durationMs)));
  const longestMs = up(Math.min(LONGEST_MS, Math.max(SHORT_MS, endMs / PARTS)));
  const parts: Part[] = [];
  let atMs = 0;
  for (const { span, pause } of quietPauses(segments, pauses, endMs)) {
    if (span.startMs < atMs) continue;
    parts.push(...liveParts(segments, atMs, span.startMs, longestMs), ...pauseParts(span, pause));
    atMs = span.endMs;
  }
  return [...parts, ...liveParts(segments, atMs, endMs, longestMs)];
}

export const lengthOf = (part: Part): number => (part.endMs - part.startMs) * (part.kind === 'pause' ? part.times : 1);

const up = (ms: number): number => Math.ceil(ms / FRAME_MS) * FRAME_MS;
const down = (ms: number): number => Math.floor(ms / FRAME_MS) * FRAME_MS;

/** A card never covers what was recorded: media flows a little before a resumption is kept, and a little after a pause is. */
function quietPauses(segments: readonly ComposeSegment[], pauses: ComposeJob['pauses'], endMs: number) {
  const recorded = segments.map(({ startMs, durationMs }) => ({ startMs, endMs: startMs + durationMs }));
  return pauses
    .flatMap((pause) => without([pause], recorded).map((left) => ({ pause, left })))
    .map(({ pause, left }) => ({
      pause,
      span: { startMs: up(left.startMs), endMs: Math.min(down(left.endMs), endMs) },
    }))
    .filter(({ span }) => span.endMs - span.startMs >= SHORTEST_PAUSE_MS)
    .sort((a, b) => a.span.startMs - b.span.startMs);
}

function pauseParts({ startMs, endMs }: Span, pause: ComposeJob['pauses'][number]): Part[] {
  const times = Math.floor((endMs - startMs) / CARD_MS);
  const restMs = endMs - startMs - times * CARD_MS;
  const parts: Part[] = [];
  if (times > 0) parts.push({ kind: 'pause', startMs, endMs: startMs + CARD_MS, times, pause });
  if (restMs > 0) parts.push({ kind: 'pause', startMs: endMs - restMs, endMs, times: 1, pause });
  return parts;
}

function liveParts(segments: readonly ComposeSegment[], fromMs: number, toMs: number, longestMs: number): Part[] {
  const parts: Part[] = [];
  for (let startMs = fromMs; startMs < toMs; ) {
    let lengthMs = Math.min(longestMs, toMs - startMs);
    while (lengthMs >= 2 * SHORTEST_MS && picturesIn(segments, startMs, startMs + lengthMs) > MOST_PICTURES)
      lengthMs = up(lengthMs / 2);
    // No crumb at the end.
    if (toMs - startMs - lengthMs < SHORTEST_MS) lengthMs = toMs - startMs;
    parts.push({ kind: 'live', startMs, endMs: startMs + lengthMs });
    startMs += lengthMs;
  }
  return parts;
}

const picturesIn = (segments: readonly ComposeSegment[], startMs: number, endMs: number): number =>
  segments.filter((one) => one.source === 'camera' && one.startMs < endMs && one.startMs + one.durationMs > startMs)
    .length;
