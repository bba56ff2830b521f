// Secrets that open something: shown once to whoever holds them, kept here only as SHA-256.
import { randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import type { Id } from '../protocol/ids.ts';
import { sha256 } from './sha256.ts';

/** 256 bits, for sessions and one-time links. */
export const SECRET_BYTES = 32;
/** 128 bits: an invitation is also read aloud and typed off paper, so its link is kept short. */
export const INVITATION_BYTES = 16;

/** `token` is what the holder gets, `<id>.<secret>`: found by the id, proved by the secret. */
export type NewSecret = { readonly id: Id; readonly token: string; readonly sha256: string };

export function newSecret(bytes: number): NewSecret {
  const id = randomUUIDv7();
  const secret = randomBytes(bytes).toString('base64url');
  return { id, token: `${id}.${secret}`, sha256: sha256(secret) };
}

const TOKEN = /^(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?<secret>[A-Za-z0-9_-]{22,64})$/;

/** Null for what was never a token of ours. */
export function splitToken(token: string): { readonly id: Id; readonly secret: string } | null {
  const { id, secret } = TOKEN.exec(token)?.groups ?? {};
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Takes the same time whether the first or the last digit differs, and whether the id was known at all (`kept` undefined). */
export function secretFits(secret: string, kept: string | undefined): boolean {
  const given = Buffer.from(sha256(secret));
  const wanted = Buffer.from(kept ?? NEVER);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Fits no secret: the SHA-256 of nothing is not all zeros. */
const NEVER = '0'.repeat(64);
