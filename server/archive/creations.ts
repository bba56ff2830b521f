// Making something twice under one client-made id makes it once: a browser that lost the answer may ask again.
import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { canonicalJson } from './canonical-json.ts';
import { sha256 } from './sha256.ts';
import type { Tables } from './tables.ts';

export type CreationKind = 'account' | 'case' | 'hearing' | 'person' | 'recording' | 'segment' | 'letter';

/**
 * True the first time, false when the very same thing was made before under this id.
 * `content` is compared as it was given then, whatever has been changed since.
 * @throws AppError `bad_request` when the id stands for something else.
 */
export async function isNew(db: Transaction<Tables>, kind: CreationKind, id: Id, content: object): Promise<boolean> {
  const content_sha256 = sha256(canonicalJson({ kind, content }));
  const before = await db.selectFrom('creations').select('content_sha256').where('id', '=', id).executeTakeFirst();
  if (before === undefined) {
    await db.insertInto('creations').values({ id, kind, content_sha256 }).execute();
    return true;
  }
  if (before.content_sha256 !== content_sha256) {
    throw new AppError('bad_request', 'this id was used before for something else');
  }
  return false;
}
