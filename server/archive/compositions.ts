// Composed recordings and the work of making them: one row for each time that one was asked for, taken up again by a restart.
import type { Selectable } from 'kysely';
import { AppError } from '../errors.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type Actor, SERVER } from './actor.ts';
import type { DerivedObject } from './records.ts';
import type { Change, Reader, Store } from './store.ts';
import type { Tables } from './tables.ts';

export type Composition = {
  readonly id: Id;
  readonly hearingId: Id;
  readonly version: number;
  readonly state: Tables['compositions']['state'];
  readonly progress: number;
  readonly attempts: number;
  readonly error: ErrorCode | null;
  readonly sinceMs: number;
  /** Once it is done. */
  readonly made: (DerivedObject & { readonly durationMs: number; readonly skipped: readonly Id[] }) | null;
};

/** What a composed recording is kept as. */
const MEDIA_TYPE = 'video/mp4';

export class Compositions {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Asks for a new version. While one waits or is being made, that is the one. @throws AppError not_found | wrong_state */
  async ask(actor: Actor, hearingId: Id, recipe: string): Promise<void> {
    await this.#store.change(actor, async (change) => {
      const { db } = change;
      const hearing = await db.selectFrom('hearings').select('state').where('id', '=', hearingId).executeTakeFirst();
      if (hearing === undefined) throw new AppError('not_found', 'no such hearing');
      const recording = await db
        .selectFrom('recordings')
        .select('id')
        .where('hearing_id', '=', hearingId)
        .executeTakeFirst();
      if (hearing.state !== 'closed' || recording === undefined) throw new AppError('wrong_state', hearing.state);
      const [newest] = await rowsOf(db, hearingId);
      if (newest?.state === 'waiting' || newest?.state === 'running') return;
      await insert(change, hearingId, recipe, (newest?.version ?? 0) + 1);
    });
  }

  /** Asks for those of hearings that closed and have none yet, once the recording was checked and something of it can be read. */
  async askForMissing(recipe: string): Promise<void> {
    const find = (db: Reader) =>
      db
        .selectFrom('hearings')
        .innerJoin('recordings', 'recordings.hearing_id', 'hearings.id')
        .select('hearings.id')
        .where('hearings.state', '=', 'closed')
        .where('recordings.state', 'in', ['sealed', 'degraded', 'missing'])
        .where('hearings.id', 'not in', (none) => none.selectFrom('compositions').select('hearing_id'))
        .where('recordings.id', 'in', (some) => some.selectFrom('segments').select('recording_id'))
        .orderBy('hearings.state_since_ms')
        .limit(20)
        .execute();
    // Looked for without writing first: mostly there is none.
    if ((await this.#store.read(find)).length === 0) return;
    await this.#store.change(SERVER, async (change) => {
      for (const { id } of await find(change.db)) await insert(change, id, recipe, 1);
    });
  }

  /** What is to be made next: what a restart interrupted comes first. */
  async next(): Promise<Composition | null> {
    const row = await this.#store.read((db) =>
      db
        .selectFrom('compositions')
        .selectAll()
        .where('state', 'in', ['waiting', 'running'])
        .orderBy('state')
        .orderBy('asked_at_ms')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst(),
    );
    return row === undefined ? null : compositionOf(row);
  }

  async begun(id: Id): Promise<void> {
    await this.#store.change(SERVER, async ({ db, nowMs }) => {
      await db
        .updateTable('compositions')
        .set((row) => ({ state: 'running', attempts: row('attempts', '+', 1), error: null, since_ms: nowMs }))
        .where('id', '=', id)
        .execute();
    });
  }

  /** How far the work is: no fact for the trail. */
  async progressed(id: Id, progress: number): Promise<void> {
    await this.#store.change(SERVER, async ({ db }) => {
      await db.updateTable('compositions').set({ progress }).where('id', '=', id).execute();
    });
  }

  /** Something else goes first. That it was begun does not count as an attempt. */
  async putAside(id: Id, progress: number): Promise<void> {
    await this.#store.change(SERVER, async ({ db, nowMs }) => {
      await db
        .updateTable('compositions')
        .set((row) => ({ state: 'waiting', progress, attempts: row('attempts', '-', 1), since_ms: nowMs }))
        .where('id', '=', id)
        .execute();
    });
  }

  async done(id: Id, object: DerivedObject, durationMs: number, skipped: readonly Id[]): Promise<void> {
    const { sha256, bytes } = object;
    const facts = { sha256, bytes, duration_ms: durationMs, skipped: JSON.stringify(skipped) };
    await this.#end(id, { state: 'done', progress: 1, error: null, ...facts }, 'composition.made', {
      sha256,
      bytes,
      durationMs,
      skipped: skipped.length,
    });
  }

  async failed(id: Id, error: ErrorCode): Promise<void> {
    await this.#end(id, { state: 'failed', error }, 'composition.failed', { error });
  }

  /** Newest first. */
  async ofHearing(hearingId: Id): Promise<readonly Composition[]> {
    return this.#store.read(async (db) => (await rowsOf(db, hearingId)).map(compositionOf));
  }

  async #end(
    id: Id,
    facts: Partial<Selectable<Tables['compositions']>>,
    act: string,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.#store.change(SERVER, async ({ db, nowMs, note }) => {
      const row = await db.selectFrom('compositions').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw new AppError('not_found', 'no such composition');
      await db
        .updateTable('compositions')
        .set({ ...facts, since_ms: nowMs })
        .where('id', '=', id)
        .execute();
      const { hearing_id: hearingId, version, attempts } = row;
      await note({ act, about: await titleOf(db, hearingId), hearingId, detail: { version, attempts, ...detail } });
    });
  }
}

async function insert({ db, nowMs, note }: Change, hearingId: Id, recipe: string, version: number): Promise<void> {
  await db
    .insertInto('compositions')
    .values({
      id: crypto.randomUUID(),
      hearing_id: hearingId,
      recipe,
      version,
      state: 'waiting',
      progress: 0,
      attempts: 0,
      error: null,
      asked_at_ms: nowMs,
      since_ms: nowMs,
      sha256: null,
      bytes: null,
      duration_ms: null,
      skipped: '[]',
    })
    .execute();
  await note({ act: 'composition.asked', about: await titleOf(db, hearingId), hearingId, detail: { version, recipe } });
}

const rowsOf = (db: Reader, hearingId: Id) =>
  db.selectFrom('compositions').selectAll().where('hearing_id', '=', hearingId).orderBy('version', 'desc').execute();

async function titleOf(db: Reader, hearingId: Id): Promise<string> {
  const hearing = await db.selectFrom('hearings').select('title').where('id', '=', hearingId).executeTakeFirst();
  return hearing?.title ?? '';
}

function compositionOf(row: Selectable<Tables['compositions']>): Composition {
  const { sha256, bytes, duration_ms: durationMs } = row;
  const isMade = row.state === 'done' && sha256 !== null && bytes !== null && durationMs !== null;
  // Written by `done` above.
  const skipped = JSON.parse(row.skipped) as Id[];
  return {
    id: row.id,
    hearingId: row.hearing_id,
    version: row.version,
    state: row.state,
    progress: row.progress,
    attempts: row.attempts,
    error: row.error,
    sinceMs: row.since_ms,
    made: isMade ? { sha256, bytes, mediaType: MEDIA_TYPE, durationMs, skipped } : null,
  };
}
