// When something may be shown and signed in a live hearing: in its own stage, and inside what is being recorded.
import { AppError } from '../errors.ts';
import type { Room } from './room.ts';

/** Invariant 26: papers are shown, read and signed in their own stage, while the hearing is in session. */
export function mustBeSigning({ course }: Room): void {
  if (course.state !== 'in_session') throw new AppError('wrong_state', course.state);
  if (course.stage !== 'signing') throw new AppError('stage_forbids', course.stage);
}

/** Invariant 29: the act lies inside what is being written. Answers with the moment on the hearing's clock. */
export function mustBeRecorded({ record }: Room): number {
  const light = record.light();
  const nowMs = record.nowMs();
  if (light.state !== 'recording' || light.grownAtMs === null || nowMs === null) throw new AppError('not_recording');
  return nowMs;
}
