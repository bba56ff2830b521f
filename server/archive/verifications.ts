// Checks of recordings after their hearings: which are due, what each came to, and the nightly rounds that look again.
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { VERIFIED_STATES, type VerifiedState } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { Finding } from '../protocol/manifest.ts';
import { SERVER } from './actor.ts';
import { OVER } from './hearing-records.ts';
import type { StoredObject } from './records.ts';
import type { Change, Reader, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** As many as are kept with the state; the manifest has all. */
const MOST_FINDINGS = 500;
/** As many as the trail names. */
const NAMED_FINDINGS = 8;

export type Verification = {
  readonly atMs: number;
  readonly state: VerifiedState;
  readonly findings: readonly Finding[];
};
/** `last`: the newest of all checks; `manifest`: the newest that was made, with its time. */
export type Verified = {
  readonly last: Verification;
  readonly manifest: (StoredObject & { readonly madeAtMs: number }) | null;
};
export type Due = { readonly recordingId: Id; readonly hearingId: Id };
/** `readAtMs`: when all its files were last read through; null when they never were. */
export type Kept = Due & { readonly state: VerifiedState; readonly readAtMs: number | null };
export type Sweep = {
  readonly beganAtMs: number;
  readonly recordings: number;
  readonly bytesRead: number;
  readonly found: number;
};

export class Verifications {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The oldest recording whose hearing is over and which was not checked to the end. */
  async next(except: readonly Id[]): Promise<Due | null> {
    const row = await this.#store.read((db) =>
      db
        .selectFrom('recordings')
        .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
        .select(['recordings.id as recordingId', 'hearings.id as hearingId'])
        .where('hearings.state', 'in', OVER)
        .where('recordings.state', 'not in', VERIFIED_STATES)
        .where('recordings.id', 'not in', except)
        .orderBy('hearings.state_since_ms')
        .orderBy('recordings.id')
        .limit(1)
        .executeTakeFirst(),
    );
    return row ?? null;
  }

  /**
   * What a check came to, with its manifest; null when none could be made.
   * @param segmentIds what was checked
   * @returns false, and keeps nothing, when other segments have come meanwhile: then it is to be checked again
   */
  async conclude(
    recordingId: Id,
    segmentIds: readonly Id[],
    result: Omit<Verification, 'atMs'> & { readonly manifest: StoredObject | null },
  ): Promise<boolean> {
    return this.#store.change(SERVER, async (change) => {
      const rows = await change.db
        .selectFrom('segments')
        .select('id')
        .where('recording_id', '=', recordingId)
        .execute();
      const ids = new Set(segmentIds);
      if (rows.length !== ids.size || rows.some(({ id }) => !ids.has(id))) return false;
      await keep(change, recordingId, result, result.manifest, 'recording.verified');
      await markRead(change, recordingId);
      return true;
    });
  }

  /** A nightly round found damage. The manifest stays what it is. */
  async damaged(recordingId: Id, state: VerifiedState, findings: readonly Finding[]): Promise<void> {
    await this.#store.change(SERVER, (change) =>
      keep(change, recordingId, { state, findings }, null, 'recording.damaged'),
    );
  }

  /** All its files were read through, and are as they were. */
  async read(recordingId: Id): Promise<void> {
    await this.#store.change(SERVER, (change) => markRead(change, recordingId));
  }

  /** Null before the first check has ended. */
  async ofRecording(recordingId: Id): Promise<Verified | null> {
    return this.#store.read(async (db) => {
      const rows = await rowsOf(db, recordingId);
      const [last] = rows;
      if (last === undefined) return null;
      const made = rows.find((row) => row.manifest_sha256 !== null);
      const { manifest_sha256: sha256 = null, manifest_bytes: bytes = null, at_ms: madeAtMs = 0 } = made ?? {};
      return {
        last: verificationOf(last),
        manifest: sha256 === null || bytes === null ? null : { sha256, bytes, madeAtMs },
      };
    });
  }

  /** Recordings that have been checked, those first whose files were not read for the longest time. */
  async kept(): Promise<Kept[]> {
    const rows = await this.#store.read((db) =>
      db
        .selectFrom('recordings')
        .leftJoin('recording_reads', 'recording_reads.recording_id', 'recordings.id')
        .select(['recordings.id as recordingId', 'hearing_id as hearingId', 'state', 'read_at_ms as readAtMs'])
        .where('state', 'in', VERIFIED_STATES)
        .orderBy('read_at_ms')
        .orderBy('recordings.id')
        .execute(),
    );
    // The query has asked for these states alone.
    return rows.map((row) => ({ ...row, state: row.state as VerifiedState }));
  }

  /** When the last nightly round began; null when there was none. */
  async lastSweepAtMs(): Promise<number | null> {
    const row = await this.#store.read((db) =>
      db.selectFrom('sweeps').select('began_at_ms').orderBy('place', 'desc').limit(1).executeTakeFirst(),
    );
    return row?.began_at_ms ?? null;
  }

  async swept({ beganAtMs, recordings, bytesRead, found }: Sweep): Promise<void> {
    await this.#store.change(SERVER, async ({ db, nowMs, note }) => {
      const last = await db.selectFrom('sweeps').select('place').orderBy('place', 'desc').limit(1).executeTakeFirst();
      const times = { place: (last?.place ?? 0) + 1, began_at_ms: beganAtMs, ended_at_ms: nowMs };
      await db
        .insertInto('sweeps')
        .values({ ...times, recordings, bytes_read: bytesRead, found })
        .execute();
      await note({ act: 'archive.swept', about: '', detail: { beganAtMs, recordings, bytesRead, found } });
    });
  }
}

async function keep(
  { db, nowMs, note }: Change,
  recordingId: Id,
  { state, findings }: Omit<Verification, 'atMs'>,
  manifest: StoredObject | null,
  act: string,
): Promise<void> {
  const recording = await db
    .selectFrom('recordings')
    .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
    .select(['recordings.state', 'hearings.id as hearingId', 'hearings.title'])
    .where('recordings.id', '=', recordingId)
    .executeTakeFirst();
  if (recording === undefined) throw new AppError('not_found', 'no such recording');
  const [last] = await rowsOf(db, recordingId);
  await db
    .insertInto('verifications')
    .values({
      recording_id: recordingId,
      place: (last?.place ?? 0) + 1,
      at_ms: nowMs,
      state,
      findings: JSON.stringify(findings.slice(0, MOST_FINDINGS)),
      manifest_sha256: manifest?.sha256 ?? null,
      manifest_bytes: manifest?.bytes ?? null,
    })
    .execute();
  await db.updateTable('recordings').set({ state }).where('id', '=', recordingId).execute();
  const named = findings.slice(0, NAMED_FINDINGS).map(({ detail: _detail, ...finding }) => finding);
  const detail = { recordingId, from: recording.state, to: state, manifest: manifest?.sha256 ?? null };
  const { hearingId, title: about } = recording;
  await note({ act, about, hearingId, detail: { ...detail, findings: findings.length, named } });
}

async function markRead({ db, nowMs }: Change, recordingId: Id): Promise<void> {
  await db
    .insertInto('recording_reads')
    .values({ recording_id: recordingId, read_at_ms: nowMs })
    .onConflict((conflict) => conflict.column('recording_id').doUpdateSet({ read_at_ms: nowMs }))
    .execute();
}

const rowsOf = (db: Reader, recordingId: Id) =>
  db.selectFrom('verifications').selectAll().where('recording_id', '=', recordingId).orderBy('place', 'desc').execute();

function verificationOf({ at_ms: atMs, state, findings }: Selectable<Tables['verifications']>): Verification {
  return { atMs, state, findings: z.array(Finding).parse(JSON.parse(findings)) };
}
