// Builds the client when its sources have changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './files.mjs';
import { INNER_ENV, must, NODE, ROOT } from './run.mjs';
import { step } from './terminal.mjs';

const DIST = join(ROOT, 'client', 'dist');
/** Lies in client/dist, so that it comes and goes with the build that it describes. */
const SOURCE_HASH = '.source-hash';

function sourceHash() {
  const hash = createHash('sha256');
  const files = ['client', 'server/protocol'].flatMap((dir) => filesBelow(join(ROOT, dir), ['dist', 'node_modules']));
  for (const file of [...files, join(ROOT, 'package-lock.json')]) {
    hash.update(`${file.slice(ROOT.length)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

export function isClientBuilt(hash = sourceHash()) {
  const note = join(DIST, SOURCE_HASH);
  return existsSync(join(DIST, 'index.html')) && existsSync(note) && readFileSync(note, 'utf8') === hash;
}

export async function buildClient(label) {
  await step(`${label} client: building`, async () => {
    const hash = sourceHash();
    const fresh = `${DIST}.building`;
    rmSync(fresh, { recursive: true, force: true });
    const vite = [join(ROOT, 'node_modules', '.bin', 'vite'), 'build', '-c', 'client/vite.config.ts'];
    // In another folder first: a server that runs meanwhile goes on with the old pages.
    const env = { ...INNER_ENV, NO_COLOR: '1' };
    await must('The build of the client', NODE, [...vite, '--outDir', fresh, '--emptyOutDir'], { env });
    writeFileSync(join(fresh, SOURCE_HASH), hash);
    rmSync(`${DIST}.old`, { recursive: true, force: true });
    if (existsSync(DIST)) renameSync(DIST, `${DIST}.old`);
    renameSync(fresh, DIST);
    rmSync(`${DIST}.old`, { recursive: true, force: true });
  });
}
