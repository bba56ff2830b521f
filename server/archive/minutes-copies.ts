// A signer's own copy of the minutes, once all have answered: a link that opens it without signing in, and the receipt when it was fetched.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { mayHaveCopy } from '../protocol/minutes.ts';
import { type CopyToken, idOfLink, isNewReceipt, newCopyLink, opened } from './copy-links.ts';
import { minutesHead, newestMinutesFile, signersOf } from './minutes-records.ts';
import { noteMinutes } from './minutes-writing.ts';
import type { StoredObject } from './records.ts';
import type { Change, Reader } from './store.ts';

type OfSigner = { readonly version: number; readonly personId: Id };

/** Older links of the same version stay good: somebody may have kept one. */
export async function issueMinutesCopy(
  change: Change,
  hearingId: Id,
  { version, personId }: OfSigner,
): Promise<CopyToken> {
  const { db, nowMs } = change;
  const head = await minutesHead(db, hearingId);
  const { state } = await signerOf(db, hearingId, { version, personId });
  if (!mayHaveCopy(state) || (await newestMinutesFile(db, hearingId, version)) === undefined)
    throw new AppError('wrong_state', 'no file yet');
  const { told, row } = newCopyLink(nowMs);
  await db
    .insertInto('minutes_copies')
    .values({ ...row, hearing_id: hearingId, version, person_id: personId })
    .execute();
  const detail = { version, personId, copyId: row.id, expiresAtMs: told.expiresAtMs };
  await noteMinutes(change, head, 'minutes.copy_issued', detail);
  return told;
}

/** Invariant 30: that the signer has their copy is written down, as an act of theirs. */
export async function fetchMinutesCopy(change: Change, token: string): Promise<StoredObject> {
  const { db, nowMs } = change;
  const found = await db.selectFrom('minutes_copies').selectAll().where('id', '=', idOfLink(token)).executeTakeFirst();
  const { id, hearing_id: hearingId, person_id: personId, version, ...row } = opened(token, found, nowMs);
  const file = await newestMinutesFile(db, hearingId, version);
  if (file === undefined) throw new AppError('not_found');
  const { sha256, bytes } = file;
  if (isNewReceipt(row, nowMs)) {
    await db.updateTable('minutes_copies').set({ fetched_at_ms: nowMs }).where('id', '=', id).execute();
    const { name } = await signerOf(db, hearingId, { version, personId });
    const by = { kind: 'person', id: personId, name } as const;
    const detail = { version, personId, copyId: id, sha256 };
    await noteMinutes(change, await minutesHead(db, hearingId), 'minutes.copy_fetched', detail, by);
  }
  return { sha256, bytes };
}

async function signerOf(db: Reader, hearingId: Id, { version, personId }: OfSigner) {
  const signer = (await signersOf(db, hearingId, version)).find((one) => one.personId === personId);
  if (signer === undefined) throw new AppError('not_found', 'no such signer');
  return signer;
}
