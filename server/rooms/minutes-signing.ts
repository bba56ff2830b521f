// What a signer does with the minutes, on their own device or on the clerk's: object to lines, sign, refuse.
import type { AnsweredBy } from '../archive/minutes-answers.ts';
import type { MinutesRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { AskBody } from '../protocol/asks.ts';
import type { Id } from '../protocol/ids.ts';
import type { OwnMinutes } from '../protocol/minutes.ts';
import { BEGUN } from './course.ts';
import type { Guest } from './guest.ts';
import type { Room } from './room.ts';
import { mustBeRecorded, mustBeSigning } from './signing-rules.ts';

/** From their own seat. */
const own = (room: Room, guest: Guest): AnsweredBy => ({
  ...{ personId: room.seated(guest).person.id, sessionId: guest.sessionId },
  ...{ medium: 'own', witnessName: null },
});

/** On the device of the clerk, who has seen who they are and is named as witness. */
const beside = (room: Room, guest: Guest, personId: Id): AnsweredBy => ({
  ...{ personId: room.seat(personId).person.id, sessionId: guest.sessionId },
  ...{ medium: 'supervised', witnessName: room.seated(guest).person.name },
});

export async function myMinutes(room: Room, guest: Guest): Promise<OwnMinutes | null> {
  return room.minutes.before(room.seated(guest).person.id);
}

export const objectToMinutes = (room: Room, guest: Guest, body: AskBody<'objectToMinutes'>): Promise<OwnMinutes> =>
  object(room, guest, own(room, guest), body);

export const withdrawObjection = (room: Room, guest: Guest, body: AskBody<'withdrawObjection'>): Promise<OwnMinutes> =>
  withdraw(room, guest, own(room, guest), body);

export const signMinutes = (room: Room, guest: Guest, body: AskBody<'signMinutes'>): Promise<OwnMinutes> =>
  sign(room, guest, own(room, guest), body);

export const refuseMinutes = (room: Room, guest: Guest, body: AskBody<'refuseMinutes'>): Promise<OwnMinutes> =>
  refuse(room, guest, own(room, guest), body);

export async function minutesBeside(room: Room, guest: Guest, body: AskBody<'minutesBeside'>): Promise<OwnMinutes> {
  const by = beside(room, guest, body.personId);
  switch (body.act) {
    case 'read':
      return answered(room, by.personId);
    case 'object':
      return object(room, guest, by, body);
    case 'withdraw':
      return withdraw(room, guest, by, body);
    case 'sign':
      return sign(room, guest, by, body);
    case 'refuse':
      return refuse(room, guest, by, body);
  }
}

async function object(
  room: Room,
  guest: Guest,
  { personId, witnessName }: AnsweredBy,
  { version, objectionId, lineId, words }: AskBody<'objectToMinutes'>,
): Promise<OwnMinutes> {
  mustBeSigning(room);
  const given = { version, objectionId, lineId, words, personId, witnessName };
  return kept(room, personId, await room.archive.minutes.object(room.actorOf(guest), room.id, given));
}

async function withdraw(
  room: Room,
  guest: Guest,
  { personId }: AnsweredBy,
  { version, objectionId }: AskBody<'withdrawObjection'>,
): Promise<OwnMinutes> {
  mustBeSigning(room);
  const given = { version, objectionId, personId };
  return kept(room, personId, await room.archive.minutes.withdraw(room.actorOf(guest), room.id, given));
}

async function sign(
  room: Room,
  guest: Guest,
  by: AnsweredBy,
  { version, textSha256, ink }: AskBody<'signMinutes'>,
): Promise<OwnMinutes> {
  mustBeSigning(room);
  const given = { ...by, version, textSha256, ink, recordingMs: mustBeRecorded(room) };
  return kept(room, by.personId, await room.archive.minutes.sign(room.actorOf(guest), room.id, given));
}

/** Always possible while the hearing goes on, a recess included, and needs no reason. */
async function refuse(
  room: Room,
  guest: Guest,
  by: AnsweredBy,
  { version, words = null }: Pick<AskBody<'refuseMinutes'>, 'version'> & { words?: string | null | undefined },
): Promise<OwnMinutes> {
  if (!BEGUN.includes(room.course.state)) throw new AppError('wrong_state', room.course.state);
  const given = { ...by, version, words };
  return kept(room, by.personId, await room.archive.minutes.refuse(room.actorOf(guest), room.id, given));
}

async function kept(room: Room, personId: Id, record: MinutesRecord): Promise<OwnMinutes> {
  room.minutes.keep(record);
  room.minutesAnswered();
  return answered(room, personId);
}

async function answered(room: Room, personId: Id): Promise<OwnMinutes> {
  const lies = await room.minutes.before(personId);
  if (lies === null) throw new AppError('not_found', 'not laid before this person');
  return lies;
}
