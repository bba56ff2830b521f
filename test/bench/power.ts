// power [ROUNDS]: cuts the power under a data directory: what the file system had pushed to its disk by then is all that is there afterwards. Needs root.
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import { promisify } from 'node:util';
import { partsIn } from '../../media/journal/rebuild.ts';
import { recoverRecording } from '../../media/record/recover.ts';
import { Browserless } from '../running/browserless.ts';
import { openOffice } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { CountedSender } from './counted.ts';
import type { Benchmark } from './figures.ts';
import { type Lost, lostOf } from './kept.ts';
import type { KillNews, KillQuestion } from './kill-host.ts';
import { LoopDisk } from './loop-disk.ts';

const execute = promisify(execFile);
const PARTICIPANTS = 4;
const SHORTEST_MS = 4_000;
const LONGEST_MS = 10_000;
const AT_ONCE = 3;
const PASSWORD = 'a long enough password';

export const run: Benchmark = async ([count = '6']) => {
  const rounds = Number(count);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Error('ROUNDS is a number from 1 to 100');
  if (process.getuid?.() !== 0) throw new Error('power needs root: it mounts a file system of its own from a file');
  const results: (Lost & { acknowledged: number; lostRows: number })[] = [];
  for (let round = 0; round < rounds; round++) {
    // In every second round some files reach the disk by themselves, as a kernel in the background does it.
    results.push(await cut(round % 2 === 1));
    console.error(`${round + 1}: ${JSON.stringify(results.at(-1))}`);
  }
  const longest = (of: (one: Lost) => number) => Math.max(...results.map(of)) / 1_000;
  const sum = (of: (one: (typeof results)[number]) => number) => results.reduce((total, one) => total + of(one), 0);
  return {
    conditions: {
      ...{ rounds, participants: PARTICIPANTS, afterMs: [SHORTEST_MS, LONGEST_MS] },
      model:
        'ext4 (commit=300) on a loop device; writers stopped, the file behind it copied, the copy mounted; in every second round random files are synced meanwhile',
      kinderThanReality: 'no torn sectors, no reordering in a disk’s own cache',
      acknowledged: 'cases made over HTTP with the real server, which opens the copy afterwards',
    },
    figures: [
      { name: 'media lost per track, longest', value: longest((one) => one.lostMs), unit: 's' },
      { name: 'acknowledged rows lost', value: sum((one) => one.lostRows), unit: '' },
      { name: 'acknowledged rows', value: sum((one) => one.acknowledged), unit: '' },
      {
        name: 'media lost per track in the segments alone, longest',
        value: longest((one) => one.inSegmentsMs),
        unit: 's',
      },
      {
        name: 'media lost per track in the journal alone, longest',
        value: longest((one) => one.inJournalMs),
        unit: 's',
      },
    ],
  };
};

async function cut(background: boolean): Promise<Lost & { acknowledged: number; lostRows: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const [disk, copy] = [new LoopDisk(join(folder, 'disk')), new LoopDisk(join(folder, 'copy'))];
  const senders = Array.from({ length: PARTICIPANTS }, (_, index) => new CountedSender(index));
  const ended = new AbortController();
  const pids: number[] = [];
  try {
    await disk.make();
    // Never synced by anybody: that it is gone afterwards shows that the power was cut.
    await writeFile(join(disk.path, 'unsynced'), Buffer.alloc(100_000, 1));
    const server = await startServer({ DATA_DIR: disk.path });
    pids.push(...(await treeOf(server.process.pid ?? 0)));
    const office = await openOffice(server);
    const directory = join(disk.path, 'recordings', 'bench');
    const recorder = await record(directory, senders);
    pids.push(...(await treeOf(recorder.child.pid ?? 0)));
    const acknowledged: string[] = [];
    const writing = Array.from({ length: AT_ONCE }, () =>
      write(office.staff.prosecutor.browser, acknowledged, ended.signal),
    );
    if (background) writing.push(syncSome(disk.path, ended.signal));
    await wait(SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS));
    const sent = senders.map((sender) => structuredClone(sender.sent));
    const sure = [...acknowledged];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await execute('cp', ['--sparse=always', disk.image, copy.image]);
    ended.abort();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await Promise.all(writing);
    await copy.mount();
    const left = await readFile(join(copy.path, 'unsynced')).catch(() => Buffer.alloc(0));
    if (!background && left.includes(1)) throw new Error('the power was not cut: what nobody synced is there');
    const there = join(copy.path, 'recordings', 'bench');
    const { segments } = await recoverRecording(there, []);
    const lost = await lostOf({ directory: there, parts: await partsIn(there), segments }, recorder.tracks, sent);
    return { ...lost, acknowledged: sure.length, lostRows: await missingRows(copy.path, sure) };
  } finally {
    ended.abort();
    for (const sender of senders) sender.close();
    for (const pid of pids) killIfThere(pid);
    await disk.unmount();
    await copy.unmount();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A media process with its server that records what the senders send from now on. */
async function record(directory: string, senders: readonly CountedSender[]) {
  const child = fork(fileURLToPath(new URL('kill-host.ts', import.meta.url)), ['server'], { execArgv: [] });
  await told(child, 'serves');
  const ids = { recordingId: crypto.randomUUID(), zeroAtMs: Date.now(), known: [] };
  child.send({ participants: senders.length, directory, ...ids } satisfies KillQuestion);
  const recording = await told(child, 'recording');
  if (recording.is !== 'recording') throw new Error('not recording');
  for (const [index, sender] of senders.entries()) sender.sendTo(recording.ports[index] ?? null);
  const timer = setInterval(() => {
    for (const sender of senders) sender.tick();
  }, 5);
  child.once('exit', () => clearInterval(timer));
  return { child, tracks: recording.tracks };
}

const told = (child: ChildProcess, is: KillNews['is']): Promise<KillNews> =>
  new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the recorder ended')));
    child.on('message', (news: KillNews) => {
      if (news.is === is) resolve(news);
    });
  });

/** Makes cases one after the other; what was answered counts. */
async function write(browser: Browserless, acknowledged: string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const id = crypto.randomUUID();
    const made = browser.ask('createCase', { id, number: `京检听〔2026〕${id.slice(0, 8)}号`, title: '断电' });
    const stopped = new Promise<null>((resolve) =>
      signal.addEventListener('abort', () => resolve(null), { once: true }),
    );
    const answer = await Promise.race([made.catch(() => null), stopped]);
    if (answer !== null && answer.status < 300) acknowledged.push(id);
    if (answer === null) return;
  }
}

async function syncSome(path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const file = files[Math.floor(Math.random() * files.length)];
    if (file !== undefined && !signal.aborted)
      await execute('sync', ['-d', join(file.parentPath, file.name)]).catch(() => {});
    await wait(50);
  }
}

/** The real server opens what is left, and is asked for every row. */
async function missingRows(dataDir: string, ids: readonly string[]): Promise<number> {
  const server: RunningServer = await startServer({ DATA_DIR: dataDir });
  try {
    const browser = new Browserless(server.origin);
    await browser.call('signIn', { loginName: 'prosecutor', password: PASSWORD });
    let missing = 0;
    for (const id of ids) if ((await browser.ask('caseDetail', {}, id)).status !== 200) missing++;
    return missing;
  } finally {
    await server.stop();
  }
}

/** A process and all below it. */
async function treeOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(treeOf));
  return [pid, ...below.flat()];
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
