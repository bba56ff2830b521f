// The signature: once for each version of a letter, on exactly the text that was shown; and the files that come of it.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type Ink, isBlank, type LetterMedium } from '../protocol/letter.ts';
import { canonicalJson } from './canonical-json.ts';
import { personOf } from './hearing-people.ts';
import { mustBeNewest } from './letter-moves.ts';
import { type LetterHead, letterHead, newestFile, signingOf } from './letter-records.ts';
import { noteLetter } from './letter-writing.ts';
import type { LetterFile, LetterScan } from './records.ts';
import { sha256 } from './sha256.ts';
import type { Change } from './store.ts';

export type LetterSigning = {
  readonly version: number;
  readonly textSha256: string;
  readonly ink: Ink;
  /** By whose device: the signer's own, or that of the clerk with this seat. */
  readonly supervisorId: Id | null;
  readonly sessionId: Id;
  readonly signedAtMs: number;
  /** On the hearing's clock, inside what is being recorded. */
  readonly recordingMs: number;
};

const mediumOf = ({ supervisorId }: Pick<LetterSigning, 'supervisorId'>): LetterMedium =>
  supervisorId === null ? 'electronic' : 'supervised';

/** What the same signing, sent again because its answer was lost, is known by. */
export const signingSha256 = (given: Pick<LetterSigning, 'textSha256' | 'ink' | 'supervisorId'>): string =>
  sha256(canonicalJson({ medium: mediumOf(given), textSha256: given.textSha256, ink: given.ink }));

export async function signLetter(change: Change, letterId: Id, given: LetterSigning): Promise<void> {
  const head = await letterHead(change.db, letterId);
  mustBeNewest(head, given.version);
  if (head.text_sha256 !== given.textSha256) throw new AppError('letter_changed');
  const content_sha256 = signingSha256(given);
  const before = await signingOf(change.db, letterId, given.version);
  if (before?.content_sha256 === content_sha256) return;
  if (before !== undefined || !lies(head, given.supervisorId)) throw new AppError('wrong_state', head.state);
  if (isBlank(given.ink)) throw new AppError('signature_blank');
  const witness = given.supervisorId === null ? null : await personOf(change.db, given.supervisorId);
  const medium = mediumOf(given);
  const ink = canonicalJson(given.ink);
  await change.db
    .insertInto('letter_signings')
    .values({
      letter_id: letterId,
      version: given.version,
      medium,
      text_sha256: given.textSha256,
      content_sha256,
      ink,
      session_id: given.sessionId,
      witness_name: witness?.name ?? null,
      witness_role: witness?.role ?? null,
      signed_at_ms: given.signedAtMs,
      recording_ms: given.recordingMs,
      kept_at_ms: change.nowMs,
    })
    .execute();
  await setSigned(change, head, medium);
  const { version, textSha256, sessionId, signedAtMs, recordingMs } = given;
  const detail = { version, textSha256, inkSha256: sha256(ink), medium, sessionId, signedAtMs, recordingMs };
  const act = witness === null ? 'letter.signed' : 'letter.witnessed';
  await noteLetter(change, head, act, { ...detail, witnessId: witness?.id ?? null });
}

/** Does it lie before whoever would sign, read on their own device or handed over by this clerk? */
const lies = (head: LetterHead, supervisorId: Id | null): boolean =>
  supervisorId === null
    ? head.state === 'read'
    : ['shown', 'read'].includes(head.state) && head.supervisor_id === supervisorId;

async function setSigned({ db, nowMs }: Change, head: LetterHead, medium: LetterMedium): Promise<void> {
  await db
    .updateTable('letters')
    .set({ state: medium === 'electronic' ? 'signed' : 'witnessed', state_since_ms: nowMs, medium })
    .where('id', '=', head.id)
    .execute();
}

/** Printed, signed by hand and scanned, with whoever scans it as witness. A better scan is a new file; the first one stays. */
export async function addScan(change: Change, letterId: Id, scan: LetterScan): Promise<void> {
  const { db, actor, nowMs } = change;
  const head = await letterHead(db, letterId);
  const signing = await signingOf(db, letterId, head.version);
  const newest = await newestFile(db, letterId, head.version);
  if (signing?.medium === 'paper_scan' && newest?.sha256 === scan.sha256) return;
  if (head.state === 'voided' || (signing !== undefined && signing.medium !== 'paper_scan'))
    throw new AppError('wrong_state', head.state);
  if (actor.kind !== 'account') throw new AppError('forbidden', 'a scan has a witness of the office');
  if (signing === undefined) {
    await db
      .insertInto('letter_signings')
      .values({
        letter_id: letterId,
        version: head.version,
        medium: 'paper_scan',
        text_sha256: head.text_sha256,
        content_sha256: scan.sha256,
        ink: null,
        session_id: null,
        witness_name: actor.name,
        witness_role: 'clerk',
        signed_at_ms: null,
        recording_ms: null,
        kept_at_ms: nowMs,
      })
      .execute();
    await setSigned(change, head, 'paper_scan');
  }
  const place = (newest?.place ?? 0) + 1;
  await addFile(change, head, head.version, place, scan);
  const { sha256: scanSha256, bytes, mediaType, pages } = scan;
  const detail = { version: head.version, place, sha256: scanSha256, bytes, mediaType, pages };
  await noteLetter(change, head, 'letter.scanned', { ...detail, instead: newest?.sha256 ?? null });
}

/** The PDF of a version that was signed on a screen; made once. */
export async function addPaper(
  change: Change,
  letterId: Id,
  version: number,
  file: Pick<LetterFile, 'sha256' | 'bytes'>,
): Promise<void> {
  const head = await letterHead(change.db, letterId);
  if ((await signingOf(change.db, letterId, version)) === undefined) throw new AppError('wrong_state', head.state);
  if ((await newestFile(change.db, letterId, version)) !== null) return;
  await addFile(change, head, version, 1, { ...file, mediaType: 'application/pdf', pages: null });
  await noteLetter(change, head, 'letter.paper_kept', { version, sha256: file.sha256, bytes: file.bytes });
}

async function addFile(
  { db, nowMs }: Change,
  { id }: LetterHead,
  version: number,
  place: number,
  { sha256: name, bytes, mediaType, pages }: LetterFile & { readonly pages: number | null },
): Promise<void> {
  await db
    .insertInto('letter_files')
    .values({
      letter_id: id,
      version,
      place,
      sha256: name,
      bytes,
      media_type: mediaType,
      pages,
      kept_at_ms: nowMs,
    })
    .execute();
}
