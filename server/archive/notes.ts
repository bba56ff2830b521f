// Notes of chair and clerk: added, taken out, in the order of their moments.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type HearingNote, NOTE_LIMITS } from '../protocol/notes.ts';
import type { Actor } from './actor.ts';
import { hearingHead } from './hearing-records.ts';
import type { Reader, Store } from './store.ts';

type NewNote = Omit<HearingNote, 'byName'>;

export class HearingNotes {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Those that were not taken out. */
  async ofHearing(hearingId: Id): Promise<readonly HearingNote[]> {
    return this.#store.read((db) => notesOf(db, hearingId));
  }

  /** The same again is success. @returns all of the hearing @throws AppError `not_found`, `too_large` when there are too many */
  async add(
    actor: Actor,
    hearingId: Id,
    { noteId, atMs, atRecordingMs, text }: NewNote,
  ): Promise<readonly HearingNote[]> {
    return this.#store.change(actor, async ({ db, note }) => {
      const { title, caseId } = await hearingHead(db, hearingId);
      const known = await db
        .selectFrom('hearing_notes')
        .select(['id', 'hearing_id'])
        .where('id', '=', noteId)
        .execute();
      if (known.some((one) => one.hearing_id !== hearingId))
        throw new AppError('not_found', 'a note of another hearing');
      if (known.length === 0) {
        const all = await db.selectFrom('hearing_notes').select('id').where('hearing_id', '=', hearingId).execute();
        if (all.length >= NOTE_LIMITS.perHearing) throw new AppError('too_large', 'too many notes');
        await db
          .insertInto('hearing_notes')
          .values({
            ...{ id: noteId, hearing_id: hearingId, at_ms: atMs, at_recording_ms: atRecordingMs },
            ...{ text, actor_name: actor.kind === 'server' ? '' : actor.name, removed_at_ms: null },
          })
          .execute();
        await note({ act: 'note.added', about: title, caseId, hearingId, detail: { noteId, atRecordingMs } });
      }
      return notesOf(db, hearingId);
    });
  }

  /** Taken out already is success. @returns those that are left @throws AppError `not_found` */
  async remove(actor: Actor, hearingId: Id, noteId: Id): Promise<readonly HearingNote[]> {
    return this.#store.change(actor, async ({ db, nowMs, note }) => {
      const { title, caseId } = await hearingHead(db, hearingId);
      const one = await db
        .selectFrom('hearing_notes')
        .select('removed_at_ms')
        .where('id', '=', noteId)
        .where('hearing_id', '=', hearingId)
        .executeTakeFirst();
      if (one === undefined) throw new AppError('not_found', 'no such note');
      if (one.removed_at_ms === null) {
        await db.updateTable('hearing_notes').set({ removed_at_ms: nowMs }).where('id', '=', noteId).execute();
        await note({ act: 'note.removed', about: title, caseId, hearingId, detail: { noteId } });
      }
      return notesOf(db, hearingId);
    });
  }
}

async function notesOf(db: Reader, hearingId: Id): Promise<HearingNote[]> {
  return db
    .selectFrom('hearing_notes')
    .select(['id as noteId', 'at_ms as atMs', 'at_recording_ms as atRecordingMs', 'text', 'actor_name as byName'])
    .where('hearing_id', '=', hearingId)
    .where('removed_at_ms', 'is', null)
    .orderBy('at_ms')
    .orderBy('id')
    .execute();
}
