// One process owns a data directory; a dead one does not.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Archive } from '../../server/archive/archive.ts';
import { emptyDirectory, Office, refuses, silent } from './office.ts';

const HOLDER = new URL('./processes/holder.ts', import.meta.url).pathname;

/** Another process with the archive of this directory; `said` is its first line. */
async function holder(dataDir: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [HOLDER, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [said] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, said: String(said) };
}

async function openingWarnings(dataDir: string): Promise<string[]> {
  const warnings: string[] = [];
  const archive = await Archive.open({ dataDir, log: { ...silent, warn: (_, text) => warnings.push(text) } });
  await archive.close();
  return warnings;
}

describe('a data directory', () => {
  test('is refused to a second process, with a sentence that names the first', async () => {
    const office = await Office.open();
    const { said } = await holder(office.dataDir);
    expect(said).toMatch(/^refused: not_ready: .* is in use by process \d+ \(boot .*one server owns a data directory$/);
    expect(said).toContain(`process ${process.pid} `);
  });

  test('is refused to the same process when it is open there already', async () => {
    const office = await Office.open();
    await refuses(Archive.open({ dataDir: office.dataDir, log: silent }), 'not_ready', /in use by process/);
    expect(await office.entries()).toBe(0);
  });

  test('is free again after a clean stop, which leaves no note', async () => {
    const dataDir = await emptyDirectory();
    const { child, said } = await holder(dataDir);
    expect(said).toBe('open');
    expect(existsSync(join(dataDir, 'owner.txt'))).toBe(true);
    child.stdin?.end();
    await once(child, 'exit');
    expect(existsSync(join(dataDir, 'owner.txt'))).toBe(false);
    expect(await openingWarnings(dataDir)).toEqual([]);
  });

  test('is taken over from a process that was killed, and checked through, once', async () => {
    const dataDir = await emptyDirectory();
    const { child } = await holder(dataDir);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await openingWarnings(dataDir)).toHaveLength(1);
    expect(await openingWarnings(dataDir)).toEqual([]);
  });

  test('with a damaged database is not opened after an unclean stop, nor the time after', async () => {
    const office = await Office.open();
    for (let i = 0; i < 40; i++) await office.case();
    await office.archive.close();
    const file = await open(join(office.dataDir, 'archive.sqlite'), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(2_000, 0x5a), 0, 2_000, Math.floor(size / 4096 / 2) * 4096);
    await file.close();
    const note = await open(join(office.dataDir, 'owner.txt'), 'w');
    await note.close();
    for (let i = 0; i < 2; i++) {
      await expect(Archive.open({ dataDir: office.dataDir, log: silent })).rejects.toThrow(/damaged|malformed/);
    }
  });
});
