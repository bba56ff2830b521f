// The npm packages: exactly those of the lock file, Node 24 among them.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { CACHE, isProgram, must, NODE, NODE_LINK, OUTER_PATH, onPath, ROOT } from './run.mjs';
import { SetupError, step } from './terminal.mjs';

/** npm writes this list of what it installed as its last act. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/** Whether node_modules holds what the lock file says; packages for other platforms may be missing. */
export function hasPackages() {
  if (!existsSync(INSTALLED) || !isProgram(NODE) || !isProgram(NODE_LINK)) return false;
  const wanted = packagesIn(join(ROOT, 'package-lock.json'));
  const installed = packagesIn(INSTALLED);
  return Object.entries(wanted).every(([path, { optional, integrity }]) => {
    if (path === '' || (optional && !installed[path])) return true;
    return installed[path]?.integrity === integrity && existsSync(join(ROOT, path, 'package.json'));
  });
}

function packagesIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

export async function installPackages(label) {
  await step(`${label} npm packages, by lock file`, async (progress) => {
    progress('Node 24');
    const dir = await nodeToInstallBy();
    progress('npm install');
    rmSync(INSTALLED, { force: true });
    await npmInstall(ROOT, [dir, ...OUTER_PATH]);
  });
  if (!isProgram(NODE)) throw new SetupError(`There is no Node 24 in npm for ${process.platform}-${process.arch}.`);
  // npm 9 removes the link again, together with those of the same name for other platforms.
  if (!existsSync(NODE_LINK)) symlinkSync(relative(dirname(NODE_LINK), NODE), NODE_LINK);
  if (!hasPackages()) throw new SetupError('npm ended without an error, but node_modules is not complete.');
}

async function npmInstall(folder, path) {
  const npm = onPath('npm');
  if (!npm) throw new SetupError('npm was not found; it comes with Node, or as the Debian package npm.');
  const env = { ...process.env, PATH: path.join(delimiter) };
  // Scripts of packages would download from other hosts; what they fetch, the later steps get.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // Not `npm ci`: it refuses a lock file that lacks packages for other platforms, which a registry's mirror may not have had.
  // What the lock file names comes in exactly its version all the same, and hasPackages() holds every integrity against it.
  await must('npm install', npm, ['install', '--no-save', '--include=dev', '--prefix', folder, ...quiet], { env });
}

/**
 * The folder of a Node 24 for npm itself to run on. An npm that runs on an old Node silently leaves out
 * optional packages that want a newer one, such as the binary parts of our tools.
 */
async function nodeToInstallBy() {
  const name = `node-${process.platform}-${process.arch}`;
  const entry = packagesIn(join(ROOT, 'package-lock.json'))[`node_modules/${name}`];
  const ours = process.execPath.startsWith(join(ROOT, 'node_modules'));
  if (!entry || (Number(process.versions.node.split('.')[0]) >= 24 && !ours)) return dirname(process.execPath);
  const place = join(CACHE, 'node', entry.version);
  const bin = join('node_modules', name, 'bin');
  if (!isProgram(join(place, bin, 'node'))) {
    const fresh = `${place}.installing`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    const facts = { name: 'node-for-npm', version: '1.0.0', dependencies: { [name]: entry.version } };
    const { optional, ...wanted } = entry;
    const lock = { ...facts, lockfileVersion: 3, packages: { '': facts, [`node_modules/${name}`]: wanted } };
    writeFileSync(join(fresh, 'package.json'), JSON.stringify(facts));
    writeFileSync(join(fresh, 'package-lock.json'), JSON.stringify(lock));
    await npmInstall(fresh, OUTER_PATH);
    rmSync(place, { recursive: true, force: true });
    renameSync(fresh, place);
  }
  return join(place, bin);
}
