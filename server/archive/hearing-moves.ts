// How a hearing goes on: from state to state, from stage to stage, each step with its entry in the trail.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingState, Stage } from '../protocol/stages.ts';
import { hearingHead, OVER } from './hearing-records.ts';
import { giveFloor } from './seats.ts';
import type { Change } from './store.ts';

export type StateMove = { readonly from: readonly HearingState[]; readonly reason?: string };

export type StageMove = {
  readonly stage: Stage;
  readonly atMs: number;
  /** On the hearing's clock; null before the recording began. */
  readonly startMs: number | null;
  readonly reason: string | null;
  /** Who holds the floor from now on, and nobody else; left out, the floor stays as it is. */
  readonly floor?: readonly Id[];
};

export async function setState(change: Change, id: Id, state: HearingState, by: StateMove): Promise<void> {
  const { db, nowMs, note } = change;
  const { title: about, caseId, state: from } = await hearingHead(db, id);
  if (from === state) return;
  if (!by.from.includes(from)) throw new AppError('wrong_state', from);
  const reason = by.reason ?? null;
  await db
    .updateTable('hearings')
    .set({ state, state_since_ms: nowMs, state_reason: reason })
    .where('id', '=', id)
    .execute();
  await note({ act: 'hearing.state_changed', about, caseId, hearingId: id, detail: { from, to: state, reason } });
}

export async function moveStage(change: Change, id: Id, move: StageMove): Promise<void> {
  const { db, actor, note } = change;
  const { stage, atMs, startMs, reason, floor } = move;
  const { title: about, caseId, state } = await hearingHead(db, id);
  const last = await db
    .selectFrom('stages')
    .select(['place', 'stage'])
    .where('hearing_id', '=', id)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.stage === stage) return;
  if (OVER.includes(state)) throw new AppError('wrong_state', state);
  const place = (last?.place ?? 0) + 1;
  const actor_name = actor.kind === 'server' ? '' : actor.name;
  await db
    .insertInto('stages')
    .values({ hearing_id: id, place, stage, started_at_ms: atMs, start_ms: startMs, reason, actor_name })
    .execute();
  if (floor !== undefined) await giveFloor(change, id, floor);
  const detail = { from: last?.stage ?? null, to: stage, atMs, startMs, reason, floor };
  await note({ act: 'hearing.stage_changed', about, caseId, hearingId: id, detail });
}
