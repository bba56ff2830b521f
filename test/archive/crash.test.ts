// A process that is killed loses nothing that it had acknowledged, and the archive opens again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import { newId, Office, silent, sqlIn } from './office.ts';

const WRITER = new URL('./processes/writer.ts', import.meta.url).pathname;
const ROUNDS = 10;

/** Starts the writer and kills it, while it goes on writing, at its `after`th word; answers with all that it was told is kept. */
async function writeAndKill(dataDir: string, hearingId: string, recordingId: string, after: number): Promise<string[]> {
  const writer = [WRITER, dataDir, hearingId, recordingId];
  const child = spawn(process.execPath, writer, { stdio: ['ignore', 'pipe', 'inherit'] });
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
      acknowledged.push(...(await writeAndKill(office.dataDir, hearingId, recordingId, 1 + 7 * round)));
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
});
