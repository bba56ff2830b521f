// What a hearing is about: its fields as they are made with it, and changed as long as they may be.
import { AppError } from '../errors.ts';
import type { HearingChange, NewHearing } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingState } from '../protocol/stages.ts';
import { hearingRecord } from './hearing-records.ts';
import { LIMITS } from './limits.ts';
import type { HearingRecord } from './records.ts';
import type { Change } from './store.ts';

/** Until it has begun: who enters early opens the lobby, and the time may still have to be moved. */
const CHANGEABLE: readonly HearingState[] = ['draft', 'scheduled', 'lobby'];

/** What stays the same leaves no entry; the entry holds the new values of what did not. */
export async function changeHearing(change: Change, id: Id, given: HearingChange): Promise<HearingRecord> {
  const { db, nowMs, note } = change;
  const before = await hearingRecord(db, id, nowMs);
  if (!CHANGEABLE.includes(before.state)) throw new AppError('wrong_state', before.state);
  const after = {
    title: given.title ?? before.title,
    kind: given.kind ?? before.kind,
    publicity: given.publicity ?? before.publicity,
    scheduledAtMs: given.scheduledAtMs ?? before.scheduledAtMs,
    minutes: given.minutes ?? before.minutes,
  };
  const changed = Object.entries(after).filter(([key, value]) => Reflect.get(before, key) !== value);
  if (changed.length === 0) return before;
  const { scheduledAtMs: scheduled_at_ms, ...rest } = after;
  await db
    .updateTable('hearings')
    .set({ ...rest, scheduled_at_ms })
    .where('id', '=', id)
    .execute();
  await moveLinks(change, id, endOf(after) - endOf(before));
  const detail = Object.fromEntries(changed);
  await note({ act: 'hearing.changed', about: after.title, caseId: before.caseId, hearingId: id, detail });
  return hearingRecord(db, id, nowMs);
}

const endOf = (hearing: { readonly scheduledAtMs: number; readonly minutes: number }): number =>
  hearing.scheduledAtMs + hearing.minutes * 60_000;

/** Links that people have already got live as long after the hearing as before it was moved. */
async function moveLinks({ db }: Change, hearingId: Id, byMs: number): Promise<void> {
  if (byMs === 0) return;
  await db
    .updateTable('invitations')
    .set(({ eb }) => ({ expires_at_ms: eb('expires_at_ms', '+', byMs) }))
    .where('revoked_at_ms', 'is', null)
    .where('person_id', 'in', db.selectFrom('people').select('id').where('hearing_id', '=', hearingId))
    .execute();
}

export async function insertHearing({ db, nowMs, note }: Change, caseId: Id, given: NewHearing): Promise<void> {
  const ofCase = await db.selectFrom('cases').select('id').where('id', '=', caseId).executeTakeFirst();
  if (ofCase === undefined) throw new AppError('not_found', 'no such case');
  const hearings = await db.selectFrom('hearings').select('id').where('case_id', '=', caseId).execute();
  if (hearings.length >= LIMITS.hearingsPerCase) throw new AppError('too_large', 'too many hearings in this case');
  const { id, title, kind, publicity, scheduledAtMs, minutes } = given;
  await db
    .insertInto('hearings')
    .values({
      id,
      case_id: caseId,
      title,
      kind,
      publicity,
      scheduled_at_ms: scheduledAtMs,
      minutes,
      state: 'draft',
      state_since_ms: nowMs,
      state_reason: null,
      created_at_ms: nowMs,
    })
    .execute();
  const detail = { kind, publicity, scheduledAtMs, minutes };
  await note({ act: 'hearing.created', about: title, caseId, hearingId: id, detail });
}
