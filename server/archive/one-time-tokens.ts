// One-time links: with them the first administrator makes an account, and everybody else sets a password.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { newSecret, SECRET_BYTES, secretFits, splitToken } from './secrets.ts';
import type { Change, Reader } from './store.ts';

export type OneTimeToken = { readonly token: string; readonly expiresAtMs: number };
export type Purpose = 'first_admin' | 'set_password';
type Kept = { readonly id: Id; readonly purpose: Purpose; readonly accountId: Id | null };

/** A fresh token; the older open one of the same account (or the older one for the first administrator) ends. */
export async function issueToken(
  { db, nowMs }: Change,
  purpose: Purpose,
  accountId: Id | null,
  livesMs: number,
): Promise<OneTimeToken> {
  await voidTokens(db, purpose, accountId, nowMs);
  const secret = newSecret(SECRET_BYTES);
  const expiresAtMs = nowMs + livesMs;
  await db
    .insertInto('one_time_tokens')
    .values({
      id: secret.id,
      purpose,
      account_id: accountId,
      secret_sha256: secret.sha256,
      created_at_ms: nowMs,
      expires_at_ms: expiresAtMs,
      void_since_ms: null,
    })
    .execute();
  return { token: secret.token, expiresAtMs };
}

/** Ends every open token of this purpose and account, used or not. */
export async function voidTokens(
  db: Change['db'],
  purpose: Purpose,
  accountId: Id | null,
  nowMs: number,
): Promise<void> {
  await db
    .updateTable('one_time_tokens')
    .set({ void_since_ms: nowMs })
    .where('purpose', '=', purpose)
    .where('account_id', accountId === null ? 'is' : '=', accountId)
    .where('void_since_ms', 'is', null)
    .execute();
}

/**
 * The open token behind what somebody holds.
 * @throws AppError `link_unknown` for a wrong one, `link_expired` for one that is too old, was used or was replaced.
 */
export async function openToken(db: Reader, token: string, nowMs: number): Promise<Kept> {
  const parts = splitToken(token);
  const row = await db
    .selectFrom('one_time_tokens')
    .selectAll()
    .where('id', '=', parts?.id ?? '')
    .executeTakeFirst();
  if (!secretFits(parts?.secret ?? '', row?.secret_sha256) || row === undefined) throw new AppError('link_unknown');
  if (row.void_since_ms !== null || row.expires_at_ms <= nowMs) throw new AppError('link_expired');
  return { id: row.id, purpose: row.purpose, accountId: row.account_id };
}

/** As `openToken`, with null for every refusal. */
export async function tokenBehind(db: Reader, token: string, nowMs: number): Promise<Kept | null> {
  try {
    return await openToken(db, token, nowMs);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
