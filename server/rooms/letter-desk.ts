// What chair and clerk do with a letter of commitment: write it, show it, take it back. Neither of them can sign it.
import { AppError } from '../errors.ts';
import type { AskBody } from '../protocol/asks.ts';
import { type LetterDraft, type LetterView, maySignLetter } from '../protocol/letter.ts';
import type { Guest } from './guest.ts';
import { letterTemplate } from './letter-template.ts';
import type { Room } from './room.ts';
import { mustBeSigning } from './signing-rules.ts';

export async function draftLetter(
  room: Room,
  _guest: Guest,
  { signerId }: AskBody<'draftLetter'>,
): Promise<LetterDraft> {
  const { person } = room.seat(signerId);
  if (!maySignLetter(person.role)) throw new AppError('bad_request', `${person.role} signs no letter`);
  return letterTemplate({ ...room.letterFacts(), signer: person });
}

export async function prepareLetter(room: Room, guest: Guest, body: AskBody<'prepareLetter'>): Promise<LetterView> {
  const made = await room.archive.letters.prepare(room.actorOf(guest), room.id, body);
  return room.letters.view(room.letters.keep(made));
}

export async function changeLetter(room: Room, guest: Guest, body: AskBody<'changeLetter'>): Promise<LetterView> {
  room.letters.one(body.letterId);
  const changed = await room.archive.letters.change(room.actorOf(guest), body);
  return room.letters.view(room.letters.keep(changed));
}

export async function showLetter(room: Room, guest: Guest, body: AskBody<'showLetter'>): Promise<LetterView> {
  const { letterId, version } = body;
  room.letters.one(letterId);
  mustBeSigning(room);
  const shown = await room.archive.letters.move(room.actorOf(guest), 'show', letterId, version);
  return room.letters.view(room.letters.keep(shown));
}

export async function takeBackLetter(room: Room, guest: Guest, body: AskBody<'takeBackLetter'>): Promise<LetterView> {
  const { letterId, version } = body;
  room.letters.one(letterId);
  const back = await room.archive.letters.move(room.actorOf(guest), 'takeBack', letterId, version);
  return room.letters.view(room.letters.keep(back));
}

export async function readLetter(room: Room, _guest: Guest, { letterId }: AskBody<'readLetter'>): Promise<LetterView> {
  return room.letters.view(room.letters.one(letterId));
}
