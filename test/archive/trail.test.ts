// The trail proves itself: every alteration of every entry shows, and nobody alters it through the database.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import type { TrailCheck } from '../../server/archive/records.ts';
import { Store } from '../../server/archive/store.ts';
import type { TrailRow } from '../../server/archive/tables.ts';
import { Trail } from '../../server/archive/trail.ts';
import { entryHash } from '../../server/archive/trail-entry.ts';
import { NOON, newId, Office, refuses, silent, sqlIn } from './office.ts';

const README = new URL('../../server/archive/README.md', import.meta.url);

/** An office with a trail of some length, and its case. */
async function withTrail(): Promise<{ office: Office; caseId: string; entries: number }> {
  const office = await Office.open();
  const actor = await office.staff('prosecutor', '王检');
  const caseId = await office.case(actor);
  for (let i = 0; i < 6; i++) {
    office.time += 1_000;
    await office.archive.trail.write(actor, {
      act: 'case.viewed',
      about: `第${i}次`,
      caseId,
      detail: { i, half: 0.5, name: '"\\ü' },
    });
  }
  return { office, caseId, entries: await office.entries() };
}

/** Does something to the database that only somebody with a shell can do: with the guards taken away. */
async function tamper(office: Office, work: (database: DatabaseSync) => void | Promise<void>): Promise<void> {
  const database = new DatabaseSync(join(office.dataDir, 'archive.sqlite'));
  const guards = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of guards) database.exec(`DROP TRIGGER "${String(name)}"`);
  try {
    await work(database);
  } finally {
    for (const { sql } of guards) database.exec(String(sql));
    database.close();
  }
}

/** The trail of a closed archive, without the checks of a start. */
async function verify(office: Office): Promise<TrailCheck> {
  const store = await Store.open({ file: join(office.dataDir, 'archive.sqlite'), checkAll: false, now: Date.now });
  try {
    return await new Trail(store).verify();
  } finally {
    await store.close();
  }
}

describe('the trail', () => {
  test('names who, what, about what and when, newest first and page by page', async () => {
    const { office, caseId } = await withTrail();
    const [newest, second] = await office.archive.trail.ofCase(caseId, { limit: 2 });
    expect(newest).toMatchObject({ actorName: '王检', act: 'case.viewed', about: '第5次', atMs: NOON + 6_000 });
    expect(newest?.hash).toMatch(/^[0-9a-f]{64}$/);
    const [third] = await office.archive.trail.ofCase(caseId, { limit: 1, before: second?.seq ?? 0 });
    expect(third).toMatchObject({ about: '第3次', seq: (newest?.seq ?? 0) - 2 });
  });

  test('holds entries of other cases apart, and finds the case of a hearing by itself', async () => {
    const { office, caseId } = await withTrail();
    const other = await office.case();
    const hearingId = await office.hearing(SERVER, other);
    await office.archive.trail.write(SERVER, { act: 'hearing.viewed', about: 'x', hearingId });
    expect(await office.acts(other)).toEqual(['case.created', 'hearing.created', 'hearing.viewed']);
    expect(await office.acts(caseId)).not.toContain('hearing.viewed');
  });

  test('chains each entry to the one before, from 64 zeros on', async () => {
    const { office, entries } = await withTrail();
    const rows = sqlIn(office.dataDir, 'SELECT seq, prev_hash, hash FROM trail ORDER BY seq');
    expect(rows).toHaveLength(entries);
    let before = '0'.repeat(64);
    for (const [index, row] of rows.entries()) {
      expect(row).toMatchObject({ seq: index + 1, prev_hash: before });
      before = String(row.hash);
    }
  });

  test('hashes the canonical JSON of its columns: the same entry always has this hash', () => {
    const entry = {
      seq: 1,
      at_ms: NOON,
      actor_kind: 'account',
      actor_id: '0190a2b4-0000-7000-8000-000000000001',
      actor_name: '王检',
      act: 'case.created',
      about: '沪检控听〔2026〕12号',
      case_id: '0190a2b4-0000-7000-8000-000000000002',
      hearing_id: null,
      detail: '{"title":"张三申诉案"}',
      prev_hash: '0'.repeat(64),
    } as const;
    expect(entryHash(entry)).toBe('c5524ac7a83f331cf75285e05f89a90ce5ca9118344379df652e467c4edd2288');
  });

  test('refuses UPDATE and DELETE', async () => {
    const { office, entries } = await withTrail();
    expect(() => sqlIn(office.dataDir, "UPDATE trail SET about = 'x' WHERE seq = 1")).toThrow('append-only');
    expect(() => sqlIn(office.dataDir, 'DELETE FROM trail WHERE seq = 1')).toThrow('append-only');
    expect(await office.entries()).toBe(entries);
  });

  test('shows an alteration of any one field of any entry', async () => {
    const { office, entries } = await withTrail();
    await tamper(office, async (database) => {
      const rows = database.prepare('SELECT * FROM trail').all();
      const columns = Object.keys(rows[0] ?? {});
      expect(columns).toHaveLength(12);
      for (const [index, row] of rows.entries()) {
        for (const column of columns) {
          const set = database.prepare(`UPDATE trail SET "${column}" = ? WHERE rowid = ?`);
          set.run(alter(row[column] ?? null), index + 1);
          expect.soft((await office.archive.trail.verify()).brokenAt, `${column} of ${index + 1}`).toBe(index + 1);
          set.run(row[column] ?? null, index + 1);
        }
      }
    });
    expect(await office.entries()).toBe(entries);
  });

  test('shows an entry that was rewritten together with its own hash', async () => {
    const { office, entries } = await withTrail();
    await tamper(office, async (database) => {
      const rewrite = database.prepare('UPDATE trail SET about = ?, hash = ? WHERE seq = ?');
      const rows = sqlIn(office.dataDir, 'SELECT * FROM trail ORDER BY seq');
      for (const row of rows) {
        // All columns of the table, as the type of a row says.
        const { hash, ...entry } = row as TrailRow;
        rewrite.run('forged', entryHash({ ...entry, about: 'forged' }), entry.seq);
        // It proves itself, but its successor, or the head, names another.
        expect.soft((await office.archive.trail.verify()).brokenAt).toBe(entry.seq + 1);
        rewrite.run(entry.about, hash, entry.seq);
      }
    });
    expect(await office.entries()).toBe(entries);
  });

  test('shows an entry that was taken out, put in, swapped, or cut off at the end', async () => {
    const { office, entries } = await withTrail();
    await office.archive.close();
    const file = join(office.dataDir, 'archive.sqlite');
    const copy = readFileSync(file);
    const forged = (seq: number) =>
      `INSERT INTO trail SELECT ${seq}, at_ms, actor_kind, actor_id, actor_name, act, about, case_id, hearing_id, detail, hash, hash FROM trail WHERE seq = ${seq - 1}`;
    const alterations: [string, number][] = [
      ['DELETE FROM trail WHERE seq = 3', 3],
      [`DELETE FROM trail WHERE seq = ${entries}`, entries],
      [
        `UPDATE trail SET seq = seq + 1000 WHERE seq > 3; ${forged(4)}; UPDATE trail SET seq = seq - 999 WHERE seq > 1000`,
        4,
      ],
      [
        'UPDATE trail SET seq = -1 WHERE seq = 2; UPDATE trail SET seq = 2 WHERE seq = 3; UPDATE trail SET seq = 3 WHERE seq = -1',
        2,
      ],
      [forged(entries + 1), entries + 1],
      ["UPDATE trail_head SET hash = 'x'", entries + 1],
      ['DELETE FROM trail', 1],
    ];
    for (const [sql, brokenAt] of alterations) {
      await tamper(office, (database) => database.exec(sql));
      expect.soft(await verify(office), sql).toMatchObject({ brokenAt });
      await writeFile(file, copy);
    }
    expect(await verify(office)).toEqual({ entries, brokenAt: null });
  });

  test.each([
    ['cut off', 'DELETE FROM trail WHERE seq = (SELECT max(seq) FROM trail)'],
    ['altered', "UPDATE trail SET act = 'x' WHERE seq = (SELECT max(seq) FROM trail)"],
    ['without its head', 'DELETE FROM trail_head'],
  ])('%s at its end stops the next start', async (_how, sql) => {
    const { office } = await withTrail();
    await office.archive.close();
    await tamper(office, (database) => database.exec(sql));
    await refuses(Archive.open({ dataDir: office.dataDir, log: silent }), 'file_damaged');
  });

  test('is checked by a stranger with Python alone, as the README says', async ({ skip }) => {
    const program = /```python\n(?<code>[\s\S]*?)```/.exec(readFileSync(README, 'utf8'))?.groups?.code ?? '';
    expect(program).toContain('sha256');
    if (!hasPython()) skip('no python3 here');
    const { office, entries } = await withTrail();
    const check = () =>
      execFileSync('python3', ['-c', program, join(office.dataDir, 'archive.sqlite')], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(check()).toContain(`${entries} entries, unbroken`);
    await office.archive.close();
    await tamper(office, (database) => database.exec("UPDATE trail SET about = 'x' WHERE seq = 4"));
    expect(check).toThrow(/entry 4/);
  });

  test('is verified while others go on writing', async () => {
    const { office, caseId, entries } = await withTrail();
    const writes = Array.from({ length: 50 }, () =>
      office.archive.trail.write(SERVER, { act: 'x', about: '', caseId }),
    );
    const checked = await office.archive.trail.verify();
    await Promise.all(writes);
    expect(checked.brokenAt).toBeNull();
    expect(await office.entries()).toBe(entries + 50);
  });

  test('has an entry for each change and none for a change that failed', async () => {
    const office = await Office.open();
    const number = '沪检〔2026〕1号';
    await office.case(SERVER, number);
    const entries = await office.entries();
    await refuses(office.archive.cases.create(SERVER, { id: newId(), number, title: 'x' }), 'case_number_taken');
    expect(await office.entries()).toBe(entries);
    expect(sqlIn(office.dataDir, 'SELECT count(*) AS n FROM creations')).toEqual([{ n: 1 }]);
  });
});

/** Something else of the same type, as little different as can be. */
function alter(value: unknown): string | number {
  if (typeof value === 'number') return value + 100_000;
  if (typeof value !== 'string' || value === '') return 'x';
  return value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
