// What chair and clerk do with notes in the room.
import type { AskBody } from '../protocol/asks.ts';
import type { Guest } from './guest.ts';
import type { Room } from './room.ts';

export async function addNote(
  room: Room,
  guest: Guest,
  { noteId, text, secondsAgo }: AskBody<'addNote'>,
): Promise<null> {
  const agoMs = secondsAgo * 1_000;
  const nowMs = room.record.nowMs();
  const atRecordingMs = nowMs === null ? null : Math.max(0, nowMs - agoMs);
  const begun = { noteId, text, atMs: Date.now() - agoMs, atRecordingMs };
  room.notes.keep(await room.archive.notes.add(room.actorOf(guest), room.id, begun));
  return null;
}

export async function removeNote(room: Room, guest: Guest, { noteId }: AskBody<'removeNote'>): Promise<null> {
  room.notes.keep(await room.archive.notes.remove(room.actorOf(guest), room.id, noteId));
  return null;
}
