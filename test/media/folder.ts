// Folders for what tests and benchmarks write, gone when the test file, or the benchmark's process, is done.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

const removeAll = (): void => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
};

// A benchmark runs without the test runner, which ends its processes without letting them say goodbye.
if (process.env.VITEST === undefined) process.once('exit', removeAll);
else (await import('vitest')).afterAll(removeAll);

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-media-'));
  made.push(folder);
  return folder;
}
