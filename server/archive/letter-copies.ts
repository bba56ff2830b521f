// The signer's own copy: a link that opens it without signing in, until its time is over, and the receipt when it was fetched.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { letterHead, newestFile } from './letter-records.ts';
import { noteLetter } from './letter-writing.ts';
import { LIMITS } from './limits.ts';
import type { LetterCopy } from './records.ts';
import { INVITATION_BYTES, newSecret, secretFits, splitToken } from './secrets.ts';
import type { Change } from './store.ts';

/** `token` is told once. Older links of the same version stay good: somebody may have kept one. */
export async function issueCopy(
  change: Change,
  letterId: Id,
  version: number,
): Promise<{ token: string; expiresAtMs: number }> {
  const { db, nowMs } = change;
  const head = await letterHead(db, letterId);
  if ((await newestFile(db, letterId, version)) === null) throw new AppError('wrong_state', 'no file yet');
  const { id, token, sha256: secret_sha256 } = newSecret(INVITATION_BYTES);
  const expiresAtMs = nowMs + LIMITS.letterCopyMs;
  await db
    .insertInto('letter_copies')
    .values({ id, letter_id: letterId, version, secret_sha256, expires_at_ms: expiresAtMs, fetched_at_ms: null })
    .execute();
  await noteLetter(change, head, 'letter.copy_issued', { version, copyId: id, expiresAtMs });
  return { token, expiresAtMs };
}

/** Invariant 30: that the signer has their copy is written down, as an act of theirs. */
export async function fetchCopy(change: Change, token: string): Promise<LetterCopy> {
  const { db, nowMs } = change;
  const parts = splitToken(token);
  const row = await db
    .selectFrom('letter_copies')
    .selectAll()
    .where('id', '=', parts?.id ?? '')
    .executeTakeFirst();
  if (!secretFits(parts?.secret ?? '', row?.secret_sha256) || row === undefined) throw new AppError('link_unknown');
  if (row.expires_at_ms <= nowMs) throw new AppError('link_expired');
  const head = await letterHead(db, row.letter_id);
  const file = await newestFile(db, row.letter_id, row.version);
  if (file === null) throw new AppError('not_found');
  // A browser that reads a file in pieces fetches it once.
  if (row.fetched_at_ms === null || nowMs - row.fetched_at_ms >= LIMITS.letterReceiptMs) {
    await db.updateTable('letter_copies').set({ fetched_at_ms: nowMs }).where('id', '=', row.id).execute();
    const by = { kind: 'person', id: head.signer_id, name: head.signer_name } as const;
    const detail = { version: row.version, copyId: row.id, sha256: file.sha256 };
    await noteLetter(change, head, 'letter.copy_fetched', detail, by);
  }
  return { ...file, version: row.version };
}
