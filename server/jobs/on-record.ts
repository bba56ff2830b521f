// When a hearing was on the record, and when it paused: from its states and stages, on its own clock.
import type { HearingCourse } from '../archive/hearing-course.ts';
import type { StageSpan } from '../protocol/api.ts';
import type { Span } from '../protocol/manifest.ts';
import { type HearingState, STAGE_RULES, type Stage } from '../protocol/stages.ts';

export type Pause = Span & { readonly kind: 'recess' | 'suspended'; readonly reason: string };

type Turn = { readonly atMs: number; readonly state?: HearingState; readonly stage?: Stage };

/** In session, in stages that are recorded (invariant 13). What nothing has ended is not in it. */
export function onRecordOf(
  { states }: Pick<HearingCourse, 'states'>,
  stages: readonly Pick<StageSpan, 'stage' | 'startedAtMs'>[],
  zeroAtMs: number,
): Span[] {
  const turns: Turn[] = [
    ...states.map(({ atMs, state }) => ({ atMs, state })),
    ...stages.map(({ startedAtMs: atMs, stage }) => ({ atMs, stage })),
  ].sort((a, b) => a.atMs - b.atMs);
  const spans: Span[] = [];
  let state: HearingState = 'draft';
  let stage: Stage = 'lobby';
  let sinceMs: number | null = null;
  for (const turn of turns) {
    state = turn.state ?? state;
    stage = turn.stage ?? stage;
    const isOn = state === 'in_session' && STAGE_RULES[stage].record;
    const atMs = Math.max(0, turn.atMs - zeroAtMs);
    if (isOn) sinceMs ??= atMs;
    else if (sinceMs !== null) {
      if (atMs > sinceMs) spans.push({ startMs: sinceMs, endMs: atMs });
      sinceMs = null;
    }
  }
  return spans;
}

/** The end of one that nothing has ended is that of its beginning. */
export function pausesOf({ states }: Pick<HearingCourse, 'states'>, zeroAtMs: number): Pause[] {
  return states.flatMap(({ state, atMs, reason }, index) => {
    if (state !== 'recess' && state !== 'suspended') return [];
    const startMs = Math.max(0, atMs - zeroAtMs);
    const endMs = Math.max(startMs, (states[index + 1]?.atMs ?? atMs) - zeroAtMs);
    return [{ startMs, endMs, kind: state, reason: reason ?? '' }];
  });
}
