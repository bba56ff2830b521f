// The notes of one live hearing, told to chair and clerk only.
import type { Archive } from '../archive/archive.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingNote } from '../protocol/notes.ts';

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
