// What the person named in a letter does with it, on their own device or on the clerk's: read, sign, decline, leave it for another day.
import type { LetterMove } from '../archive/letter-moves.ts';
import { signingSha256 } from '../archive/letter-signing.ts';
import type { LetterRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { AskBody } from '../protocol/asks.ts';
import type { Id } from '../protocol/ids.ts';
import type { LetterView } from '../protocol/letter.ts';
import { BEGUN } from './course.ts';
import type { Guest } from './guest.ts';
import type { Room } from './room.ts';
import { mustBeRecorded, mustBeSigning } from './signing-rules.ts';

/** Somebody else's letter answers like one that is not there. */
function ownLetter(room: Room, guest: Guest, letterId: Id): LetterRecord {
  const own = room.letters.before(room.seated(guest).person.id);
  if (own?.letterId !== letterId) throw new AppError('not_found', 'no such letter');
  return own;
}

/** @throws AppError wrong_state unless this very clerk has begun the signing */
function supervisedLetter(room: Room, guest: Guest, letterId: Id): LetterRecord {
  const letter = room.letters.one(letterId);
  if (letter.supervisorId !== room.seated(guest).person.id || letter.medium !== 'supervised')
    throw new AppError('wrong_state', 'not begun as supervised');
  return letter;
}

export async function myLetter(room: Room, guest: Guest): Promise<LetterView | null> {
  const own = room.letters.before(room.seated(guest).person.id);
  return own === null ? null : room.letters.view(own);
}

export async function finishReadingLetter(
  room: Room,
  guest: Guest,
  { letterId, version }: AskBody<'finishReadingLetter'>,
): Promise<LetterView> {
  ownLetter(room, guest, letterId);
  mustBeSigning(room);
  return move(room, guest, 'finishReading', letterId, version);
}

export async function signLetter(room: Room, guest: Guest, body: AskBody<'signLetter'>): Promise<LetterView> {
  return sign(room, guest, ownLetter(room, guest, body.letterId), null, body);
}

/** Invariant 27: always possible, needs no reason, changes nothing else; a recess is no obstacle. */
export async function refuseOwn(
  room: Room,
  guest: Guest,
  how: 'decline' | 'defer',
  { letterId, version }: AskBody<'declineLetter'>,
): Promise<LetterView> {
  ownLetter(room, guest, letterId);
  return refuse(room, guest, how, letterId, version);
}

export async function superviseLetter(room: Room, guest: Guest, body: AskBody<'superviseLetter'>): Promise<LetterView> {
  const { letterId, version } = body;
  room.letters.one(letterId);
  mustBeSigning(room);
  const supervisorId = room.seated(guest).person.id;
  const begun = await room.archive.letters.supervise(room.actorOf(guest), letterId, { version, supervisorId });
  return room.letters.view(room.letters.keep(begun));
}

export async function signSupervised(room: Room, guest: Guest, body: AskBody<'signSupervised'>): Promise<LetterView> {
  const letter = supervisedLetter(room, guest, body.letterId);
  return sign(room, guest, letter, guest.personId, body);
}

export async function refuseSupervised(
  room: Room,
  guest: Guest,
  how: 'decline' | 'defer',
  { letterId, version }: AskBody<'declineSupervised'>,
): Promise<LetterView> {
  supervisedLetter(room, guest, letterId);
  return refuse(room, guest, how, letterId, version);
}

async function sign(
  room: Room,
  guest: Guest,
  letter: LetterRecord,
  supervisorId: Id | null,
  { version, textSha256, ink }: AskBody<'signLetter'>,
): Promise<LetterView> {
  const isRepeated =
    letter.version === version && letter.signingSha256 === signingSha256({ textSha256, ink, supervisorId });
  // The answer was lost on its way, and the hearing may have gone on since: the first signing holds.
  if (isRepeated) return room.letters.view(letter);
  mustBeSigning(room);
  const recordingMs = mustBeRecorded(room);
  const signed = await room.archive.letters.sign(room.actorOf(guest), letter.letterId, {
    version,
    textSha256,
    ink,
    supervisorId,
    sessionId: guest.sessionId,
    signedAtMs: Date.now(),
    recordingMs,
  });
  room.letterSigned();
  return room.letters.view(room.letters.keep(signed));
}

async function refuse(
  room: Room,
  guest: Guest,
  how: 'decline' | 'defer',
  letterId: Id,
  version: number,
): Promise<LetterView> {
  if (!BEGUN.includes(room.course.state)) throw new AppError('wrong_state', room.course.state);
  return move(room, guest, how, letterId, version);
}

async function move(room: Room, guest: Guest, how: LetterMove, letterId: Id, version: number): Promise<LetterView> {
  const moved = await room.archive.letters.move(room.actorOf(guest), how, letterId, version);
  return room.letters.view(room.letters.keep(moved));
}
