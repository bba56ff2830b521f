// `npm run models -- list | install NAME | install --from FILE-FOLDER-OR-URL [--as NAME] [--sha256 HEX] | check FOLDER | use NAME`: the speech models of this installation.
import { rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isLive } from '../model.ts';
import { CATALOGUE } from './catalogue.ts';
import { checkModel } from './check.ts';
import { download, forget, sha256OfFile } from './download.ts';
import { Shelf } from './shelf.ts';
import { copyFolder, rootOf, unpack } from './unpack.ts';

const USAGE = `npm run models -- list
npm run models -- install NAME
npm run models -- install --from FILE-FOLDER-OR-URL [--as NAME] [--sha256 HEX]
npm run models -- check FOLDER
npm run models -- use NAME`;
const TOLD_EVERY_MS = 1_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const stop = new AbortController();
process.on('SIGINT', () => stop.abort(new Error('stopped; the same command goes on from there')));

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: { type: 'string' }, as: { type: 'string' }, sha256: { type: 'string' } },
  });
  const [verb, name, ...more] = positionals;
  if (more.length > 0) throw new Error(USAGE);
  const shelf = await Shelf.open(resolve(process.env.DATA_DIR ?? './data'));
  if (verb === 'list') await list(shelf);
  else if (verb === 'install') await install(shelf, values.from, values.as ?? name, values.sha256);
  else if (verb === 'check' && name !== undefined) await check(name);
  else if (verb === 'use' && name !== undefined) await use(shelf, name);
  else throw new Error(USAGE);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function list(shelf: Shelf): Promise<void> {
  const [installed, used] = [await shelf.installed(), await shelf.inUse()];
  say('Installed:');
  if (installed.length === 0) say('  none');
  for (const { name, card, why } of installed) {
    const kind = card === null ? `cannot be used: ${why}` : isLive(card) ? 'live' : 'second pass';
    const isUsed = name === used.live || name === used.second;
    say(`  ${isUsed ? '*' : ' '} ${name}  ${kind}${card === null ? '' : `  ${card.licence}`}`);
  }
  say('Published (* above: in use):');
  for (const [name, { use: what, megabytes, licence, card }] of Object.entries(CATALOGUE))
    say(
      `    ${name}  ${what}, about ${megabytes} MB, ${licence}${card === null ? '; not used by this release yet' : ''}`,
    );
}

async function install(shelf: Shelf, from: string | undefined, name: string | undefined, given: string | undefined) {
  const published = name === undefined ? undefined : CATALOGUE[name];
  if (from === undefined && published === undefined)
    throw new Error(
      name === undefined ? USAGE : `no published model is called ${name}; "list" names those that are known`,
    );
  if (published?.card === null) throw new Error(`${name} is not used by this release yet`);
  const source = from ?? published?.url ?? '';
  const wanted = (given ?? (from === undefined ? published?.sha256 : null))?.toLowerCase() ?? null;
  const unpacked = shelf.incoming('unpacked');
  try {
    await fetchInto(shelf, source, wanted, unpacked);
    const folder = await rootOf(unpacked);
    if (published?.card) await writeFile(join(folder, 'model.json'), JSON.stringify(published.card, null, 2));
    say('trying it …');
    const { card, heard } = await checkModel(folder);
    await shelf.put(folder, card.name);
    say(`installed: ${card.name} (${card.licence}); of a trial sentence it heard: ${heard === '' ? 'nothing' : heard}`);
    say(`to use it: npm run models -- use ${card.name}`);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function fetchInto(shelf: Shelf, source: string, wanted: string | null, target: string): Promise<void> {
  if (!/^https?:/.test(source)) {
    if ((await stat(source)).isDirectory()) return copyFolder(source, target);
    await mustBe(await sha256OfFile(source), wanted, source);
    return unpack(source, target);
  }
  const file = shelf.incoming(`${encodeURIComponent(source).slice(-120)}.part`);
  let toldMs = 0;
  await download(
    source,
    file,
    (arrived, all) => {
      if (performance.now() - toldMs < TOLD_EVERY_MS) return;
      toldMs = performance.now();
      say(`  ${Math.round(arrived / 1e6)} ${all === null ? 'MB' : `of ${Math.round(all / 1e6)} MB`}`);
    },
    stop.signal,
  );
  const sum = await sha256OfFile(file);
  if (wanted === null)
    throw new Error(
      `${source} has arrived whole, and nothing here says what it ought to be. Its SHA-256 is\n  ${sum}\nCompare it with what its publisher says, then repeat the command with --sha256 ${sum}`,
    );
  if (sum !== wanted) await forget(file);
  await mustBe(sum, wanted, source);
  await unpack(file, target).finally(() => forget(file));
}

async function mustBe(sum: string, wanted: string | null, source: string): Promise<void> {
  if (wanted === null) say(`SHA-256 of ${source}: ${sum}`);
  else if (sum !== wanted)
    throw new Error(
      `${source} is not the file that was meant: its SHA-256 is ${sum} and not ${wanted}; nothing was installed`,
    );
}

async function check(folder: string): Promise<void> {
  const { card, heard } = await checkModel(folder);
  say(`${card.name}: the engine works with it (${isLive(card) ? 'live' : 'second pass'}, ${card.licence})`);
  say(`of a trial sentence it heard: ${heard === '' ? 'nothing' : heard}`);
}

async function use(shelf: Shelf, name: string): Promise<void> {
  const { card } = await checkModel(shelf.pathOf(name));
  const kind = await shelf.use(card.name);
  say(`${card.name} is used ${kind === 'live' ? 'for captions' : 'when a hearing is over'} from the next start on`);
}
