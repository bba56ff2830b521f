// The notes of one live hearing, told to chair and clerk only.
import type { Archive } from '../archive/archive.ts';
import type { AskBody } from '../protocol/asks.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingNote } from '../protocol/notes.ts';
import type { Guest } from './guest.ts';
import type { Room } from './room.ts';

export class RoomNotes {
  readonly #hearingId: Id;
  readonly #archive: Archive;
  #notes: readonly HearingNote[] = [];

  constructor(hearingId: Id, archive: Archive) {
    this.#hearingId = hearingId;
    this.#archive = archive;
  }

  /** As the archive has them. */
  async load(): Promise<void> {
    this.keep(await this.#archive.notes.ofHearing(this.#hearingId));
  }

  keep(notes: readonly HearingNote[]): void {
    this.#notes = notes;
  }

  all(): readonly HearingNote[] {
    return this.#notes;
  }
}

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
