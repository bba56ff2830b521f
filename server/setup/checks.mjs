// `npm test`: types, lint, dead code, client build and all tests, counted in one line at the end.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClient, isClientBuilt } from './client.mjs';
import { alone } from './lock.mjs';
import { handOver } from './run.mjs';
import { say, secondsSince } from './terminal.mjs';

/**
 * Runs everything, or with arguments only vitest with them, on a client that is up to date. A check that fails does not hide the others.
 * @returns {Promise<number>} exit code
 */
export async function runChecks(vitestArgs, programs) {
  // In a log, colours are noise; Biome colours there unless told by its own option.
  const isLog = !process.stdout.isTTY;
  const env = isLog ? { ...programs, NO_COLOR: '1' } : programs;
  const biome = ['ci', '--config-path', 'test/house.biome.json', ...(isLog ? ['--colors=off'] : [])];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (vitestArgs.length === 0) {
    await check(counts, 'types', () => tool(env, 'tsc', '-b'));
    await check(counts, 'lint', () => tool(env, 'biome', ...biome));
    await check(counts, 'dead code', () => tool(env, 'knip', '-c', 'test/knip.json'));
    await check(counts, 'client build', async () => {
      await alone(() => (isClientBuilt() ? say('unchanged since the last build') : buildClient('')));
      return 0;
    });
  } else {
    // Tests of server and browser show its pages, also when they run alone in a fresh clone or after a change.
    await alone(() => (isClientBuilt() ? undefined : buildClient('')));
  }
  await runVitest(counts, vitestArgs, env);
  if (counts.skipped > 0) say(`${counts.skipped} tests were skipped.`);
  say(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
}

function tool(env, name, ...args) {
  return handOver([join('node_modules', '.bin', name), ...args], env);
}

async function check(counts, title, work) {
  const startedAt = Date.now();
  say(`\n── ${title} ──`);
  let code = 1;
  try {
    code = await work();
  } catch (error) {
    say(error.message);
  }
  counts[code === 0 ? 'passed' : 'failed'] += 1;
  say(`${title}: ${code === 0 ? 'passed' : 'FAILED'} (${secondsSince(startedAt)})`);
}

async function runVitest(counts, args, env) {
  say('\n── tests ──');
  const folder = mkdtempSync(join(tmpdir(), 'open-hearing-tests-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await tool(env, 'vitest', 'run', '-c', 'test/vitest.config.ts', ...reporters, ...args);
    const { passed, failed, skipped } = existsSync(report) ? countsOf(JSON.parse(readFileSync(report, 'utf8'))) : NONE;
    counts.passed += passed;
    counts.skipped += skipped;
    // vitest also fails without a failed test: no tests found, an error outside of any, a crash.
    counts.failed += code !== 0 ? Math.max(failed, 1) : failed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NONE = { passed: 0, failed: 0, skipped: 0 };

/** A file that could not be read counts as one failed test. */
function countsOf({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const unread = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
  });
  return {
    passed: numPassedTests,
    failed: numFailedTests + unread.length,
    skipped: numPendingTests + numTodoTests,
  };
}
