// Reading letters of commitment, each as it stands now: its newest version, what was signed of it, and the file of that.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { EarlierLetter, LetterMedium } from '../protocol/letter.ts';
import type { HearingRole } from '../protocol/roles.ts';
import type { LetterFile, LetterRecord } from './records.ts';
import type { Reader } from './store.ts';

/** A letter and the words of its newest version, with the signer as they are listed. */
const heads = (db: Reader) =>
  db
    .selectFrom('letters')
    .innerJoin('letter_versions', (join) =>
      join
        .onRef('letter_versions.letter_id', '=', 'letters.id')
        .onRef('letter_versions.version', '=', 'letters.version'),
    )
    .innerJoin('people', 'people.id', 'letters.signer_id')
    .innerJoin('hearings', 'hearings.id', 'letters.hearing_id')
    .leftJoin('people as supervisors', 'supervisors.id', 'letters.supervisor_id')
    .selectAll('letters')
    .select(['letter_versions.title', 'letter_versions.text', 'letter_versions.text_sha256', 'hearings.case_id'])
    .select(['people.name as signer_name', 'people.role as signer_role', 'supervisors.name as supervisor_name']);

/** @throws AppError `not_found`. */
export async function letterHead(db: Reader, id: Id) {
  const head = await heads(db).where('letters.id', '=', id).executeTakeFirst();
  if (head === undefined) throw new AppError('not_found', 'no such letter');
  return head;
}
export type LetterHead = Awaited<ReturnType<typeof letterHead>>;

/** @throws AppError `not_found`. */
export async function letterRecord(db: Reader, id: Id): Promise<LetterRecord> {
  return recordOf(db, await letterHead(db, id));
}

/** Of one hearing, in the order in which they were written. */
export async function lettersOf(db: Reader, hearingId: Id): Promise<LetterRecord[]> {
  const rows = await heads(db)
    .where('letters.hearing_id', '=', hearingId)
    .orderBy('letters.created_at_ms')
    .orderBy('letters.id')
    .execute();
  const records: LetterRecord[] = [];
  for (const row of rows) records.push(await recordOf(db, row));
  return records;
}

async function recordOf(db: Reader, head: LetterHead): Promise<LetterRecord> {
  const signing = await signingOf(db, head.id, head.version);
  const file = await newestFile(db, head.id, head.version);
  const asked = await openVoid(db, head.id);
  return {
    letterId: head.id,
    hearingId: head.hearing_id,
    caseId: head.case_id,
    signerId: head.signer_id,
    signerName: head.signer_name,
    signerRole: head.signer_role,
    version: head.version,
    title: head.title,
    text: head.text,
    textSha256: head.text_sha256,
    state: head.state,
    stateSinceMs: head.state_since_ms,
    medium: signing?.medium ?? head.medium,
    pdf: file !== null ? 'ready' : signing === undefined ? 'none' : 'making',
    supervisorId: head.supervisor_id,
    witnessName: signing?.witness_name ?? head.supervisor_name,
    signedAtMs: signing?.signed_at_ms ?? null,
    signedAtRecordingMs: signing?.recording_ms ?? null,
    signingSha256: signing?.content_sha256 ?? null,
    file,
    earlier: await earlierOf(db, head.id, head.version),
    voidAsked:
      asked === undefined
        ? null
        : { byId: asked.asker_id, byName: asked.asker_name, reason: asked.reason, atMs: asked.asked_at_ms },
  };
}

/** What was signed of older versions, oldest first. */
async function earlierOf(db: Reader, letterId: Id, version: number): Promise<EarlierLetter[]> {
  const rows = await db
    .selectFrom('letter_signings')
    .selectAll()
    .where('letter_id', '=', letterId)
    .where('version', '<', version)
    .orderBy('version')
    .execute();
  const earlier: EarlierLetter[] = [];
  for (const { version: older, medium, signed_at_ms: signedAtMs } of rows) {
    const file = await newestFile(db, letterId, older);
    earlier.push({ version: older, medium, signedAtMs, sha256: file?.sha256 ?? null });
  }
  return earlier;
}

/** Undefined when this version has not been signed. */
export const signingOf = (db: Reader, letterId: Id, version: number) =>
  db
    .selectFrom('letter_signings')
    .selectAll()
    .where('letter_id', '=', letterId)
    .where('version', '=', version)
    .executeTakeFirst();

type KeptFile = LetterFile & { readonly place: number };

/** The signed letter or, on paper, the newest scan; null before there is one. */
export async function newestFile(db: Reader, letterId: Id, version: number): Promise<KeptFile | null> {
  const row = await db
    .selectFrom('letter_files')
    .selectAll()
    .where('letter_id', '=', letterId)
    .where('version', '=', version)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { sha256: row.sha256, bytes: row.bytes, mediaType: row.media_type, place: row.place };
}

/** The asking to void a letter that nobody has decided about yet. */
export const openVoid = (db: Reader, letterId: Id) =>
  db
    .selectFrom('letter_voids')
    .selectAll()
    .where('letter_id', '=', letterId)
    .where('decided_at_ms', 'is', null)
    .executeTakeFirst();

/** A version that was signed on a screen, and everything that its paper says. */
export type SignedVersion = {
  readonly letterId: Id;
  readonly hearingId: Id;
  readonly version: number;
  readonly caseNumber: string;
  readonly hearingTitle: string;
  readonly title: string;
  readonly text: string;
  readonly textSha256: string;
  readonly signer: { readonly name: string; readonly role: HearingRole };
  readonly witness: { readonly name: string; readonly role: HearingRole } | null;
  readonly medium: LetterMedium;
  /** JSON of what was drawn. */
  readonly ink: string | null;
  readonly signedAtMs: number | null;
  readonly signedAtRecordingMs: number | null;
};

/** Signed versions of which there is no file, oldest first: also those of letters that were changed or voided since. */
export async function withoutPaper(db: Reader): Promise<SignedVersion[]> {
  const rows = await db
    .selectFrom('letter_signings')
    .innerJoin('letters', 'letters.id', 'letter_signings.letter_id')
    .innerJoin('letter_versions', (join) =>
      join
        .onRef('letter_versions.letter_id', '=', 'letter_signings.letter_id')
        .onRef('letter_versions.version', '=', 'letter_signings.version'),
    )
    .innerJoin('people', 'people.id', 'letters.signer_id')
    .innerJoin('hearings', 'hearings.id', 'letters.hearing_id')
    .innerJoin('cases', 'cases.id', 'hearings.case_id')
    .leftJoin('letter_files', (join) =>
      join
        .onRef('letter_files.letter_id', '=', 'letter_signings.letter_id')
        .onRef('letter_files.version', '=', 'letter_signings.version'),
    )
    .selectAll('letter_signings')
    .select(['letters.hearing_id', 'letter_versions.title', 'letter_versions.text', 'people.name', 'people.role'])
    .select(['hearings.title as hearing_title', 'cases.number as case_number'])
    .where('letter_files.sha256', 'is', null)
    .where('letter_signings.medium', '!=', 'paper_scan')
    .orderBy('letter_signings.kept_at_ms')
    .execute();
  return rows.map((row) => ({
    letterId: row.letter_id,
    hearingId: row.hearing_id,
    version: row.version,
    caseNumber: row.case_number,
    hearingTitle: row.hearing_title,
    title: row.title,
    text: row.text,
    textSha256: row.text_sha256,
    signer: { name: row.name, role: row.role },
    witness:
      row.witness_name === null || row.witness_role === null
        ? null
        : { name: row.witness_name, role: row.witness_role },
    medium: row.medium,
    ink: row.ink,
    signedAtMs: row.signed_at_ms,
    signedAtRecordingMs: row.recording_ms,
  }));
}
