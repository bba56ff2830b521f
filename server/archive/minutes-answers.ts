// What the signers of minutes answer: their objections beside lines, their signature or refusal, once for each version; and the document of it.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type Ink, isBlank } from '../protocol/letter.ts';
import type { MinutesAnswer, MinutesMedium, MinutesText } from '../protocol/minutes.ts';
import { MINUTES_LIMITS } from '../protocol/minutes.ts';
import { canonicalJson } from './canonical-json.ts';
import {
  answersOf,
  answersSha256,
  type MinutesHead,
  minutesHead,
  newestMinutesFile,
  objectionsOf,
} from './minutes-records.ts';
import { newestMinutes, noteMinutes, settleMinutes } from './minutes-writing.ts';
import type { StoredObject } from './records.ts';
import { sha256 } from './sha256.ts';
import type { Change } from './store.ts';

/** From whose device an answer came, and where in the recording. */
export type AnsweredBy = {
  readonly personId: Id;
  readonly medium: MinutesMedium;
  readonly witnessName: string | null;
  readonly sessionId: Id;
};

export type MinutesSigning = AnsweredBy & {
  readonly version: number;
  readonly textSha256: string;
  readonly ink: Ink;
  /** On the hearing's clock, inside what is being recorded. */
  readonly recordingMs: number;
};

/** The answer of a signer who has given none yet, or undefined. @throws AppError `not_found` for who is no signer */
async function answerOf({ db }: Change, { hearing_id, version }: MinutesHead, personId: Id) {
  const signer = await db
    .selectFrom('minutes_signers')
    .select('person_id')
    .where('hearing_id', '=', hearing_id)
    .where('version', '=', version)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  if (signer === undefined) throw new AppError('not_found', 'not laid before this person');
  return (await answersOf(db, hearing_id, version)).find(({ person_id }) => person_id === personId);
}

/** Somebody who was noted as absent is there after all when they answer. */
async function mustBePending(change: Change, head: MinutesHead, personId: Id): Promise<void> {
  const answer = await answerOf(change, head, personId);
  if (answer === undefined) return;
  if (answer.answer !== 'absent') throw new AppError('wrong_state', answer.answer);
  await takeAbsenceAway(change, head, personId);
}

async function takeAbsenceAway({ db }: Change, { hearing_id, version }: MinutesHead, personId: Id): Promise<void> {
  await db
    .deleteFrom('minutes_answers')
    .where('hearing_id', '=', hearing_id)
    .where('version', '=', version)
    .where('person_id', '=', personId)
    .where('answer', '=', 'absent')
    .execute();
}

export async function objectToMinutes(
  change: Change,
  hearingId: Id,
  given: {
    readonly version: number;
    readonly objectionId: Id;
    readonly personId: Id;
    readonly lineId: Id;
    readonly words: string;
    readonly witnessName: string | null;
  },
): Promise<void> {
  const { db, nowMs } = change;
  const { version, objectionId, personId, lineId, words, witnessName } = given;
  const head = await newestMinutes(change, hearingId, version);
  const text: MinutesText = JSON.parse(head.content);
  if (!text.lines.some(({ id }) => id === lineId)) throw new AppError('not_found', 'no such line');
  const before = await db.selectFrom('minutes_objections').selectAll().where('id', '=', objectionId).executeTakeFirst();
  if (before !== undefined) {
    const isSame = before.person_id === personId && before.line_id === lineId && before.words === words;
    if (isSame && before.hearing_id === hearingId && before.withdrawn_at_ms === null) return;
    throw new AppError('bad_request', 'this id is taken');
  }
  await mustBePending(change, head, personId);
  const own = (await objectionsOf(db, hearingId, version)).filter((one) => one.personId === personId);
  if (own.length >= MINUTES_LIMITS.objections) throw new AppError('too_large', 'too many objections');
  await db
    .insertInto('minutes_objections')
    .values({
      ...{ id: objectionId, hearing_id: hearingId, version, person_id: personId, line_id: lineId, words },
      ...{ at_ms: nowMs, withdrawn_at_ms: null },
    })
    .execute();
  await noteMinutes(change, head, 'minutes.objected', { version, personId, objectionId, lineId, words, witnessName });
}

export async function withdrawObjection(
  change: Change,
  hearingId: Id,
  { version, objectionId, personId }: { readonly version: number; readonly objectionId: Id; readonly personId: Id },
): Promise<void> {
  const { db, nowMs } = change;
  const head = await newestMinutes(change, hearingId, version);
  const own = await db
    .selectFrom('minutes_objections')
    .selectAll()
    .where('id', '=', objectionId)
    .where('hearing_id', '=', hearingId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  if (own === undefined) throw new AppError('not_found', 'no such objection');
  if (own.withdrawn_at_ms !== null) return;
  await mustBePending(change, head, personId);
  await db.updateTable('minutes_objections').set({ withdrawn_at_ms: nowMs }).where('id', '=', objectionId).execute();
  await noteMinutes(change, head, 'minutes.objection_withdrawn', { version, personId, objectionId });
}

/** With what stands of the person's objections at this moment. */
export async function signMinutes(change: Change, hearingId: Id, given: MinutesSigning): Promise<void> {
  const { version, textSha256, ink, personId, recordingMs } = given;
  const head = await newestMinutes(change, hearingId, version);
  if (head.text_sha256 !== textSha256) throw new AppError('minutes_changed');
  const drawn = canonicalJson(ink);
  const content_sha256 = sha256(canonicalJson({ textSha256, ink }));
  if ((await answerOf(change, head, personId))?.content_sha256 === content_sha256) return;
  await mustBePending(change, head, personId);
  if (isBlank(ink)) throw new AppError('signature_blank');
  const objections = (await objectionsOf(change.db, hearingId, version)).filter((one) => one.personId === personId);
  const answer = objections.length > 0 ? 'objected' : 'signed';
  await keepAnswer(change, head, given, { answer, content_sha256, ink: drawn, recording_ms: recordingMs });
  await noteMinutes(change, head, `minutes.${answer === 'signed' ? 'signed' : 'signed_objecting'}`, {
    ...{ version, personId, textSha256, inkSha256: sha256(drawn), recordingMs, sessionId: given.sessionId },
    ...{ objectionIds: objections.map(({ objectionId }) => objectionId) },
    ...{ medium: given.medium, witnessName: given.witnessName },
  });
}

/** Needs no reason; what they say is kept. */
export async function refuseMinutes(
  change: Change,
  hearingId: Id,
  given: AnsweredBy & { readonly version: number; readonly words: string | null },
): Promise<void> {
  const { version, personId, words, medium, witnessName } = given;
  const head = await newestMinutes(change, hearingId, version);
  const content_sha256 = sha256(canonicalJson({ refused: true, words }));
  if ((await answerOf(change, head, personId))?.content_sha256 === content_sha256) return;
  await mustBePending(change, head, personId);
  await keepAnswer(change, head, given, { answer: 'refused', content_sha256, words });
  await noteMinutes(change, head, 'minutes.refused', { version, personId, words, medium, witnessName });
}

export async function noteAbsent(
  change: Change,
  hearingId: Id,
  { version, personId, absent }: { readonly version: number; readonly personId: Id; readonly absent: boolean },
): Promise<void> {
  const head = await newestMinutes(change, hearingId, version);
  const answer = await answerOf(change, head, personId);
  if ((answer?.answer === 'absent') === absent) return;
  if (answer !== undefined && answer.answer !== 'absent') throw new AppError('wrong_state', answer.answer);
  if (absent) {
    const by = { personId, medium: null, witnessName: null, sessionId: null };
    await keepAnswer(change, head, by, { answer: 'absent', content_sha256: sha256('absent') });
  } else {
    await takeAbsenceAway(change, head, personId);
    await settleMinutes(change, head);
  }
  await noteMinutes(change, head, absent ? 'minutes.absent' : 'minutes.absence_lifted', { version, personId });
}

type Answered = {
  readonly answer: MinutesAnswer;
  readonly content_sha256: string;
  readonly ink?: string;
  readonly words?: string | null;
  readonly recording_ms?: number;
};
type By = { readonly [Key in keyof AnsweredBy]: AnsweredBy[Key] | null } & { readonly personId: Id };

async function keepAnswer(change: Change, head: MinutesHead, by: By, answered: Answered): Promise<void> {
  const { personId, medium, witnessName, sessionId } = by;
  await change.db
    .insertInto('minutes_answers')
    .values({
      ...{ hearing_id: head.hearing_id, version: head.version, person_id: personId },
      ...{ ink: null, words: null, recording_ms: null, ...answered },
      ...{ medium, session_id: sessionId, witness_name: witnessName, answered_at_ms: change.nowMs },
    })
    .execute();
  await settleMinutes(change, head);
}

/** Of a version that all have answered. When somebody answered meanwhile, another one is to be made. */
export async function addDocument(
  change: Change,
  hearingId: Id,
  given: StoredObject & { readonly version: number; readonly answersSha256: string },
): Promise<void> {
  const { db, nowMs } = change;
  const { version, answersSha256: answers_sha256, sha256: name, bytes } = given;
  if (answersSha256(await answersOf(db, hearingId, version)) !== answers_sha256) return;
  const newest = await newestMinutesFile(db, hearingId, version);
  if (newest?.answers_sha256 === answers_sha256) return;
  await db
    .insertInto('minutes_files')
    .values({
      ...{ hearing_id: hearingId, version, place: (newest?.place ?? 0) + 1, answers_sha256 },
      ...{ sha256: name, bytes, kept_at_ms: nowMs },
    })
    .execute();
  await noteMinutes(change, await minutesHead(db, hearingId), 'minutes.document_kept', {
    version,
    sha256: name,
    bytes,
  });
}
