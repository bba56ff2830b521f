// How a letter of commitment is written and changed: every text is a version of its own, and none is lost.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { maySignLetter, shownText } from '../protocol/letter.ts';
import { isNew } from './creations.ts';
import { personOf } from './hearing-people.ts';
import { OVER } from './hearing-records.ts';
import { type LetterHead, letterHead } from './letter-records.ts';
import { sha256 } from './sha256.ts';
import type { Change } from './store.ts';

export type Wording = { readonly title: string; readonly text: string };

/** What every entry of the trail about a letter says. */
export async function noteLetter(
  { note }: Change,
  head: Pick<LetterHead, 'id' | 'case_id' | 'hearing_id' | 'signer_id' | 'signer_name'>,
  act: string,
  detail: Readonly<Record<string, unknown>>,
  by?: Parameters<Change['note']>[1],
): Promise<void> {
  const { id: letterId, signer_id: signerId, case_id: caseId, hearing_id: hearingId, signer_name: about } = head;
  await note({ act, about, caseId, hearingId, detail: { letterId, signerId, ...detail } }, by);
}

/** The same one again is success, whatever has become of it since. */
export async function prepareLetter(
  change: Change,
  hearingId: Id,
  given: Wording & { readonly letterId: Id; readonly signerId: Id },
): Promise<void> {
  const { db, nowMs } = change;
  const { letterId: id, signerId, title, text } = given;
  if (!(await isNew(db, 'letter', id, { hearingId, signerId, title, text }))) return;
  const signer = await personOf(db, signerId);
  if (signer.hearing_id !== hearingId || signer.withdrawn === 1) throw new AppError('not_found', 'no such person');
  if (!maySignLetter(signer.role)) throw new AppError('bad_request', `${signer.role} signs no letter`);
  if (OVER.includes(signer.state)) throw new AppError('wrong_state', signer.state);
  const other = await db
    .selectFrom('letters')
    .select('id')
    .where('hearing_id', '=', hearingId)
    .where('signer_id', '=', signerId)
    .where('state', '!=', 'voided')
    .executeTakeFirst();
  if (other !== undefined) throw new AppError('wrong_state', `there is the letter ${other.id}`);
  await db
    .insertInto('letters')
    .values({
      id,
      hearing_id: hearingId,
      signer_id: signerId,
      version: 1,
      state: 'prepared',
      state_since_ms: nowMs,
      medium: 'electronic',
      supervisor_id: null,
      created_at_ms: nowMs,
    })
    .execute();
  const textSha256 = await addVersion(change, id, 1, given);
  await noteLetter(change, await letterHead(db, id), 'letter.prepared', { version: 1, textSha256 });
}

/** What was signed stays with the version that it was signed on; the new one lies before nobody yet. */
export async function changeLetter(
  change: Change,
  { letterId, version, title, text }: Wording & { readonly letterId: Id; readonly version: number },
): Promise<void> {
  const head = await letterHead(change.db, letterId);
  const isSame = head.title === title && head.text === text;
  // The answer to an earlier asking was lost, or there is nothing to change.
  if (isSame && (head.version === version || head.version === version + 1)) return;
  if (head.version !== version) throw new AppError('letter_changed');
  if (head.state === 'voided') throw new AppError('wrong_state', head.state);
  const next = version + 1;
  const textSha256 = await addVersion(change, letterId, next, { title, text });
  await change.db
    .updateTable('letters')
    .set({
      version: next,
      state: 'prepared',
      state_since_ms: change.nowMs,
      medium: 'electronic',
      supervisor_id: null,
    })
    .where('id', '=', letterId)
    .execute();
  await noteLetter(change, head, 'letter.changed', { version: next, textSha256, from: head.state });
}

async function addVersion({ db, actor, nowMs }: Change, id: Id, version: number, wording: Wording): Promise<string> {
  const { title, text } = wording;
  const text_sha256 = sha256(shownText(wording));
  const writer_name = actor.kind === 'server' ? '' : actor.name;
  await db
    .insertInto('letter_versions')
    .values({ letter_id: id, version, title, text, text_sha256, writer_name, written_at_ms: nowMs })
    .execute();
  return text_sha256;
}
