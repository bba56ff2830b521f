// Gets what this machine lacks, then starts the product, its tests or a benchmark: node server/setup.mjs VERB
//
//   start             the product
//   test [ARGS…]      types, lint, dead code, client build, all tests; with arguments only client build and vitest with them
//   bench NAME [ARGS…]  a benchmark
//   journal FILE      what is in a recording's journal
//   models VERB       speech models: list, install, check, use
//   check             nothing: set-up only
//
// Plain JavaScript for Node 18 or newer, no packages: it runs before there are any. It may be interrupted
// and started again at any time; when all is there it costs well under a second.
import { existsSync } from 'node:fs';
import { installDebianPackages, missingPackages } from './setup/apt.mjs';
import { runChecks } from './setup/checks.mjs';
import { buildClient, isClientBuilt } from './setup/client.mjs';
import { alone } from './setup/lock.mjs';
import { hasPackages, installPackages } from './setup/npm.mjs';
import {
  chooseSystemFfmpeg,
  chosenFfmpeg,
  findChromium,
  findEspeak,
  findFfprobe,
  findFirefox,
  findTurnServer,
  hasChineseFont,
  hasRareFont,
  SCAN_PACKAGES,
} from './setup/programs.mjs';
import { tryReadyMadeFfmpeg, tryReadyMadeWorker } from './setup/ready-made.mjs';
import { handOver, INNER_ENV, onPath } from './setup/run.mjs';
import { SetupError, say, secondsSince, step } from './setup/terminal.mjs';
import { BUILD_PACKAGES, buildWorker, workerPath, workerRuns } from './setup/worker.mjs';

const VERBS = {
  start: (args, env) => handOver(['server/main.ts', ...args], env),
  test: (args, env) => runChecks(args, env),
  bench: (args, env) => handOver(['test/bench/main.ts', ...args], env),
  journal: (args, env) => handOver(['media/journal/main.ts', ...args], env),
  models: (args, env) => handOver(['media/words/models/main.ts', ...args], env),
  check: () => 0,
};
const STEPS = 5;

/** A program that the person has chosen by an environment variable is taken as it is. */
function given(variable) {
  const path = process.env[variable];
  if (path && !existsSync(path)) throw new SetupError(`${variable} names ${path}, which does not exist.`);
  return path;
}

/** Where each program is, `undefined` where it is missing. The tests need more than the product. */
async function look(forTests) {
  const worker = given('MEDIASOUP_WORKER_BIN') ?? ((await workerRuns(workerPath())) ? workerPath() : undefined);
  const found = { MEDIASOUP_WORKER_BIN: worker, FFMPEG_PATH: given('FFMPEG_PATH') ?? chosenFfmpeg() };
  if (!forTests) return found;
  found.FFPROBE_PATH = given('FFPROBE_PATH') ?? findFfprobe();
  found.CHROMIUM_PATH = given('CHROMIUM_PATH') ?? findChromium();
  found.FIREFOX_PATH = given('FIREFOX_PATH') ?? findFirefox();
  found.ESPEAK_PATH = given('ESPEAK_PATH') ?? findEspeak();
  found.TURNSERVER_PATH = given('TURNSERVER_PATH') ?? findTurnServer();
  return found;
}

async function getReady(forTests) {
  if (!hasPackages()) await installPackages(`[1/${STEPS}]`);
  let found = await look(forTests);

  if (!found.MEDIASOUP_WORKER_BIN || !found.FFMPEG_PATH) {
    await step(`[2/${STEPS}] ready-made mediasoup worker and ffmpeg, where they can be downloaded`, (progress) =>
      askForReadyMade(found, progress),
    );
    found = await look(forTests);
  }
  if (!found.FFMPEG_PATH) found.FFMPEG_PATH = await chooseSystemFfmpeg();

  const wanted = await debianPackagesFor(found, forTests);
  if (wanted.length > 0) await installDebianPackages(`[3/${STEPS}]`, wanted);
  if (!found.FFMPEG_PATH) await chooseSystemFfmpeg();
  if (!found.MEDIASOUP_WORKER_BIN) await buildWorker(`[4/${STEPS}]`);

  found = await look(forTests);
  const missing = Object.keys(found).filter((name) => !found[name]);
  if (missing.length > 0) throw new SetupError(`Still missing after set-up: ${missing.join(', ')}.`);
  return found;
}

async function askForReadyMade(found, progress) {
  const [worker, ffmpeg] = await Promise.all([
    found.MEDIASOUP_WORKER_BIN || tryReadyMadeWorker(progress),
    found.FFMPEG_PATH || tryReadyMadeFfmpeg(progress),
  ]);
  return `worker: ${worker ? 'there' : 'cannot be had'}, ffmpeg: ${ffmpeg ? 'there' : 'cannot be had'}`;
}

/** For letters and their scans, by name in PATH. A machine without apt may do without the font: rare characters then stand in boxes. */
function missingForPapers() {
  const programs = Object.entries(SCAN_PACKAGES).filter(([program]) => !onPath(program));
  const font = hasRareFont() || !onPath('apt-get') ? [] : ['fonts-hanazono'];
  return [...programs.map(([, name]) => name), ...font];
}

async function debianPackagesFor(found, forTests) {
  const wanted = [];
  if (!found.MEDIASOUP_WORKER_BIN) {
    wanted.push(...(await missingPackages(BUILD_PACKAGES)));
    if (!onPath('c++')) wanted.push('g++');
  }
  if (!found.FFMPEG_PATH || (forTests && !found.FFPROBE_PATH)) wanted.push('ffmpeg');
  wanted.push(...missingForPapers());
  if (!forTests) return wanted;
  if (!found.CHROMIUM_PATH) wanted.push('chromium');
  if (!found.FIREFOX_PATH) wanted.push('firefox-esr');
  if (!found.ESPEAK_PATH) wanted.push('espeak-ng');
  if (!found.TURNSERVER_PATH) wanted.push('coturn');
  if (!(await hasChineseFont())) wanted.push('fonts-noto-cjk');
  return wanted;
}

async function main([verb, ...args]) {
  if (!Object.hasOwn(VERBS, verb ?? ''))
    throw new SetupError('Say what to do: start, test, bench NAME, journal FILE, models VERB or check.');
  const startedAt = Date.now();
  const found = await alone(async () => {
    const programs = await getReady(verb === 'test' || verb === 'bench');
    if ((verb === 'start' || verb === 'bench') && !isClientBuilt()) await buildClient(`[5/${STEPS}]`);
    return programs;
  });
  say(`Set-up: all is there (${secondsSince(startedAt)}).`);
  return await VERBS[verb](args, { ...INNER_ENV, ...found });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\nSet-up stopped: ${error.message}\n`);
  process.exitCode = 1;
}
