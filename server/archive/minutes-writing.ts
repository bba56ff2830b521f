// Writing minutes and laying them before their signers. Every change of the text is a version of its own, which nobody has signed yet.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type MinutesState, type MinutesText, maySignMinutes, shownMinutes } from '../protocol/minutes.ts';
import { canonicalJson } from './canonical-json.ts';
import { personOf } from './hearing-people.ts';
import { hearingHead } from './hearing-records.ts';
import { answersOf, type MinutesHead, minutesHead, minutesRecord, signersOf } from './minutes-records.ts';
import { sha256 } from './sha256.ts';
import type { Change } from './store.ts';

export async function noteMinutes(
  { note }: Change,
  { case_id: caseId, hearing_id: hearingId, hearing_title: about }: MinutesHead,
  act: string,
  detail: Readonly<Record<string, unknown>>,
  by?: Parameters<Change['note']>[1],
): Promise<void> {
  await note({ act, about, caseId, hearingId, detail }, by);
}

/** What was answered stays with the version that it was answered on. */
export async function saveMinutes(
  change: Change,
  hearingId: Id,
  { version, text }: { readonly version: number; readonly text: MinutesText },
): Promise<void> {
  const { db, nowMs, actor } = change;
  const before = await minutesRecord(db, hearingId);
  const known = before?.version ?? 0;
  const content = canonicalJson(text);
  // The answer to an earlier asking was lost, or there is nothing to change.
  if (before !== null && canonicalJson(before.text) === content && [version, version + 1].includes(known)) return;
  if (known !== version) throw new AppError('minutes_changed');
  await mustBeOfHearing(change, hearingId, text);
  const next = version + 1;
  const row = { version: next, state: 'drafting', state_since_ms: nowMs } as const;
  const text_sha256 = sha256(shownMinutes(text));
  const writer_name = actor.kind === 'server' ? '' : actor.name;
  await db
    .insertInto('minutes_versions')
    .values({ hearing_id: hearingId, version: next, content, text_sha256, writer_name, written_at_ms: nowMs })
    .execute();
  await db
    .insertInto('minutes')
    .values({ hearing_id: hearingId, ...row })
    .onConflict((conflict) => conflict.column('hearing_id').doUpdateSet(row))
    .execute();
  const detail = { version: next, textSha256: text_sha256, from: before?.state ?? null };
  await noteMinutes(change, await minutesHead(db, hearingId), 'minutes.saved', detail);
}

async function mustBeOfHearing({ db }: Change, hearingId: Id, { lines }: MinutesText): Promise<void> {
  await hearingHead(db, hearingId);
  const rows = await db.selectFrom('people').select('id').where('hearing_id', '=', hearingId).execute();
  const people = new Set(rows.map(({ id }) => id));
  if (lines.some(({ personId }) => personId !== null && !people.has(personId)))
    throw new AppError('not_found', 'no such person');
}

/** @throws AppError `minutes_changed` unless it is asked of the newest version. */
export async function newestMinutes({ db }: Change, hearingId: Id, version: number): Promise<MinutesHead> {
  const head = await minutesHead(db, hearingId);
  if (head.version !== version) throw new AppError('minutes_changed');
  return head;
}

/** Before more people is possible at any time; before fewer only by taking them back. */
export async function presentMinutes(
  change: Change,
  hearingId: Id,
  { version, signerIds }: { readonly version: number; readonly signerIds: readonly Id[] },
): Promise<void> {
  const { db } = change;
  const head = await newestMinutes(change, hearingId, version);
  const known = (await signersOf(db, hearingId, version)).map(({ personId }) => personId);
  const added = [...new Set(signerIds)].filter((id) => !known.includes(id));
  for (const personId of added) {
    const person = await personOf(db, personId);
    if (person.hearing_id !== hearingId || person.withdrawn === 1) throw new AppError('not_found', 'no such person');
    if (!maySignMinutes(person.role)) throw new AppError('bad_request', `${person.role} signs no minutes`);
    await db.insertInto('minutes_signers').values({ hearing_id: hearingId, version, person_id: personId }).execute();
  }
  if (added.length === 0 && head.state !== 'drafting') return;
  await settleMinutes(change, head);
  await noteMinutes(change, head, 'minutes.presented', { version, textSha256: head.text_sha256, signerIds: added });
}

export async function takeBackMinutes(change: Change, hearingId: Id, version: number): Promise<void> {
  const head = await newestMinutes(change, hearingId, version);
  if (head.state === 'drafting') return;
  if (head.state !== 'presented') throw new AppError('wrong_state', head.state);
  await change.db
    .deleteFrom('minutes_signers')
    .where('hearing_id', '=', hearingId)
    .where('version', '=', version)
    .execute();
  await setState(change, head, 'drafting');
  await noteMinutes(change, head, 'minutes.taken_back', { version });
}

/** The state that follows from who has answered how. */
export async function settleMinutes(change: Change, head: MinutesHead): Promise<void> {
  const { hearing_id: hearingId, version } = head;
  const signers = await signersOf(change.db, hearingId, version);
  const answers = await answersOf(change.db, hearingId, version);
  if (answers.length === 0) return setState(change, head, 'presented');
  if (answers.length < signers.length) return setState(change, head, 'signing');
  const all = answers.every(({ answer }) => answer === 'signed');
  return setState(change, head, all ? 'signed' : 'signed_with_objections');
}

async function setState({ db, nowMs }: Change, head: MinutesHead, state: MinutesState): Promise<void> {
  const now = await db
    .selectFrom('minutes')
    .select('state')
    .where('hearing_id', '=', head.hearing_id)
    .executeTakeFirst();
  if (now?.state === state) return;
  await db
    .updateTable('minutes')
    .set({ state, state_since_ms: nowMs })
    .where('hearing_id', '=', head.hearing_id)
    .execute();
}
