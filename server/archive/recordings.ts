// Recordings: one for each hearing, made of hashed segments, and what is derived from them afterwards.
import { AppError } from '../errors.ts';
import type { RecordingState } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { type Actor, SERVER } from './actor.ts';
import { isNew } from './creations.ts';
import type { Objects } from './objects.ts';
import { recordingsOf, segmentOf } from './recording-records.ts';
import type { Belongs, DerivedObject, KeptRecording, KeptSegment, NewSegment } from './records.ts';
import type { Reader, Store } from './store.ts';

/** `zeroAtMs`: UTC time of 0 on the hearing's clock. */
export type NewRecording = { readonly id: Id; readonly zeroAtMs: number; readonly directory: string };

/** States in which nobody would look at what comes late. */
const CHECKED: readonly RecordingState[] = ['degraded', 'failed', 'missing'];

export class Recordings {
  readonly #store: Store;
  readonly #objects: Objects;

  constructor(store: Store, objects: Objects) {
    this.#store = store;
    this.#objects = objects;
  }

  /**
   * State `recording`. The same one again is success.
   * @throws AppError `wrong_state` when the hearing has another recording; `bad_request`, `not_found`.
   */
  async start(actor: Actor, hearingId: Id, { id, zeroAtMs, directory }: NewRecording): Promise<void> {
    await this.#store.change(actor, async ({ db, note }) => {
      if (!(await isNew(db, 'recording', id, { hearingId, zeroAtMs, directory }))) return;
      const hearing = await db.selectFrom('hearings').select('title').where('id', '=', hearingId).executeTakeFirst();
      if (hearing === undefined) throw new AppError('not_found', 'no such hearing');
      const other = await db
        .selectFrom('recordings')
        .select('id')
        .where('hearing_id', '=', hearingId)
        .executeTakeFirst();
      if (other !== undefined) throw new AppError('wrong_state', `the hearing has the recording ${other.id}`);
      await db
        .insertInto('recordings')
        .values({ id, hearing_id: hearingId, state: 'recording', zero_at_ms: zeroAtMs, ended_at_ms: null, directory })
        .execute();
      await note({ act: 'recording.started', about: hearing.title, hearingId, detail: { recordingId: id, zeroAtMs } });
    });
  }

  /**
   * The same state again is success and leaves no entry; the time of `stopped` is that of the first time.
   * @throws AppError `not_found`.
   */
  async setState(actor: Actor, id: Id, state: RecordingState, reason?: string): Promise<void> {
    await this.#store.change(actor, async ({ db, nowMs, note }) => {
      const before = await rowOf(db, id);
      if (before.state === state) return;
      const ended_at_ms = state === 'stopped' ? (before.ended_at_ms ?? nowMs) : before.ended_at_ms;
      await db.updateTable('recordings').set({ state, ended_at_ms }).where('id', '=', id).execute();
      const detail = { recordingId: id, from: before.state, to: state, reason: reason ?? null };
      await note({ act: 'recording.state_changed', about: before.title, hearingId: before.hearing_id, detail });
    });
  }

  async ofHearing(hearingId: Id): Promise<KeptRecording | null> {
    return this.#store.read(async (db) => (await recordingsOf(db, [hearingId])).get(hearingId) ?? null);
  }

  /**
   * Its SHA-256 goes into the trail. The same one again is success. A recording that was checked, and not sealed, is to be
   * checked again with it.
   * @throws AppError `not_found`, `wrong_state` once it was sealed, `bad_request`.
   */
  async addSegment(recordingId: Id, segment: NewSegment): Promise<void> {
    await this.#store.change(SERVER, async ({ db, note }) => {
      const { id, trackId, personId, source, codec, startMs, durationMs, bytes, sha256, file, packets, frames } =
        segment;
      const content = { recordingId, trackId, personId, source, codec, startMs, durationMs, bytes, sha256, file };
      const recording = await rowOf(db, recordingId);
      if (!(await isNew(db, 'segment', id, content))) return;
      if (recording.state === 'sealed' || (await wasSealed(db, recordingId)))
        throw new AppError('wrong_state', 'the recording is sealed');
      await db
        .insertInto('segments')
        .values({
          id,
          recording_id: recordingId,
          track_id: trackId,
          person_id: personId,
          source,
          codec,
          start_ms: startMs,
          duration_ms: durationMs,
          bytes,
          sha256,
          file,
          packets,
          frames,
        })
        .execute();
      if (CHECKED.includes(recording.state))
        await db.updateTable('recordings').set({ state: 'stopped' }).where('id', '=', recordingId).execute();
      const detail = { segmentId: id, ...content };
      await note({ act: 'segment.kept', about: recording.title, hearingId: recording.hearing_id, detail });
    });
  }

  /** With what was counted while they were written, in the order of the clock. */
  async segmentsOf(recordingId: Id): Promise<NewSegment[]> {
    const rows = await this.#store.read((db) =>
      db
        .selectFrom('segments')
        .selectAll()
        .where('recording_id', '=', recordingId)
        .orderBy('start_ms')
        .orderBy('id')
        .execute(),
    );
    return rows.map((row) => ({ ...segmentOf(row), file: row.file, packets: row.packets, frames: row.frames }));
  }

  async segment(id: Id): Promise<KeptSegment | null> {
    const row = await this.#store.read((db) =>
      db
        .selectFrom('segments')
        .innerJoin('recordings', 'recordings.id', 'segments.recording_id')
        .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
        .selectAll('segments')
        .select(['recordings.directory', 'hearings.id as hearing_id', 'hearings.case_id'])
        .where('segments.id', '=', id)
        .executeTakeFirst(),
    );
    if (row === undefined) return null;
    const { file, directory, hearing_id: hearingId, case_id: caseId } = row;
    return { ...segmentOf(row), file, directory, hearingId, caseId };
  }

  /**
   * Names an object of the store, under what it is (`kind`) and what it was made of (`key`). Another object under the same
   * names is a new version; the old one stays. The same one again is success.
   * @throws AppError `file_damaged` when the store does not hold such an object of that size.
   */
  async addDerived(kind: string, key: string, object: DerivedObject, belongs: Belongs = {}): Promise<void> {
    const { sha256, bytes, mediaType: media_type } = object;
    if ((await this.#objects.bytesOf(sha256)) !== bytes) throw new AppError('file_damaged', 'no such object is kept');
    await this.#store.change(SERVER, async ({ db, nowMs, note }) => {
      const newest = await derivedRow(db, kind, key);
      if (newest?.sha256 === sha256) return;
      const version = (newest?.version ?? 0) + 1;
      await db
        .insertInto('derived_objects')
        .values({ kind, key, version, sha256, bytes, media_type, created_at_ms: nowMs })
        .execute();
      await note({
        act: 'object.derived',
        about: kind,
        ...belongs,
        detail: { key, version, sha256, bytes, mediaType: media_type },
      });
    });
  }

  /** The newest version, or null. */
  async findDerived(kind: string, key: string): Promise<DerivedObject | null> {
    const row = await this.#store.read((db) => derivedRow(db, kind, key));
    return row === undefined ? null : { sha256: row.sha256, bytes: row.bytes, mediaType: row.media_type };
  }
}

async function rowOf(db: Reader, id: Id) {
  const row = await db
    .selectFrom('recordings')
    .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
    .selectAll('recordings')
    .select('hearings.title')
    .where('recordings.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('not_found', 'no such recording');
  return row;
}

/** Whatever became of it since: a manifest says that it was complete. */
async function wasSealed(db: Reader, recordingId: Id): Promise<boolean> {
  const row = await db
    .selectFrom('verifications')
    .select('place')
    .where('recording_id', '=', recordingId)
    .where('state', '=', 'sealed')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function derivedRow(db: Reader, kind: string, key: string) {
  return db
    .selectFrom('derived_objects')
    .selectAll()
    .where('kind', '=', kind)
    .where('key', '=', key)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}
