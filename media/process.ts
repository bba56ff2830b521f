// The media process as the server holds it: started, asked, listened to, started again when it dies, asked to end.
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  MediaError,
  type MediaSettings,
  type NoticeBody,
  type NoticeName,
  type RequestAnswer,
  type RequestBody,
  type RequestName,
} from './contract.ts';
import { AskingEnd, ipcChannel } from './line.ts';
import { type Log, messageOf } from './log.ts';

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));
const READY_MS = 20_000;
/** Between being asked to end, having ended, and being killed. */
const LEAVE_MS = 5_000;
const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 10_000;
/** Served this long: the next death begins with the first back-off again. */
const STEADY_MS = 60_000;

type State =
  | { readonly is: 'serving'; readonly child: ChildProcess; readonly line: AskingEnd; readonly sinceMs: number }
  | { readonly is: 'down' }
  | { readonly is: 'closed' };

export class MediaProcess {
  readonly #settings: MediaSettings;
  readonly #log: Log;
  readonly #listeners: ((line: AskingEnd) => void)[] = [];
  readonly #lives = new Set<(life: 'down' | 'up') => void>();
  readonly #ended = new AbortController();
  #state: State = { is: 'down' };
  #backOffMs = FIRST_BACK_OFF_MS;
  #closing: Promise<void> | null = null;

  private constructor(settings: MediaSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** @throws MediaError unavailable when it does not serve within 20 s */
  static async start(settings: MediaSettings, { log }: { log: Log }): Promise<MediaProcess> {
    const media = new MediaProcess(settings, log);
    media.on('log', ({ level, text, fields }) => log[level](fields, text));
    await media.#serve();
    return media;
  }

  get pid(): number | undefined {
    return this.#state.is === 'serving' ? this.#state.child.pid : undefined;
  }

  /** @throws MediaError of the contract's codes; `unavailable` when it died, is being started again, or is silent for too long */
  async request<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<RequestAnswer<Name>> {
    if (this.#state.is !== 'serving')
      throw new MediaError('unavailable', `${name}: the media process is ${this.#state.is}`);
    return this.#state.line.request(name, body);
  }

  /** Outlives restarts. */
  on<Name extends NoticeName>(name: Name, listener: (body: NoticeBody<Name>) => void): void {
    const attach = (line: AskingEnd) => void line.on(name, listener);
    this.#listeners.push(attach);
    if (this.#state.is === 'serving') attach(this.#state.line);
  }

  /** `down`: everything in it is gone. `up`: a new one serves, empty. The first start and `close` are not told. */
  onLife(listener: (life: 'down' | 'up') => void): void {
    this.#lives.add(listener);
  }

  /** Asks it to close its files and end, waits, and only then kills. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const state = this.#state;
    this.#state = { is: 'closed' };
    this.#ended.abort();
    if (state.is !== 'serving') return;
    const exited = exitOf(state.child);
    await state.line.request('shutdown', {}).catch((error: unknown) => {
      this.#log.warn({ why: messageOf(error) }, 'media process did not answer the request to end');
    });
    await exitWithin(exited, state.child, LEAVE_MS, this.#log);
  }

  async #serve(): Promise<void> {
    const child = fork(PROGRAM, [], {
      // Nothing of the server's environment, which holds secrets, goes along.
      env: { PATH: process.env.PATH ?? '', MEDIA_SETTINGS: JSON.stringify(this.#settings) },
      execArgv: [],
      // Its own process group: Ctrl-C at the terminal reaches the server alone, which then ends things in order.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const exited = exitOf(child);
    const line = new AskingEnd(ipcChannel(child), (why) =>
      this.#log.error({ why }, 'media process sent what was not agreed'),
    );
    for (const attach of this.#listeners) attach(line);
    if (!(await readyWithin(line, exited, READY_MS))) {
      await exitWithin(exited, child, 0, this.#log);
      throw new MediaError('unavailable', `the media process did not start (exit code ${child.exitCode})`);
    }
    if (this.#ended.signal.aborted) {
      await line.request('shutdown', {}).catch(() => {});
      return exitWithin(exited, child, LEAVE_MS, this.#log);
    }
    this.#state = { is: 'serving', child, line, sinceMs: performance.now() };
    this.#log.info({ mediaPid: child.pid ?? null }, 'media process serves');
    void exited.then(() => this.#died(child));
  }

  #died(child: ChildProcess): void {
    if (this.#state.is !== 'serving' || this.#state.child !== child) return;
    this.#state.line.close();
    if (performance.now() - this.#state.sinceMs > STEADY_MS) this.#backOffMs = FIRST_BACK_OFF_MS;
    this.#state = { is: 'down' };
    this.#log.error({ exitCode: child.exitCode, signal: child.signalCode }, 'media process died');
    this.#tell('down');
    void this.#startAgain();
  }

  async #startAgain(): Promise<void> {
    const { signal } = this.#ended;
    while (this.#state.is === 'down' && !signal.aborted) {
      await wait(this.#backOffMs, undefined, { signal, ref: false }).catch(() => {});
      this.#backOffMs = Math.min(2 * this.#backOffMs, LONGEST_BACK_OFF_MS);
      if (signal.aborted) return;
      try {
        await this.#serve();
      } catch (error) {
        this.#log.error({ why: messageOf(error), nextMs: this.#backOffMs }, 'media process not started again yet');
      }
    }
    if (this.#state.is === 'serving') this.#tell('up');
  }

  #tell(life: 'down' | 'up'): void {
    for (const listener of this.#lives) listener(life);
  }
}

/** A spawn that fails has no exit: its `error` counts as one. */
const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });

async function readyWithin(line: AskingEnd, exited: Promise<void>, ms: number): Promise<boolean> {
  const enough = new AbortController();
  const ready = new Promise<boolean>((resolve) => void line.on('ready', () => resolve(true)));
  const late = wait(ms, false, { signal: enough.signal }).catch(() => false);
  return Promise.race([ready, late, exited.then(() => false)]).finally(() => enough.abort());
}

async function exitWithin(exited: Promise<void>, child: ChildProcess, ms: number, log: Log): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const enough = new AbortController();
  const late = wait(ms, 'late' as const, { signal: enough.signal }).catch(() => 'done' as const);
  if ((await Promise.race([exited, late])) === 'late') {
    log.warn({ pid: child.pid }, 'media process did not end and is killed');
    child.kill('SIGKILL');
    await exited;
  }
  enough.abort();
}
