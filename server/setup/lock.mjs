// Makes set-ups that would touch the same folders wait for each other.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { CACHE, locked, onPath, ROOT, run } from './run.mjs';
import { SetupError, say } from './terminal.mjs';

/**
 * Runs `work` while this clone and this user's cache are ours alone. The kernel keeps the locks, on the
 * folders themselves, and drops them when the last process that has them open has ended: nothing can be
 * left behind, and what a killed set-up had started is waited for too.
 */
export async function alone(work) {
  try {
    mkdirSync(CACHE, { recursive: true });
  } catch (error) {
    throw new SetupError(`The folder ${CACHE} cannot be made (${error.code}); XDG_CACHE_HOME may name another.`);
  }
  try {
    if (onPath('flock')) for (const dir of [ROOT, CACHE]) await lock(dir);
    return await work();
  } finally {
    while (locked.length > 0) closeSync(locked.pop());
  }
}

/** flock(1) locks what it finds open as its file 3, which is the same open folder as ours. */
async function lock(dir) {
  const fd = openSync(dir, 'r');
  const options = { keep: [fd] };
  if ((await run('flock', ['--nonblock', '3'], options)).code !== 0) {
    say('Another set-up is at work; waiting for it.');
    const { code, output } = await run('flock', ['3'], options);
    if (code !== 0) throw new SetupError(`${dir} cannot be locked: ${output.trim()}`);
  }
  locked.push(fd);
}
