// The line to the database: durable or refused, one transaction after the other, nothing left hanging.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { Kysely, sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { MIGRATIONS, migrate } from '../../server/archive/migrations.ts';
import { ThreadedSqliteDialect } from '../../server/archive/sqlite-dialect.ts';
import { SqliteError, SqliteLine } from '../../server/archive/sqlite-line.ts';
import { Store } from '../../server/archive/store.ts';
import type { Tables } from '../../server/archive/tables.ts';
import { emptyDirectory, newId, refuses, sqlIn } from './office.ts';

async function openStore(): Promise<{ store: Store; dataDir: string; worker: Worker; deaths: Error[] }> {
  const dataDir = await emptyDirectory();
  const deaths: Error[] = [];
  const started: Worker[] = [];
  const note = (worker: Worker) => started.push(worker);
  process.on('worker', note);
  const store = await Store.open({
    file: join(dataDir, 'archive.sqlite'),
    checkAll: false,
    now: Date.now,
    onDeath: (cause) => deaths.push(cause),
  });
  process.off('worker', note);
  onTestFinished(() => store.close());
  const [worker] = started;
  if (worker === undefined) throw new Error('no thread was started');
  return { store, dataDir, worker, deaths };
}

const row = (id: string) => ({ id, kind: 'test', content_sha256: '' });

describe('the store', () => {
  test('is in WAL mode with full synchronisation and foreign keys', async () => {
    const line = await SqliteLine.open({ file: join(await emptyDirectory(), 'x.sqlite'), checkAll: false });
    onTestFinished(() => line.close());
    const pragma = async (name: string) => Object.values((await line.run(`PRAGMA ${name}`)).rows[0] ?? {})[0];
    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')]).toEqual([
      'wal',
      2,
      1,
    ]);
  });

  test('is refused where it would not be durable', async () => {
    const opening = SqliteLine.open({ file: ':memory:', checkAll: false });
    await expect(opening).rejects.toThrow('the database is not safe here: journal_mode is memory, needed is wal');
  });

  test('runs changes one after the other, in the order of asking, never interleaved', async () => {
    const { store } = await openStore();
    const steps: string[] = [];
    const change = (name: number) =>
      store.change(SERVER, async ({ db }) => {
        steps.push(`${name} begins`);
        for (let i = 0; i < 3; i++)
          await db
            .insertInto('creations')
            .values(row(`${name}.${i}`))
            .execute();
        const { n } = await db
          .selectFrom('creations')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow();
        expect(n).toBe((name + 1) * 3);
        steps.push(`${name} ends`);
      });
    await Promise.all(Array.from({ length: 20 }, (_, name) => change(name)));
    expect(steps).toEqual(Array.from({ length: 20 }, (_, name) => [`${name} begins`, `${name} ends`]).flat());
  });

  test('lets no read see half of a change', async () => {
    const { store } = await openStore();
    const count = () => store.read(async (db) => (await db.selectFrom('creations').select('id').execute()).length);
    const counts: Promise<number>[] = [];
    await store.change(SERVER, async ({ db }) => {
      await db.insertInto('creations').values(row('1')).execute();
      counts.push(count());
      await db.insertInto('creations').values(row('2')).execute();
    });
    expect(await Promise.all(counts)).toEqual([2]);
  });

  test('keeps other writers out from the beginning of a change, not only from its first write', async () => {
    const { store, dataDir } = await openStore();
    const outside = new DatabaseSync(join(dataDir, 'archive.sqlite'), { timeout: 0 });
    onTestFinished(() => outside.close());
    await store.change(SERVER, async ({ db }) => {
      await db.selectFrom('creations').selectAll().execute();
      expect(() => outside.exec('BEGIN IMMEDIATE')).toThrow('database is locked');
    });
    outside.exec('BEGIN IMMEDIATE; ROLLBACK');
  });

  test('undoes the whole of a change that fails, and goes on', async () => {
    const { store } = await openStore();
    const failing = store.change(SERVER, async ({ db, note }) => {
      await db.insertInto('creations').values(row('1')).execute();
      await note({ act: 'x', about: '' });
      await db.insertInto('creations').values(row('1')).execute();
    });
    await expect(failing).rejects.toMatchObject({ name: 'SqliteError', resultCode: 1555 });
    await expect(failing).rejects.toBeInstanceOf(SqliteError);
    expect(await store.read((db) => db.selectFrom('creations').selectAll().execute())).toEqual([]);
    expect(await store.read((db) => db.selectFrom('trail').selectAll().execute())).toEqual([]);
    await store.change(SERVER, async ({ db }) => void (await db.insertInto('creations').values(row('1')).execute()));
  });

  test('refuses booleans that are neither 0 nor 1 and rows that point nowhere', async () => {
    const { dataDir } = await openStore();
    const account = "INSERT INTO accounts VALUES ('a', 'a', 'a', 'admin', 2, NULL, 0)";
    expect(() => sqlIn(dataDir, account)).toThrow('CHECK constraint failed');
    const hearing = "INSERT INTO hearings VALUES ('a', 'nowhere', '', 'simple', 'public', 0, 0, 'draft', 0, NULL, 0)";
    expect(() => sqlIn(dataDir, hearing)).toThrow('FOREIGN KEY constraint failed');
  });

  test('answers everything that waits with an error when its thread dies, and refuses what comes after', async () => {
    const { store, worker, deaths } = await openStore();
    expect(store.alive).toBe(true);
    const waiting = Array.from({ length: 10 }, (_, i) =>
      store.change(
        SERVER,
        async ({ db }) =>
          void (await db
            .insertInto('creations')
            .values(row(`${i}`))
            .execute()),
      ),
    );
    const settled = Promise.allSettled(waiting);
    await worker.terminate();
    expect((await settled).map(({ status }) => status)).toContain('rejected');
    expect(store.alive).toBe(false);
    expect(deaths).toHaveLength(1);
    await refuses(
      store.read((db) => db.selectFrom('creations').selectAll().execute()),
      'internal',
      /thread has ended/,
    );
    await refuses(
      store.change(SERVER, ({ note }) => note({ act: 'x', about: '' })),
      'internal',
      /thread has ended/,
    );
    await store.close();
  });

  test('finishes what was asked before it closes, and may be closed twice', async () => {
    const { store, dataDir, deaths } = await openStore();
    const changes = Array.from({ length: 10 }, () => store.change(SERVER, ({ note }) => note({ act: 'x', about: '' })));
    await Promise.all([store.close(), store.close(), ...changes]);
    expect(deaths).toEqual([]);
    expect(sqlIn(dataDir, 'SELECT count(*) AS n FROM trail')).toEqual([{ n: 10 }]);
    await refuses(
      store.change(SERVER, ({ note }) => note({ act: 'x', about: '' })),
      'internal',
    );
  });

  test('leaves the main thread free while the database works', async () => {
    const { store } = await openStore();
    const ticks: number[] = [];
    const timer = setInterval(() => ticks.push(performance.now()), 5);
    await store.change(SERVER, async ({ db }) => {
      // About 200 ms of work in the thread; the main thread must go on ticking meanwhile.
      await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 400000) select sum(i) from n`.execute(
        db,
      );
    });
    clearInterval(timer);
    expect(ticks.length).toBeGreaterThan(3);
  });
});

describe('migrations', () => {
  async function openLine(): Promise<Kysely<Tables>> {
    const line = await SqliteLine.open({ file: join(await emptyDirectory(), 'x.sqlite'), checkAll: false });
    onTestFinished(() => line.close());
    return new Kysely<Tables>({ dialect: new ThreadedSqliteDialect(line) });
  }
  const tables = async (db: Kysely<Tables>) => (await db.introspection.getTables()).map(({ name }) => name);

  test('run once; the second time there is nothing to do', async () => {
    const db = await openLine();
    await migrate(db);
    await db.insertInto('creations').values(row(newId())).execute();
    await migrate(db);
    expect(await db.selectFrom('creations').selectAll().execute()).toHaveLength(1);
  });

  test('that fail leave nothing behind, not even the steps that had gone well', async () => {
    const db = await openLine();
    const failing = { up: async () => Promise.reject(new Error('halfway')) };
    await expect(migrate(db, { ...MIGRATIONS, '9999-failing': failing })).rejects.toThrow(
      'could not be brought up to date',
    );
    expect(await tables(db)).toEqual([]);
    await migrate(db);
    expect(await tables(db)).toContain('trail');
  });

  test('refuse a database that a newer release has written', async () => {
    const db = await openLine();
    await migrate(db, { ...MIGRATIONS, '9999-tomorrow': { up: async () => {} } });
    await expect(migrate(db)).rejects.toThrow('could not be brought up to date');
  });
});
