// The mediasoup workers: as many as settings say, the least loaded for a new room, a dead one made anew.
import { setTimeout as wait } from 'node:timers/promises';
import { MediaError, type MediaSettings } from '../contract.ts';
import { type Log, messageOf } from '../log.ts';
import { SfuWorker } from './worker.ts';

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 10_000;
/** A worker is made anew in a fraction of a second; who asks just then need not ask again. Shorter than the line's patience. */
const NEXT_WITHIN_MS = 8_000;

export class Workers {
  readonly #settings: MediaSettings;
  readonly #log: Log;
  readonly #onDied: (worker: SfuWorker) => void;
  readonly #alive = new Set<SfuWorker>();
  readonly #waiting = new Set<PromiseWithResolvers<SfuWorker>>();
  readonly #ended = new AbortController();

  private constructor(settings: MediaSettings, log: Log, onDied: (worker: SfuWorker) => void) {
    this.#settings = settings;
    this.#log = log;
    this.#onDied = onDied;
  }

  /** @param onDied its routers are closed already @throws Error when a worker does not start */
  static async create(settings: MediaSettings, log: Log, onDied: (worker: SfuWorker) => void): Promise<Workers> {
    const workers = new Workers(settings, log, onDied);
    try {
      await Promise.all(Array.from({ length: settings.workers }, (_, index) => workers.#add(index)));
    } catch (error) {
      workers.close();
      throw error;
    }
    return workers;
  }

  get alive(): readonly SfuWorker[] {
    return [...this.#alive];
  }

  /** While all of them are being made anew, the next one. @throws MediaError unavailable when none comes in time */
  async leastLoaded(): Promise<SfuWorker> {
    const [first] = this.alive.toSorted((a, b) => a.consumers - b.consumers || a.rooms - b.rooms);
    if (first !== undefined) return first;
    const next = Promise.withResolvers<SfuWorker>();
    this.#waiting.add(next);
    const late = setTimeout(() => next.reject(new MediaError('unavailable', 'no worker is alive')), NEXT_WITHIN_MS);
    return next.promise.finally(() => {
      clearTimeout(late);
      this.#waiting.delete(next);
    });
  }

  /** Of those alive. */
  async cpuSeconds(): Promise<number> {
    const seconds = await Promise.all(this.alive.map((worker) => worker.cpuSeconds()));
    return seconds.reduce((sum, one) => sum + one, 0);
  }

  close(): void {
    this.#ended.abort();
    for (const next of this.#waiting) next.reject(new MediaError('unavailable', 'shutting down'));
    for (const { worker } of this.#alive) worker.close();
    this.#alive.clear();
  }

  async #add(index: number): Promise<void> {
    const made = await SfuWorker.create(this.#settings, index);
    if (this.#ended.signal.aborted) return made.worker.close();
    this.#alive.add(made);
    for (const next of this.#waiting) next.resolve(made);
    made.worker.on('died', (error) => {
      this.#alive.delete(made);
      this.#log.error({ pid: made.worker.pid, why: messageOf(error) }, 'mediasoup worker died');
      this.#onDied(made);
      void this.#replace(index);
    });
  }

  async #replace(index: number): Promise<void> {
    const { signal } = this.#ended;
    for (let backOffMs = FIRST_BACK_OFF_MS; !signal.aborted; backOffMs = Math.min(2 * backOffMs, LONGEST_BACK_OFF_MS)) {
      await wait(backOffMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#add(index);
        return this.#log.info({ index }, 'mediasoup worker made anew');
      } catch (error) {
        this.#log.error({ index, why: messageOf(error) }, 'mediasoup worker not made anew yet');
      }
    }
  }
}
