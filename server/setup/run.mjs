// Runs other programs: quietly with an answer, as a step's work, or as the program that set-up was for.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './terminal.mjs';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Per user, so that a second clone builds nothing again. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'open-hearing');
const MODULES = join(ROOT, 'node_modules');

/** Node 24 from node_modules. A shell or PATH may find an old one, therefore always by this path. */
export const NODE = join(MODULES, `node-${process.platform}-${process.arch}`, 'bin', 'node');
/** The same by the path that people and tools know. */
export const NODE_LINK = join(MODULES, '.bin', 'node');

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PATH without node_modules: npm must not run on a Node that it is replacing. */
export const OUTER_PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((dir) => dir && !dir.startsWith(MODULES + sep));

/** The machine's own program of that name; what node_modules brings does not count. */
export function onPath(...names) {
  for (const name of names) {
    const dir = OUTER_PATH.find((each) => isProgram(join(each, name)));
    if (dir) return join(dir, name);
  }
  return undefined;
}

/** The environment of the product, its tests and tools: a bare `node` is Node 24 there. */
export const INNER_ENV = { ...process.env, PATH: [join(MODULES, '.bin'), ...OUTER_PATH].join(delimiter) };

// Work runs in process groups of its own, so that npm's, apt's and the compiler's children end with it.
// The program at the end shares the terminal's group.
const groups = new Set();
let program;
let told = false;
let interrupted;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, () => {
    if (program) {
      // A terminal's Ctrl-C and hang-up have reached the program already; a second one could mean "at once".
      if (signal === 'SIGTERM' || !process.stdin.isTTY) program.kill(signal);
      told = true;
    } else if (interrupted === undefined) {
      interrupt(code);
    }
  });
}

// npm 9 dies of SIGTERM without a word to what it runs: then its end is the signal.
if (process.env.npm_lifecycle_event) {
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    if (!told) process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** Ends all work and waits for it, so that the next set-up does not meet it. */
function interrupt(code) {
  interrupted = code;
  process.stdout.write('\nSet-up was interrupted; run the same command again to go on.\n');
  for (const pid of groups) signalGroup(pid, 'SIGTERM');
  setTimeout(() => {
    for (const pid of groups) signalGroup(pid, 'SIGKILL');
    process.exit(code);
  }, 5000);
  if (groups.size === 0) process.exit(code);
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended, or it is apt as root through sudo, which then finishes by itself.
  }
}

/** Open folders that are locked, see lock.mjs: as long as a child has them too, they stay locked. */
export const locked = [];

/**
 * Runs a program without a terminal. `onLine` sees each line of its output.
 * @returns {Promise<{code: number, output: string}>} code 127 when it could not be started, 124 after `timeoutMs`
 */
export function run(command, args, { env = process.env, timeoutMs = 0, onLine = undefined, keep = locked } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...keep],
      detached: true,
    });
    let output = '';
    let rest = '';
    let timedOut = false;
    const take = (chunk) => {
      output = (output + chunk).slice(-100_000);
      const lines = (rest + chunk).split(/[\r\n]+/);
      rest = lines.pop();
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    if (child.pid) groups.add(child.pid);
    const timer = setTimeout(
      () => {
        timedOut = true;
        signalGroup(child.pid, 'SIGKILL');
      },
      timeoutMs || 2 ** 31 - 1,
    );
    const finish = (code) => {
      clearTimeout(timer);
      groups.delete(child.pid);
      if (interrupted === undefined) resolve({ code: timedOut ? 124 : code, output });
      else if (groups.size === 0) process.exit(interrupted);
    };
    child.on('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** Like `run`, but a code other than 0 is a SetupError with the last lines of output. */
export async function must(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-30).join('\n');
  throw new SetupError(`${tail}\n\n${what} failed (exit code ${code}); the last lines of its output are above.`);
}

/** Hands the terminal to a program of node_modules or a script, on Node 24, and resolves to its exit code. */
export function handOver(args, env) {
  return new Promise((resolve) => {
    program = spawn(NODE, args, { cwd: ROOT, env, stdio: 'inherit' });
    const finish = (code) => {
      program = undefined;
      resolve(code);
    };
    program.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      finish(127);
    });
    program.on('exit', (code, signal) => finish(signal ? 128 + (SIGNAL_NUMBERS[signal] ?? 0) : code));
  });
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
