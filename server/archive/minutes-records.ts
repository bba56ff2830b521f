// Reading minutes: the newest version, before whom it lies, what they said against it, how they answered, and the versions before.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { Ink } from '../protocol/letter.ts';
import type { EarlierMinutes, MinutesObjection, MinutesSigner, MinutesText } from '../protocol/minutes.ts';
import { canonicalJson } from './canonical-json.ts';
import type { MinutesRecord, SignedMinutes } from './records.ts';
import { sha256 } from './sha256.ts';
import type { Reader } from './store.ts';

/** Undefined before anything was written. */
const headIfAny = (db: Reader, hearingId: Id) =>
  db
    .selectFrom('minutes')
    .innerJoin('minutes_versions', (join) =>
      join
        .onRef('minutes_versions.hearing_id', '=', 'minutes.hearing_id')
        .onRef('minutes_versions.version', '=', 'minutes.version'),
    )
    .innerJoin('hearings', 'hearings.id', 'minutes.hearing_id')
    .selectAll('minutes')
    .select(['minutes_versions.content', 'minutes_versions.text_sha256', 'minutes_versions.writer_name'])
    .select(['minutes_versions.written_at_ms', 'hearings.case_id', 'hearings.title as hearing_title'])
    .where('minutes.hearing_id', '=', hearingId)
    .executeTakeFirst();

/** @throws AppError `not_found` before anything was written. */
export async function minutesHead(db: Reader, hearingId: Id) {
  const head = await headIfAny(db, hearingId);
  if (head === undefined) throw new AppError('not_found', 'no minutes');
  return head;
}
export type MinutesHead = Awaited<ReturnType<typeof minutesHead>>;

export async function minutesRecord(db: Reader, hearingId: Id): Promise<MinutesRecord | null> {
  const head = await headIfAny(db, hearingId);
  if (head === undefined) return null;
  const { version } = head;
  const file = await newestMinutesFile(db, hearingId, version);
  return {
    ...{ hearingId, caseId: head.case_id, version, state: head.state, stateSinceMs: head.state_since_ms },
    ...{ text: textOf(head.content), textSha256: head.text_sha256 },
    ...{ writerName: head.writer_name, writtenAtMs: head.written_at_ms },
    signers: await signersOf(db, hearingId, version),
    objections: await objectionsOf(db, hearingId, version),
    ...{ sha256: file?.sha256 ?? null, bytes: file?.bytes ?? null },
    earlier: await earlierOf(db, hearingId, version),
  };
}

/** A version with what was drawn: everything that its paper says. @throws AppError `not_found` */
export async function signedMinutes(db: Reader, hearingId: Id, version: number): Promise<SignedMinutes> {
  const row = await db
    .selectFrom('minutes_versions')
    .selectAll()
    .where('hearing_id', '=', hearingId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('not_found', 'no such version');
  const answers = await answersOf(db, hearingId, version);
  return {
    ...{ hearingId, version, text: textOf(row.content), textSha256: row.text_sha256 },
    signers: await signersOf(db, hearingId, version),
    objections: await objectionsOf(db, hearingId, version),
    inks: new Map(
      answers.flatMap(({ person_id, ink }) => (ink === null ? [] : [[person_id, Ink.parse(JSON.parse(ink))]])),
    ),
    answersSha256: answersSha256(answers),
  };
}

const textOf = (content: string): MinutesText => JSON.parse(content);

/** In the order of the hearing's list. */
export async function signersOf(db: Reader, hearingId: Id, version: number): Promise<MinutesSigner[]> {
  const rows = await db
    .selectFrom('minutes_signers')
    .innerJoin('people', 'people.id', 'minutes_signers.person_id')
    .select(['people.id', 'people.name', 'people.role'])
    .where('minutes_signers.hearing_id', '=', hearingId)
    .where('minutes_signers.version', '=', version)
    .orderBy('people.place')
    .execute();
  const answers = new Map((await answersOf(db, hearingId, version)).map((row) => [row.person_id, row]));
  return rows.map(({ id: personId, name, role }) => {
    const answer = answers.get(personId);
    return {
      ...{ personId, name, role, state: answer?.answer ?? 'pending', answeredAtMs: answer?.answered_at_ms ?? null },
      ...{ recordingMs: answer?.recording_ms ?? null, medium: answer?.medium ?? null },
      ...{ witnessName: answer?.witness_name ?? null, words: answer?.words ?? null },
    };
  });
}

export const answersOf = (db: Reader, hearingId: Id, version: number) =>
  db
    .selectFrom('minutes_answers')
    .selectAll()
    .where('hearing_id', '=', hearingId)
    .where('version', '=', version)
    .orderBy('person_id')
    .execute();

/** What a document with these answers is known by. */
export const answersSha256 = (answers: Awaited<ReturnType<typeof answersOf>>): string =>
  sha256(canonicalJson(answers.map(({ person_id, answer, content_sha256 }) => [person_id, answer, content_sha256])));

/** Those that stand, oldest first. */
export async function objectionsOf(db: Reader, hearingId: Id, version: number): Promise<MinutesObjection[]> {
  const rows = await db
    .selectFrom('minutes_objections')
    .selectAll()
    .where('hearing_id', '=', hearingId)
    .where('version', '=', version)
    .where('withdrawn_at_ms', 'is', null)
    .orderBy('at_ms')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...{ objectionId: row.id, personId: row.person_id, lineId: row.line_id, words: row.words, atMs: row.at_ms },
  }));
}

/** The signed document as it was made last, or undefined. */
export const newestMinutesFile = (db: Reader, hearingId: Id, version: number) =>
  db
    .selectFrom('minutes_files')
    .selectAll()
    .where('hearing_id', '=', hearingId)
    .where('version', '=', version)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Versions before this one that somebody had answered, oldest first. */
async function earlierOf(db: Reader, hearingId: Id, version: number): Promise<EarlierMinutes[]> {
  return db
    .selectFrom('minutes_versions')
    .innerJoin('minutes_answers', (join) =>
      join
        .onRef('minutes_answers.hearing_id', '=', 'minutes_versions.hearing_id')
        .onRef('minutes_answers.version', '=', 'minutes_versions.version'),
    )
    .select(['minutes_versions.version', 'text_sha256 as textSha256', 'writer_name as writerName'])
    .select(['written_at_ms as writtenAtMs', ({ fn }) => fn.countAll<number>().as('answers')])
    .where('minutes_versions.hearing_id', '=', hearingId)
    .where('minutes_versions.version', '<', version)
    .groupBy('minutes_versions.version')
    .orderBy('minutes_versions.version')
    .execute();
}

/** Versions that all their signers have answered since a document was last made of them: after a crash as well, this is what is to be done. */
export async function withoutDocument(db: Reader): Promise<{ hearingId: Id; version: number }[]> {
  const rows = await db
    .selectFrom('minutes_signers as signers')
    .leftJoin('minutes_answers as answers', (join) =>
      join
        .onRef('answers.hearing_id', '=', 'signers.hearing_id')
        .onRef('answers.version', '=', 'signers.version')
        .onRef('answers.person_id', '=', 'signers.person_id'),
    )
    .select(['signers.hearing_id as hearingId', 'signers.version'])
    .select(({ fn }) => [
      fn.count<number>('signers.person_id').as('asked'),
      fn.count<number>('answers.person_id').as('answered'),
      fn.max('answers.answered_at_ms').as('lastMs'),
    ])
    .groupBy(['signers.hearing_id', 'signers.version'])
    .execute();
  const files = await db
    .selectFrom('minutes_files')
    .select(['hearing_id', 'version', ({ fn }) => fn.max('kept_at_ms').as('keptMs')])
    .groupBy(['hearing_id', 'version'])
    .execute();
  const keptMs = new Map(files.map((file) => [`${file.hearing_id} ${file.version}`, file.keptMs]));
  return rows
    .filter(({ asked, answered }) => answered === asked)
    .filter(({ hearingId, version, lastMs }) => (keptMs.get(`${hearingId} ${version}`) ?? -1) < (lastMs ?? 0))
    .map(({ hearingId, version }) => ({ hearingId, version }));
}
