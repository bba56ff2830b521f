// What kill.ts plays on: senders, a server with its media process, a recording's folder, and what is found in it after each kill.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import type { ClosedSegment } from '../../media/contract.ts';
import { readJournal } from '../../media/journal/reader.ts';
import { partsIn } from '../../media/journal/rebuild.ts';
import { measureFile } from '../../media/record/file.ts';
import { CountedSender } from './counted.ts';
import { type Lost, lostOf } from './kept.ts';
import type { KillNews, KillQuestion } from './kill-host.ts';

export const VICTIMS = ['media process', 'server', 'worker'] as const;
export type Victim = (typeof VICTIMS)[number];
export const PARTICIPANTS = 4;
const PATIENCE_MS = 20_000;

export type Round = Lost & { readonly unreadable: number };
type Recording = Extract<KillNews, { is: 'recording' }>;

export class KillScene {
  readonly #directory: string;
  readonly #senders = Array.from({ length: PARTICIPANTS }, (_, index) => new CountedSender(index));
  readonly #timer = setInterval(() => this.#tick(), 5);
  readonly #recordingId = crypto.randomUUID();
  readonly #zeroAtMs = Date.now();
  readonly #segments = new Map<string, ClosedSegment>();
  readonly #looked = new Set<string>();
  readonly #bad = new Set<string>();
  #news: { readonly atMs: number; readonly news: KillNews }[] = [];
  #firstPart = 0;
  #server: ChildProcess;
  #recording: Recording | null = null;
  #killed: { readonly victim: Victim; readonly atMs: number } | null = null;
  readonly #outages: { readonly victim: Victim; readonly ms: number }[] = [];

  private constructor(directory: string) {
    this.#directory = directory;
    this.#server = this.#serve();
  }

  static async create(): Promise<KillScene> {
    return new KillScene(await mkdtemp(join(tmpdir(), 'open-hearing-bench-')));
  }

  async begin(): Promise<void> {
    await this.#until(({ is }) => is === 'serves');
    await this.#record();
  }

  async round(victim: Victim, afterMs: number): Promise<Round> {
    const tracks = this.#recording?.tracks ?? [];
    await wait(afterMs);
    this.#noteOutage();
    this.#killed = { victim, atMs: performance.now() };
    const sent = this.#senders.map((sender) => structuredClone(sender.sent));
    await this.#kill(victim);
    for (const sender of this.#senders) sender.sendTo(null);
    await this.#again(victim);
    // Each life of the recorder begins a part of its own.
    const parts = (await partsIn(this.#directory)).slice(this.#firstPart);
    this.#firstPart += parts.length;
    const recovered = await this.#record();
    const lost = await lostOf({ directory: this.#directory, parts, segments: this.#segments.values() }, tracks, sent);
    return { ...lost, unreadable: await this.#unreadable(recovered) };
  }

  /** Waits until everybody is recorded again. */
  async settle(): Promise<void> {
    for (const { trackId } of this.#recording?.tracks ?? [])
      await this.#until((news) => news.is === 'opened' && news.trackId === trackId);
    this.#noteOutage();
  }

  longestOutageMs(victim: Victim): number {
    return Math.max(...this.#outages.flatMap((one) => (one.victim === victim ? [one.ms] : [])));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const sender of this.#senders) sender.close();
    this.#server.disconnect();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Of the kill before, unless the next comes before everybody is recorded again. */
  #noteOutage(): void {
    const opened = this.#news.flatMap(({ atMs, news }) => (news.is === 'opened' ? [{ atMs, ...news }] : []));
    const all = this.#recording?.tracks.every(({ trackId }) => opened.some((one) => one.trackId === trackId)) === true;
    if (this.#killed === null || !all) return;
    const { victim, atMs } = this.#killed;
    this.#outages.push({ victim, ms: Math.max(...opened.map((one) => one.atMs)) - atMs });
  }

  #tick(): void {
    for (const sender of this.#senders) sender.tick();
  }

  #serve(): ChildProcess {
    const child = fork(fileURLToPath(new URL('kill-host.ts', import.meta.url)), ['server'], { execArgv: [] });
    child.on('message', (news: KillNews) => {
      this.#news.push({ atMs: performance.now(), news });
      if (news.is === 'closed') this.#segments.set(news.segment.segmentId, news.segment);
    });
    return child;
  }

  /** @throws Error when it is not told in time */
  async #until(fits: (news: KillNews) => boolean): Promise<KillNews> {
    for (const endMs = performance.now() + PATIENCE_MS; ; await wait(2)) {
      const found = this.#news.find(({ news }) => fits(news));
      if (found !== undefined) return found.news;
      if (performance.now() > endMs) throw new Error(`not told in time: ${JSON.stringify(this.#news.slice(-3))}`);
    }
  }

  /** @throws Error when what was to be killed was not */
  async #kill(victim: Victim): Promise<void> {
    const serves = this.#news.findLast(({ news }) => news.is === 'serves')?.news;
    if (serves?.is !== 'serves' || this.#recording === null) throw new Error('nothing to kill');
    const pid = { 'media process': serves.pid, server: this.#server.pid, worker: this.#recording.workerPid }[victim];
    if (pid === undefined) throw new Error('nothing to kill');
    this.#news = [{ atMs: 0, news: serves }];
    const exited = new Promise<string | null>((resolve) =>
      this.#server.once('exit', (_code, signal) => resolve(signal)),
    );
    process.kill(pid, 'SIGKILL');
    if (victim === 'worker') await this.#until(({ is }) => is === 'workerDied');
    else if (victim === 'server' && (await exited) !== 'SIGKILL') throw new Error('the server was not killed');
    else if (victim === 'media process') {
      const died = await this.#until(({ is }) => is === 'mediaDied');
      if (died.is !== 'mediaDied' || died.signal !== 'SIGKILL') throw new Error('the media process was not killed');
    }
  }

  async #again(victim: Victim): Promise<void> {
    if (victim === 'worker') return;
    if (victim === 'server') this.#server = this.#serve();
    await this.#until((news) => news.is === 'serves' && news !== this.#news[0]?.news);
  }

  /** @returns what was found and could not be read */
  async #record(): Promise<readonly string[]> {
    const question: KillQuestion = {
      ...{ participants: PARTICIPANTS, directory: this.#directory },
      ...{ recordingId: this.#recordingId, zeroAtMs: this.#zeroAtMs, known: [...this.#segments.keys()] },
    };
    this.#news = this.#news.filter(({ news }) => news.is !== 'recording' && news.is !== 'opened');
    this.#server.send(question);
    const recording = await this.#until(({ is }) => is === 'recording');
    if (recording.is !== 'recording') throw new Error('not recording');
    this.#recording = recording;
    for (const segment of recording.recovered.segments) this.#segments.set(segment.segmentId, segment);
    for (const [index, sender] of this.#senders.entries()) sender.sendTo(recording.ports[index] ?? null);
    return recording.recovered.unreadable;
  }

  /** Files that recovery could not read, segments that are not what they were said to be, and journal parts that are none or were altered: new ones. */
  async #unreadable(recovered: readonly string[]): Promise<number> {
    const bad = [...recovered];
    for (const { file, sha256 } of this.#segments.values()) {
      if (this.#looked.has(file)) continue;
      this.#looked.add(file);
      if ((await measureFile(join(this.#directory, file))).sha256 !== sha256) bad.push(file);
    }
    // The last one is being written now.
    for (const part of (await partsIn(this.#directory)).slice(0, -1)) {
      if (this.#looked.has(part)) continue;
      this.#looked.add(part);
      const { is, bytes } = await readJournal(part, () => {});
      const empty = bytes === 0 && (await stat(part)).size === 0;
      if (is !== 'whole' && is !== 'torn' && !empty) bad.push(part);
    }
    const fresh = bad.filter((one) => !this.#bad.has(one));
    for (const one of fresh) this.#bad.add(one);
    return fresh.length;
  }
}
