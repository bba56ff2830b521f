// A process that is killed loses nothing that it had acknowledged, and the archive opens again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import { newId, Office, silent, sqlIn } from './office.ts';

const WRITER = new URL('./processes/writer.ts', import.meta.url).pathname;
const SIGNER = new URL('./processes/signer.ts', import.meta.url).pathname;
const ROUNDS = 10;

/** Starts a program and kills it, while it goes on writing, at its `after`th word; answers with all that it was told is kept. */
async function runAndKill(program: readonly string[], after: number): Promise<string[]> {
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const closed = once(lines, 'close');
  const acknowledged: string[] = [];
  lines.on('line', (line) => {
    if (acknowledged.push(line) === after) child.kill('SIGKILL');
  });
  expect(await exited).toEqual([null, 'SIGKILL']);
  await closed;
  return acknowledged;
}

describe('a process killed while it writes', () => {
  test(`loses 0 acknowledged rows in ${ROUNDS} kills, and the trail stays whole`, { timeout: 180_000 }, async () => {
    const office = await Office.open();
    const hearingId = await office.hearing();
    await office.archive.close();
    const recordingId = newId();
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      acknowledged.push(...(await runAndKill([WRITER, office.dataDir, hearingId, recordingId], 1 + 7 * round)));
      const warnings: string[] = [];
      const log = { ...silent, warn: (_: unknown, text: string) => warnings.push(text) };
      const archive = await Archive.open({ dataDir: office.dataDir, log });
      try {
        expect(warnings).toContain('the last stop was not clean; checking the whole database');
        const segments = (await archive.recordings.ofHearing(hearingId))?.segments ?? [];
        const kept = new Set(segments.map((segment) => segment.id));
        expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
        const { brokenAt } = await archive.trail.verify();
        expect(brokenAt).toBeNull();
        // No row without its entry, no entry without its row, whether acknowledged or not.
        const entries = sqlIn(
          office.dataDir,
          "SELECT detail ->> 'segmentId' AS id FROM trail WHERE act = 'segment.kept'",
        );
        expect(new Set(entries.map(({ id }) => id))).toEqual(kept);
      } finally {
        await archive.close();
      }
    }
    expect(new Set(acknowledged).size).toBeGreaterThanOrEqual(ROUNDS + 7 * 45);
    office.archive = await Archive.open({ dataDir: office.dataDir, log: silent });
    expect(await office.archive.recordings.setState(SERVER, recordingId, 'stopped')).toBeUndefined();
  });

  test('leaves every letter signed with ink and entry, or not signed at all', { timeout: 180_000 }, async () => {
    const office = await Office.open();
    const caseId = await office.case();
    await office.archive.close();
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round++)
      acknowledged.push(...(await runAndKill([SIGNER, office.dataDir, caseId], 1 + 5 * round)));
    office.archive = await Archive.open({ dataDir: office.dataDir, log: silent });
    const ids = (sql: string) => sqlIn(office.dataDir, sql).map(({ id }) => String(id));
    const signed = ids("SELECT id FROM letters WHERE state = 'signed' ORDER BY id");
    expect(acknowledged.filter((id) => !signed.includes(id))).toEqual([]);
    expect(ids('SELECT letter_id AS id FROM letter_signings WHERE ink IS NOT NULL ORDER BY id')).toEqual(signed);
    expect(ids("SELECT detail ->> 'letterId' AS id FROM trail WHERE act = 'letter.signed' ORDER BY id")).toEqual(
      signed,
    );
    // Each of them still gets its paper.
    expect((await office.archive.letters.withoutPaper()).map(({ letterId }) => letterId).sort()).toEqual(signed);
    expect((await office.archive.trail.verify()).brokenAt).toBeNull();
  });
});
