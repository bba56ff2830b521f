// When a hearing was on the record, and when it paused: from its states and stages, on its own clock.
import type { HearingCourse } from '../archive/hearing-course.ts';
import type { StageSpan } from '../protocol/api.ts';
import type { Span } from '../protocol/manifest.ts';
import { type HearingState, STAGE_RULES, type Stage } from '../protocol/stages.ts';

export type Pause = Span & { readonly kind: 'recess' | 'suspended'; readonly reason: string };

type Stages = readonly Pick<StageSpan, 'stage' | 'startedAtMs' | 'startMs'>[];
type Turn = { readonly atMs: number; readonly state?: HearingState; readonly stage?: Stage };

/** In session, in stages that are recorded (invariant 13). What nothing has ended is not in it. */
export function onRecordOf({ states }: Pick<HearingCourse, 'states'>, stages: Stages, zeroAtMs: number): Span[] {
  const clock = hearingClock(stages, zeroAtMs);
  const turns: Turn[] = [
    ...states.map(({ atMs, state }) => ({ atMs: clock(atMs), state })),
    ...stages.map(({ startedAtMs, stage }) => ({ atMs: clock(startedAtMs), stage })),
  ].sort((a, b) => a.atMs - b.atMs);
  const spans: Span[] = [];
  let state: HearingState = 'draft';
  let stage: Stage = 'lobby';
  let sinceMs: number | null = null;
  for (const turn of turns) {
    state = turn.state ?? state;
    stage = turn.stage ?? stage;
    const isOn = state === 'in_session' && STAGE_RULES[stage].record;
    const atMs = Math.max(0, turn.atMs);
    if (isOn) sinceMs ??= atMs;
    else if (sinceMs !== null) {
      if (atMs > sinceMs) spans.push({ startMs: sinceMs, endMs: atMs });
      sinceMs = null;
    }
  }
  return spans;
}

/** @param openEndMs the end of one that nothing has ended; left out, that of its beginning */
export function pausesOf(
  { states }: Pick<HearingCourse, 'states'>,
  stages: Stages,
  zeroAtMs: number,
  openEndMs = 0,
): Pause[] {
  const clock = hearingClock(stages, zeroAtMs);
  return states.flatMap(({ state, atMs, reason }, index) => {
    if (state !== 'recess' && state !== 'suspended') return [];
    const startMs = Math.max(0, clock(atMs));
    const next = states[index + 1];
    const endMs = Math.max(startMs, next === undefined ? openEndMs : clock(next.atMs));
    return [{ startMs, endMs, kind: state, reason: reason ?? '' }];
  });
}

/**
 * From the wall clock to the hearing's own, which does not move when the wall clock is set. A stage knows the moment on
 * both; the nearest one says how they lay to each other.
 */
function hearingClock(stages: Stages, zeroAtMs: number): (atMs: number) => number {
  const pairs = stages.flatMap(({ startedAtMs, startMs }) => (startMs === null ? [] : [{ startedAtMs, startMs }]));
  return (atMs) => {
    const [nearest = { startedAtMs: zeroAtMs, startMs: 0 }] = pairs.toSorted(
      (a, b) => Math.abs(a.startedAtMs - atMs) - Math.abs(b.startedAtMs - atMs),
    );
    return atMs - nearest.startedAtMs + nearest.startMs;
  };
}
