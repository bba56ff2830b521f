// Appends to the trail inside the transaction of the change that the entry tells of.
import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import type { Actor } from './actor.ts';
import { canonicalJson } from './canonical-json.ts';
import { LIMITS } from './limits.ts';
import type { NewTrailEntry } from './records.ts';
import type { Tables } from './tables.ts';
import { entryHash } from './trail-entry.ts';

/** @throws AppError `bad_request` when `about` or `detail` is longer than the limits allow. */
export async function appendEntry(
  db: Transaction<Tables>,
  actor: Actor,
  nowMs: number,
  { act, about, caseId, hearingId, detail }: NewTrailEntry,
): Promise<void> {
  const detailText = canonicalJson(detail ?? {});
  if (about.length > LIMITS.trailAboutChars || detailText.length > LIMITS.trailDetailChars) {
    throw new AppError('bad_request', `the trail entry ${act} is too long`);
  }
  const head = await db.selectFrom('trail_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  const entry = {
    seq: head.seq + 1,
    at_ms: nowMs,
    actor_kind: actor.kind,
    actor_id: actor.kind === 'server' ? null : actor.id,
    actor_name: actor.kind === 'server' ? '' : actor.name,
    act,
    about,
    case_id: caseId ?? (hearingId === undefined ? null : await caseOf(db, hearingId)),
    hearing_id: hearingId ?? null,
    detail: detailText,
    prev_hash: head.hash,
  };
  const hash = entryHash(entry);
  await db
    .insertInto('trail')
    .values({ ...entry, hash })
    .execute();
  await db.updateTable('trail_head').set({ seq: entry.seq, hash }).execute();
}

/** So that whoever writes about a hearing need not know its case for the entry to be found with it. */
async function caseOf(db: Transaction<Tables>, hearingId: string): Promise<string | null> {
  const hearing = await db.selectFrom('hearings').select('case_id').where('id', '=', hearingId).executeTakeFirst();
  return hearing?.case_id ?? null;
}
