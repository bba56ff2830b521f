// Programs that others have compiled: tried first, and given up within seconds where their host is out of reach.
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { packageFacts } from './files.mjs';
import { ffmpegPlace, ffmpegRuns } from './programs.mjs';
import { must, NODE } from './run.mjs';
import { placeWorker, workerPath } from './worker.mjs';

const DOWNLOADER = join(dirname(fileURLToPath(import.meta.url)), 'download.mjs');

/** Resolves to whether it is now at its place. */
export async function tryReadyMadeWorker(progress) {
  const { version, repository } = packageFacts('mediasoup');
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  const base = process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || releasesOf(repository.url);
  const url = `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
  return await attempt(`${dirname(workerPath())}.ready-made`, async (folder) => {
    await download(url, join(folder, 'worker.tgz'), progress);
    await must('tar', 'tar', ['-xzf', join(folder, 'worker.tgz'), '-C', folder]);
    rmSync(join(folder, 'worker.tgz'));
    chmodSync(join(folder, 'mediasoup-worker'), 0o755);
    await placeWorker(join(folder, 'mediasoup-worker'));
  });
}

export async function tryReadyMadeFfmpeg(progress) {
  const { repository, 'ffmpeg-static': facts } = packageFacts('ffmpeg-static');
  const base = process.env[facts['binaries-url-env-var']] || releasesOf(repository.url);
  const url = `${base}/${facts['binary-release-tag']}/ffmpeg-${process.platform}-${process.arch}.gz`;
  return await attempt(`${dirname(ffmpegPlace())}.ready-made`, async (folder) => {
    await download(url, join(folder, 'ffmpeg.gz'), progress);
    const fresh = join(folder, 'ffmpeg');
    writeFileSync(fresh, gunzipSync(readFileSync(join(folder, 'ffmpeg.gz'))), { mode: 0o755 });
    if (!(await ffmpegRuns(fresh))) throw new Error('it does not run here');
    mkdirSync(dirname(ffmpegPlace()), { recursive: true });
    renameSync(fresh, ffmpegPlace());
  });
}

async function attempt(folder, work) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await work(folder);
    return true;
  } catch {
    return false; // No reason to stop: the next source serves as well.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function releasesOf(repositoryUrl) {
  return `${repositoryUrl.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
}

async function download(url, file, progress) {
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1' };
  await must('The download', NODE, [DOWNLOADER, url, file], { env, timeoutMs: 300_000, onLine: progress });
}
