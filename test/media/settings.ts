// What tests start the media process with: the real mediasoup worker, as set up or the newest in the per-user cache, on loopback.
import { globSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @throws Error when set-up has not been run */
function workerBin(): string {
  const set = process.env.MEDIASOUP_WORKER_BIN;
  if (set !== undefined && set !== '') return set;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'open-hearing', 'worker');
  const [newest] = globSync(join(cache, '*', 'mediasoup-worker')).sort(
    (a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs,
  );
  if (newest === undefined) throw new Error('no mediasoup worker: run the set-up first');
  return newest;
}

export const SETTINGS = {
  workerBin: workerBin(),
  workers: 1,
  listenIp: '127.0.0.1',
  port: 0,
  announcedAddresses: ['127.0.0.1'],
  segmentMs: 300_000,
  wordsModel: null,
};

export const SILENT_LOG = { info: () => {}, warn: () => {}, error: () => {} };
