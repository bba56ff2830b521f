// Voiding a letter of commitment: one person asks with a reason, another one says yes, and everything that was signed is kept.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { letterHead, openVoid } from './letter-records.ts';
import { noteLetter } from './letter-writing.ts';
import type { Change } from './store.ts';

/** Again by the same person for the same reason is success. */
export async function askVoid(change: Change, letterId: Id, reason: string): Promise<void> {
  const { db, nowMs } = change;
  const by = accountOf(change);
  const head = await letterHead(db, letterId);
  if (head.state === 'voided') throw new AppError('wrong_state', head.state);
  const open = await openVoid(db, letterId);
  if (open?.asker_id === by.id && open.reason === reason) return;
  if (open !== undefined) throw new AppError('wrong_state', 'somebody has asked already');
  const { last } = await db
    .selectFrom('letter_voids')
    .select((eb) => eb.fn.max('place').as('last'))
    .where('letter_id', '=', letterId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('letter_voids')
    .values({
      letter_id: letterId,
      place: (last ?? 0) + 1,
      reason,
      asker_id: by.id,
      asker_name: by.name,
      asked_at_ms: nowMs,
      decided_at_ms: null,
    })
    .execute();
  await noteLetter(change, head, 'letter.void_asked', { version: head.version, reason });
}

/** Invariant 17: nobody says yes to what they asked for themselves. A letter that is void stays so; saying it again is success. */
export async function confirmVoid(change: Change, letterId: Id): Promise<void> {
  const { db, nowMs } = change;
  const by = accountOf(change);
  const head = await letterHead(db, letterId);
  if (head.state === 'voided') return;
  const open = await openVoid(db, letterId);
  if (open === undefined) throw new AppError('wrong_state', 'nobody has asked');
  if (open.asker_id === by.id) throw new AppError('forbidden', 'a second person is needed');
  await decide(change, letterId);
  await db.updateTable('letters').set({ state: 'voided', state_since_ms: nowMs }).where('id', '=', letterId).execute();
  const detail = { version: head.version, from: head.state, reason: open.reason, askerId: open.asker_id };
  await noteLetter(change, head, 'letter.voided', detail);
}

/** By somebody else, or by whoever asked and thought better of it. With nothing asked it is done already. */
export async function refuseVoid(change: Change, letterId: Id): Promise<void> {
  const head = await letterHead(change.db, letterId);
  if (head.state === 'voided') throw new AppError('wrong_state', head.state);
  const open = await openVoid(change.db, letterId);
  if (open === undefined) return;
  await decide(change, letterId);
  const detail = { version: head.version, reason: open.reason, askerId: open.asker_id };
  await noteLetter(change, head, 'letter.void_refused', detail);
}

async function decide({ db, nowMs }: Change, letterId: Id): Promise<void> {
  await db
    .updateTable('letter_voids')
    .set({ decided_at_ms: nowMs })
    .where('letter_id', '=', letterId)
    .where('decided_at_ms', 'is', null)
    .execute();
}

function accountOf({ actor }: Change): Extract<Change['actor'], { kind: 'account' }> {
  if (actor.kind !== 'account') throw new AppError('forbidden', 'staff only');
  return actor;
}
