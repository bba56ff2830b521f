// Links to a signer's own copy: told once, good until their time is over, and the receipt when somebody fetched by them.
import { AppError } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { INVITATION_BYTES, newSecret, secretFits, splitToken } from './secrets.ts';

/** `token` is told once. */
export type CopyToken = { readonly token: string; readonly expiresAtMs: number };

type CopyRow = {
  readonly secret_sha256: string;
  readonly expires_at_ms: number;
  /** The last time. */
  readonly fetched_at_ms: number | null;
};

/** A new link, and what is kept of it. */
export function newCopyLink(nowMs: number) {
  const { id, token, sha256: secret_sha256 } = newSecret(INVITATION_BYTES);
  const expires_at_ms = nowMs + LIMITS.copyMs;
  return {
    told: { token, expiresAtMs: expires_at_ms },
    row: { id, secret_sha256, expires_at_ms, fetched_at_ms: null },
  };
}

/** By which a link is looked for; fits no link when the token was never one of ours. */
export const idOfLink = (token: string): string => splitToken(token)?.id ?? '';

/** @throws AppError `link_unknown`, `link_expired` */
export function opened<Row extends CopyRow>(token: string, row: Row | undefined, nowMs: number): Row {
  if (!secretFits(splitToken(token)?.secret ?? '', row?.secret_sha256) || row === undefined)
    throw new AppError('link_unknown');
  if (row.expires_at_ms <= nowMs) throw new AppError('link_expired');
  return row;
}

/** Is this fetch one to write down? A browser that reads a file in pieces fetches it once. */
export const isNewReceipt = ({ fetched_at_ms: lastMs }: CopyRow, nowMs: number): boolean =>
  lastMs === null || nowMs - lastMs >= LIMITS.receiptMs;
