// mediasoup's worker, the C++ program that moves the media: where it lies, whether it runs, how it is built.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, packageFacts } from './files.mjs';
import { CACHE, must, NODE, ROOT, run } from './run.mjs';
import { step } from './terminal.mjs';

const RECIPE = join(ROOT, 'media', 'worker');
const BUILDER = join(RECIPE, 'build.mjs');

/** What media/worker/build.mjs needs of Debian; the C++ compiler is looked for by itself. */
export const BUILD_PACKAGES = [
  'libssl-dev',
  'libuv1-dev',
  'libsrtp2-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'pkg-config',
];

/** Another mediasoup, another recipe, another kind of machine: another worker, in a folder of its own. */
export function workerPath() {
  const hash = createHash('sha256');
  for (const file of [BUILDER, ...filesBelow(join(RECIPE, 'include'))]) hash.update(readFileSync(file));
  const { version } = packageFacts('mediasoup');
  const key = `${version}-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`;
  return join(CACHE, 'worker', key, 'mediasoup-worker');
}

/** Started by hand the worker says that we are not its father and exits with 41; a missing library gives 127. */
export async function workerRuns(path) {
  return (await run(path, [], { env: {}, timeoutMs: 15_000 })).code === 41;
}

/** Opens router, WebRTC server and transports with this worker, as the product will. */
async function checkWorker(path) {
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: path };
  await must("The check of mediasoup's worker", NODE, [join(RECIPE, 'check.mjs')], { env, timeoutMs: 60_000 });
}

/** Puts a worker at its place once it is proved, in one move, so that a half-made one is never found there. */
export async function placeWorker(fresh) {
  await checkWorker(fresh);
  mkdirSync(dirname(workerPath()), { recursive: true });
  renameSync(fresh, workerPath());
}

export async function buildWorker(label) {
  const place = dirname(workerPath());
  mkdirSync(dirname(place), { recursive: true });
  for (const name of readdirSync(dirname(place)).filter((each) => each.includes('.building'))) {
    rmSync(join(dirname(place), name), { recursive: true, force: true, maxRetries: 5 }); // Was interrupted.
  }
  // A name of its own: a compiler that outlived an interrupted build must not write into this one.
  const folder = mkdtempSync(`${place}.building-`);
  const title = `${label} mediasoup worker: building from source against Debian's libraries (1 to 2 min on two cores)`;
  await step(title, async (progress) => {
    const source = join(ROOT, 'node_modules', 'mediasoup', 'worker');
    const onLine = (line) => /^\d+\/\d+$/.test(line) && progress(line);
    await must('The build', NODE, [BUILDER, source, folder], { onLine });
    await placeWorker(join(folder, 'mediasoup-worker'));
    rmSync(folder, { recursive: true });
  });
}
