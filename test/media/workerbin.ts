// Where the real mediasoup worker is, for tests: as set up, or the newest in the per-user cache.
import { globSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @throws Error when set-up has not been run */
export function workerBin(): string {
  const set = process.env.MEDIASOUP_WORKER_BIN;
  if (set !== undefined && set !== '') return set;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'open-hearing', 'worker');
  const [newest] = globSync(join(cache, '*', 'mediasoup-worker')).sort(
    (a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs,
  );
  if (newest === undefined) throw new Error('no mediasoup worker: run the set-up first');
  return newest;
}
