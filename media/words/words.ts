// The words process as the media process holds it: fed with packets over a bounded line, started again when it dies; what it could not take is a hole.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Log, messageOf } from '../log.ts';
import type { FromWords, ToWords } from './line.ts';
import type { Said } from './speaker.ts';

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Packets of one track that go in one message: 60 ms of sound. */
const BATCH = 3;
/** Packets on their way for all tracks together, of 50 a second each: beyond it the engine is hopelessly behind. */
const MOST_ON_THE_WAY = 5_000;
const SILENT_MS = 3_000;
const READY_MS = 20_000;
const BACK_OFF_MS = [500, 1_000] as const;
/** A machine that refused to start it is not asked again at once. */
const NO_MEMORY_MS = 5_000;
/** So many deaths within so short a time: captions are given up for a while, and what is said is listened to after the hearing. */
const MOST_DEATHS = 3;
const DEATHS_WITHIN_MS = 120_000;
const GIVEN_UP_MS = 600_000;
/** The words come so late that it has to be said, until the engine has caught up. */
const DELAYED_MS = 8_000;
const CAUGHT_UP_MS = 2_000;

/** given_up: it died too often, and is tried again later. */
export type WordsState = 'starting' | 'on' | 'delayed' | 'interrupted' | 'given_up';
/** lag: the engine could not follow. engine: it died, or was not there. */
export type Hole = {
  readonly trackId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: 'lag' | 'engine';
};

export type WordsNews = {
  said(state: 'partial' | 'final', trackId: string, said: Said): void;
  hole(hole: Hole): void;
  /** All of a track that was closed has been told. */
  closed(trackId: string): void;
  state(state: WordsState): void;
};

type Track = {
  waiting: (readonly [Uint8Array, number])[];
  /** On the hearing's clock: when the newest packet came, up to when its words were told, and since when none was handed on. */
  lastMs: number | null;
  toldMs: number | null;
  holeSinceMs: number | null;
  holeReason: Hole['reason'];
  /** No packet comes any more, but words may. */
  closed: boolean;
  /** Sentences are counted on when another process listens. */
  firstSegment: number;
  nextSegment: number;
};

type Life =
  | {
      readonly is: 'starting' | 'on';
      readonly child: ChildProcess;
      readonly sinceMs: number;
      readonly isDelayed: boolean;
    }
  | { readonly is: 'resting'; readonly untilMs: number };

export class Words {
  readonly #model: string;
  readonly #news: WordsNews;
  readonly #log: Log;
  readonly #tracks = new Map<string, Track>();
  readonly #timer: NodeJS.Timeout;
  #life: Life;
  #heardMs = 0;
  #onTheWay = 0;
  #deaths: readonly number[] = [];
  #closed = false;

  /** @param model folder of the speech model, see model.ts */
  constructor(model: string, news: WordsNews, log: Log) {
    this.#model = model;
    this.#news = news;
    this.#log = log;
    this.#life = this.#start();
    this.#timer = setInterval(() => this.#look(performance.now()), 250);
  }

  get pid(): number | undefined {
    return this.#life.is === 'resting' ? undefined : this.#life.child.pid;
  }

  open(trackId: string): void {
    const before = this.#tracks.get(trackId)?.nextSegment ?? 0;
    this.#tracks.set(trackId, {
      ...{ waiting: [], lastMs: null, toldMs: null, holeSinceMs: null, holeReason: 'engine' },
      ...{ closed: false, firstSegment: before, nextSegment: before },
    });
    this.#send({ kind: 'open', trackId });
  }

  /** Costs the caller next to nothing, whatever the engine does. @param atMs arrival on the hearing's clock */
  packet(trackId: string, bytes: Uint8Array, atMs: number): void {
    const track = this.#tracks.get(trackId);
    if (track === undefined || track.closed) return;
    track.lastMs = atMs;
    track.toldMs ??= atMs;
    const reason = this.#life.is !== 'on' ? 'engine' : this.#onTheWay > MOST_ON_THE_WAY ? 'lag' : null;
    if (reason !== null) {
      track.holeSinceMs ??= track.waiting[0]?.[1] ?? atMs;
      track.holeReason = reason;
      track.waiting = [];
      return;
    }
    if (track.holeSinceMs !== null) this.#endHole(trackId, track, atMs);
    track.waiting.push([bytes, atMs]);
    if (track.waiting.length >= BATCH) this.#flush(trackId, track);
  }

  close(trackId: string): void {
    const track = this.#tracks.get(trackId);
    if (track === undefined) return;
    this.#flush(trackId, track);
    if (track.holeSinceMs !== null) this.#endHole(trackId, track, track.lastMs ?? track.holeSinceMs);
    track.closed = true;
    this.#send({ kind: 'close', trackId });
    if (this.#life.is !== 'on') this.#forget(trackId);
  }

  /** Ends the process; nothing is told after it. May be called twice. */
  end(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    if (this.#life.is !== 'resting') this.#life.child.disconnect();
    this.#life = { is: 'resting', untilMs: Number.POSITIVE_INFINITY };
  }

  #flush(trackId: string, track: Track): void {
    if (track.waiting.length === 0) return;
    this.#onTheWay += track.waiting.length;
    this.#send({ kind: 'packets', trackId, packets: track.waiting });
    track.waiting = [];
  }

  #endHole(trackId: string, track: Track, atMs: number): void {
    if (track.holeSinceMs === null) return;
    this.#news.hole({ trackId, startMs: track.holeSinceMs, endMs: atMs, reason: track.holeReason });
    track.holeSinceMs = null;
  }

  #forget(trackId: string): void {
    this.#tracks.delete(trackId);
    this.#news.closed(trackId);
  }

  #send(message: ToWords): void {
    if (this.#life.is === 'resting' || !this.#life.child.connected) return;
    this.#life.child.send(message, undefined, undefined, () => {});
  }

  #start(): Life {
    const child = fork(PROGRAM, [], {
      env: { PATH: process.env.PATH ?? '', WORDS_MODEL: this.#model },
      execArgv: ['--expose-gc'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message: FromWords) => this.#arrived(child, message));
    child.on('exit', (code, signal) => this.#died(child, code, signal));
    child.on('error', (error) => {
      // One that was never there does not exit, and its model is not to blame.
      if (child.pid === undefined) this.#notStarted(error.message);
      else this.#log.error({ why: error.message }, 'words process');
    });
    this.#news.state('starting');
    return { is: 'starting', child, sinceMs: performance.now(), isDelayed: false };
  }

  #arrived(child: ChildProcess, message: FromWords): void {
    if (this.#life.is === 'resting' || this.#life.child !== child) return;
    this.#heardMs = performance.now();
    if (message.kind === 'ready') {
      this.#life = { is: 'on', child, sinceMs: this.#heardMs, isDelayed: false };
      this.#onTheWay = 0;
      for (const [trackId, track] of this.#tracks) {
        track.firstSegment = track.nextSegment;
        this.#send({ kind: 'open', trackId });
      }
      this.#news.state('on');
      this.#log.info({ wordsPid: child.pid ?? null }, 'words process serves');
    } else if (message.kind === 'closed') {
      if (this.#tracks.get(message.trackId)?.closed === true) this.#forget(message.trackId);
    } else if (message.kind === 'beat') {
      this.#onTheWay = Math.max(0, this.#onTheWay - message.taken);
      this.#behind(this.#life, message.behindMs);
    } else if (message.kind === 'skipped') {
      const { trackId, span } = message;
      this.#news.hole({ trackId, ...span, reason: 'lag' });
      const track = this.#tracks.get(trackId);
      // Said so already, should it die next.
      if (track !== undefined) track.toldMs = Math.max(track.toldMs ?? 0, span.endMs);
    } else {
      const track = this.#tracks.get(message.trackId);
      if (track !== undefined) this.#said(message.kind, message.trackId, track, message.said);
    }
  }

  #behind(life: Life & { readonly is: 'starting' | 'on' }, behindMs: number): void {
    const isDelayed = behindMs > (life.isDelayed ? CAUGHT_UP_MS : DELAYED_MS);
    if (isDelayed === life.isDelayed) return;
    this.#life = { ...life, isDelayed };
    this.#news.state(isDelayed ? 'delayed' : 'on');
    this.#log.warn({ behindMs }, isDelayed ? 'words come late' : 'words have caught up');
  }

  #said(kind: 'partial' | 'final', trackId: string, track: Track, said: Said): void {
    const segment = track.firstSegment + said.segment;
    track.nextSegment = segment + 1;
    if (kind === 'final') track.toldMs = said.words.at(-1)?.startMs ?? track.toldMs;
    this.#news.said(kind, trackId, { ...said, segment });
  }

  #died(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#closed || this.#life.is === 'resting' || this.#life.child !== child) return;
    const nowMs = performance.now();
    this.#deaths = [...this.#deaths, nowMs].filter((atMs) => nowMs - atMs < DEATHS_WITHIN_MS);
    const isGivenUp = this.#deaths.length >= MOST_DEATHS;
    const restMs = isGivenUp ? GIVEN_UP_MS : (BACK_OFF_MS[this.#deaths.length - 1] ?? 0);
    this.#life = { is: 'resting', untilMs: nowMs + restMs };
    // What it had taken and not yet told is lost with it.
    for (const [trackId, track] of this.#tracks) {
      track.holeSinceMs ??= track.toldMs;
      if (!track.closed) continue;
      this.#endHole(trackId, track, track.lastMs ?? 0);
      this.#forget(trackId);
    }
    this.#log.error({ code, signal, restMs }, 'words process died');
    this.#news.state(isGivenUp ? 'given_up' : 'interrupted');
  }

  /** A machine that has no memory left for it refuses at once: that must not end the recorder in whose process this is. */
  #again(): void {
    try {
      this.#life = this.#start();
    } catch (error) {
      this.#notStarted(messageOf(error));
    }
  }

  #notStarted(why: string): void {
    if (this.#closed) return;
    this.#log.error({ why }, 'words process not started');
    this.#life = { is: 'resting', untilMs: performance.now() + NO_MEMORY_MS };
    this.#news.state('interrupted');
  }

  #look(nowMs: number): void {
    if (this.#life.is === 'resting') {
      if (nowMs >= this.#life.untilMs) this.#again();
      return;
    }
    const { is, child, sinceMs } = this.#life;
    const isStuck = is === 'on' ? nowMs - this.#heardMs > SILENT_MS : nowMs - sinceMs > READY_MS;
    // Whatever holds it up, it is not asked politely: its exit is told by `#died`.
    if (isStuck) child.kill('SIGKILL');
    for (const [trackId, track] of this.#tracks) this.#flush(trackId, track);
  }
}
