// What chair and clerk do with the minutes in the room: lay them before their signers, take them back, note who is not there, play a moment to all.
import { AppError } from '../errors.ts';
import type { AskBody } from '../protocol/asks.ts';
import type { Guest } from './guest.ts';
import type { Room } from './room.ts';
import { mustBeRecorded, mustBeSigning } from './signing-rules.ts';

/** What is played begins this long before the line and is at least and at most so long. */
const BEFORE_MS = 1_000;
const PLAYED_MS = { least: 10_000, most: 20_000 } as const;

export async function presentMinutes(
  room: Room,
  guest: Guest,
  { version, signerIds }: AskBody<'presentMinutes'>,
): Promise<null> {
  mustBeSigning(room);
  room.minutes.keep(await room.archive.minutes.present(room.actorOf(guest), room.id, { version, signerIds }));
  return null;
}

export async function takeBackMinutes(
  room: Room,
  guest: Guest,
  { version }: AskBody<'takeBackMinutes'>,
): Promise<null> {
  room.minutes.keep(await room.archive.minutes.takeBack(room.actorOf(guest), room.id, version));
  return null;
}

export async function noteAbsent(room: Room, guest: Guest, body: AskBody<'noteAbsent'>): Promise<null> {
  mustBeSigning(room);
  room.minutes.keep(await room.archive.minutes.noteAbsent(room.actorOf(guest), room.id, body));
  room.minutesAnswered();
  return null;
}

/** That it was played, when, and which seconds, is kept before anybody hears it; the seconds themselves are on the record already. */
export async function playMoment(room: Room, guest: Guest, { version, lineId }: AskBody<'playMoment'>): Promise<null> {
  mustBeSigning(room);
  const recordingMs = mustBeRecorded(room);
  const { version: newest, text } = room.minutes.current();
  if (newest !== version) throw new AppError('minutes_changed');
  const line = text.lines.find(({ id }) => id === lineId);
  if (line === undefined || line.personId === null || line.startMs === null)
    throw new AppError('not_found', 'no such line');
  const { personId } = line;
  const fromMs = Math.max(0, line.startMs - BEFORE_MS);
  const wantedMs = (line.endMs ?? line.startMs) + BEFORE_MS - fromMs;
  const toMs = fromMs + Math.min(PLAYED_MS.most, Math.max(PLAYED_MS.least, wantedMs));
  const ownerId = (await room.archive.transcripts.ownerOf(lineId)) ?? room.devices.deviceOf(personId);
  const sound = await room.momentSound({ ownerId, fromMs, toMs });
  const { person } = room.seat(guest.personId);
  await room.archive.minutes.notePlayed(room.actorOf(guest), room.id, { version, lineId, fromMs, toMs, recordingMs });
  const played = { personId, fromMs, toMs, byName: person.name };
  for (const one of room.guests()) {
    const { offered, hears } = room.leave(one.personId);
    // Whoever waits to be called hears nothing of the hearing; who sits at somebody's device hears it from that one.
    if (offered) one.tell('momentPlayed', { ...played, sound: hears ? sound : '' });
  }
  return null;
}
