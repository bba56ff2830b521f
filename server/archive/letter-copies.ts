// The signer's own copy of a letter: a link that opens it without signing in, and the receipt when it was fetched.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type CopyToken, idOfLink, isNewReceipt, newCopyLink, opened } from './copy-links.ts';
import { letterHead, newestFile } from './letter-records.ts';
import { noteLetter } from './letter-writing.ts';
import type { LetterCopy } from './records.ts';
import type { Change } from './store.ts';

/** Older links of the same version stay good: somebody may have kept one. */
export async function issueCopy(change: Change, letterId: Id, version: number): Promise<CopyToken> {
  const { db, nowMs } = change;
  const head = await letterHead(db, letterId);
  if ((await newestFile(db, letterId, version)) === null) throw new AppError('wrong_state', 'no file yet');
  const { told, row } = newCopyLink(nowMs);
  await db
    .insertInto('letter_copies')
    .values({ ...row, letter_id: letterId, version })
    .execute();
  const { expiresAtMs } = told;
  await noteLetter(change, head, 'letter.copy_issued', { version, copyId: row.id, expiresAtMs });
  return told;
}

/** Invariant 30: that the signer has their copy is written down, as an act of theirs. */
export async function fetchCopy(change: Change, token: string): Promise<LetterCopy> {
  const { db, nowMs } = change;
  const found = await db.selectFrom('letter_copies').selectAll().where('id', '=', idOfLink(token)).executeTakeFirst();
  const row = opened(token, found, nowMs);
  const head = await letterHead(db, row.letter_id);
  const file = await newestFile(db, row.letter_id, row.version);
  if (file === null) throw new AppError('not_found');
  if (isNewReceipt(row, nowMs)) {
    await db.updateTable('letter_copies').set({ fetched_at_ms: nowMs }).where('id', '=', row.id).execute();
    const by = { kind: 'person', id: head.signer_id, name: head.signer_name } as const;
    const detail = { version: row.version, copyId: row.id, sha256: file.sha256 };
    await noteLetter(change, head, 'letter.copy_fetched', detail, by);
  }
  return { ...file, version: row.version };
}
