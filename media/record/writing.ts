// Says in a recording's folder which process writes there, so that nobody closes its files while it still does: after its server was killed it closes them itself.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const NAME = 'writing.pid';
/** Closing a large hearing's files on a slow disk. The number of a process may be given to another one, too. */
const LONGEST_MS = 15_000;
const LOOK_MS = 20;

/** Without it nobody waits; nothing else depends on it. */
export async function beginWriting(directory: string): Promise<void> {
  await writeFile(join(directory, NAME), String(process.pid), { mode: 0o640 }).catch(() => {});
}

export async function endWriting(directory: string): Promise<void> {
  await rm(join(directory, NAME), { force: true }).catch(() => {});
}

/** Resolves when no other process writes in the folder, or the one that said so has been waited for long enough. */
export async function othersWritten(directory: string): Promise<void> {
  for (const endMs = performance.now() + LONGEST_MS; performance.now() < endMs; await wait(LOOK_MS)) {
    const pid = Number(await readFile(join(directory, NAME), 'utf8').catch(() => ''));
    if (!Number.isInteger(pid) || pid < 1 || pid === process.pid || !isAlive(pid)) return;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One that may not be signalled is somebody else's, and alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
