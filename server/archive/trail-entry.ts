// How an entry of the trail is spelled and hashed. A stranger can repeat it: see the README of this folder.
import { canonicalJson } from './canonical-json.ts';
import { sha256 } from './sha256.ts';
import type { TrailRow } from './tables.ts';

/** What the first entry names as its predecessor. */
export const BEFORE_THE_FIRST = '0'.repeat(64);

/**
 * The hash of an entry: SHA-256 over the canonical JSON (RFC 8785) of all its columns but `hash` itself, under their
 * column names. `detail` goes in as the text that is stored, not as a tree, so that nothing is re-read to check it.
 */
export function entryHash(entry: Omit<TrailRow, 'hash'>): string {
  const { seq, at_ms, actor_kind, actor_id, actor_name, act, about, case_id, hearing_id, detail, prev_hash } = entry;
  return sha256(
    canonicalJson({ seq, at_ms, actor_kind, actor_id, actor_name, act, about, case_id, hearing_id, detail, prev_hash }),
  );
}

/** Does this entry follow the one before and prove itself? An altered row may hold anything, also what cannot be spelled. */
export function follows(entry: TrailRow, before: { readonly seq: number; readonly hash: string }): boolean {
  try {
    return entry.seq === before.seq + 1 && entry.prev_hash === before.hash && entryHash(entry) === entry.hash;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
