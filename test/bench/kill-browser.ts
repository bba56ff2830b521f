// The same kills with the real server, its media process and a browser that sends over SRTP: what the journal and the segments have up to the kill.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readJournal } from '../../media/journal/reader.ts';
import { partsIn } from '../../media/journal/rebuild.ts';
import { MAX_HEAD_BYTES } from '../../media/record/mkv.ts';
import { readMkv } from '../../media/record/mkvread.ts';
import { enterAsStaff, openHearing } from '../browser/walk.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { openOffice, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import type { Victim } from './kill-scene.ts';

const PATIENCE_MS = 40_000;
const LOOK_MS = 100;
/** A track is recorded when so many of its packets are in the journal. */
const PACKETS = 20;

export type BrowserRound = { readonly lostMs: number; readonly unreadable: number; readonly outageMs: number };
type Life = {
  /** By track, on the recording's clock. */
  readonly tracks: ReadonlyMap<string, { readonly source: string; packets: number; lastMs: number }>;
  readonly zeroAtMs: number;
  readonly parts: number;
};

export class BrowserScene {
  #server: RunningServer;
  readonly #chair: Person;
  readonly #bad = new Set<string>();
  #life: Life;

  private constructor(server: RunningServer, chair: Person, life: Life) {
    this.#server = server;
    this.#chair = chair;
    this.#life = life;
  }

  static async create(): Promise<BrowserScene> {
    const server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
    const office = await openOffice(server);
    const hearing = await prepareHearing(office);
    const chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
    await continueAs(chair, office.staff.prosecutor.browser);
    await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
    await enterAsStaff(chair.page);
    await openHearing(chair.page);
    return new BrowserScene(server, chair, await recorded(server.dataDir, 0));
  }

  async round(victim: Victim, afterMs: number): Promise<BrowserRound> {
    await wait(afterMs);
    const { parts } = this.#life;
    const pid = await this.#pidOf(victim);
    const ended =
      victim === 'server' ? new Promise((resolve) => this.#server.process.once('exit', resolve)) : gone(pid);
    const killedAtMs = Date.now();
    process.kill(pid, 'SIGKILL');
    await ended;
    if (victim === 'server') {
      this.#server = await this.#server.again();
      await this.#chair.page.getByRole('button', { name: '继续听证' }).click({ timeout: PATIENCE_MS });
    }
    this.#life = await recorded(this.#server.dataDir, parts);
    const outageMs = Date.now() - killedAtMs;
    const before = await lifeIn(this.#server.dataDir, parts - 1, parts);
    if (before.tracks.size < 2) throw new Error('nothing was recorded before the kill');
    // Rounded up: the packet that came last may have been the last one that was sent.
    const lost = [...before.tracks.values()].map(({ lastMs }) => killedAtMs - before.zeroAtMs - lastMs);
    return { lostMs: Math.max(0, ...lost), unreadable: await this.#unreadable(), outageMs };
  }

  async close(): Promise<void> {
    await this.#chair.browser.close();
    await this.#server.remove();
  }

  async #pidOf(victim: Victim): Promise<number> {
    if (victim === 'server') return this.#server.process.pid ?? 0;
    const media = Number([...this.#server.output().matchAll(/"mediaPid":(\d+)/g)].at(-1)?.[1] ?? 0);
    if (victim === 'media process') return media;
    const children = await readFile(`/proc/${media}/task/${media}/children`, 'utf8');
    for (const pid of children.split(' ').filter(Boolean).map(Number))
      if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('mediasoup-worker')) return pid;
    throw new Error('no worker');
  }

  /** Files of the record that cannot be read; the ones that are being written now are looked at in the next round. */
  async #unreadable(): Promise<number> {
    const folder = await recordingFolder(this.#server.dataDir);
    const bad: string[] = [];
    for (const file of await readdir(folder)) {
      const path = join(folder, file);
      // What recovery could not close has kept its first name.
      const isLeft = file.endsWith('.part') && !this.#life.tracks.has(file.slice(0, 36));
      if (file.endsWith('.mkv') && readMkv(await readFile(path)).frames.length === 0) bad.push(file);
      if (isLeft && (await stat(path)).size > MAX_HEAD_BYTES) bad.push(file);
    }
    for (const part of (await partsIn(folder)).slice(0, -1)) {
      const { is } = await readJournal(part, () => {});
      if (is !== 'whole' && is !== 'torn' && (await stat(part)).size > 0) bad.push(part);
    }
    const fresh = bad.filter((one) => !this.#bad.has(one));
    for (const one of fresh) this.#bad.add(one);
    return fresh.length;
  }
}

async function recordingFolder(dataDir: string): Promise<string> {
  const [name = ''] = await readdir(join(dataDir, 'recordings'));
  return join(dataDir, 'recordings', name);
}

/** What the journal has in these parts. */
async function lifeIn(dataDir: string, from: number, to?: number): Promise<Life> {
  const parts = await partsIn(await recordingFolder(dataDir)).catch(() => []);
  const tracks = new Map<string, { source: string; packets: number; lastMs: number }>();
  let zeroAtMs = 0;
  for (const part of parts.slice(Math.max(0, from), to)) {
    const streams = new Map<number, string>();
    await readJournal(part, (record) => {
      if (record.kind === 'head') zeroAtMs = record.head.zeroAtMs;
      if (record.kind === 'stream') {
        const { trackId, source } = record.about;
        streams.set(record.stream, trackId);
        tracks.set(trackId, { source, packets: 0, lastMs: 0 });
      }
      const track = record.kind === 'packet' ? tracks.get(streams.get(record.stream) ?? '') : undefined;
      if (record.kind !== 'packet' || track === undefined) return;
      track.packets++;
      track.lastMs = record.atMs;
    });
  }
  return { tracks, zeroAtMs, parts: parts.length };
}

/** Waits until sound and picture are recorded in a part after so many. */
async function recorded(dataDir: string, parts: number): Promise<Life> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await wait(LOOK_MS)) {
    const life = await lifeIn(dataDir, parts);
    const flowing = [...life.tracks.values()].filter(({ packets }) => packets >= PACKETS);
    if (life.parts > parts && new Set(flowing.map(({ source }) => source)).size === 2) return life;
  }
  throw new Error('sound and picture are not recorded');
}

/** @throws Error when the process is still there after a while */
async function gone(pid: number): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await wait(5)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State:\tZ');
    if (/^State:\s+[ZX]/m.test(status)) return;
  }
  throw new Error('not killed');
}
