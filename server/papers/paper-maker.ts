// A thread that makes papers, kept warm: it is started when the first one is wanted, and anew when it has ended.
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import type { MadePaper, PaperAnswer, PaperAsk, PaperOrder } from './paper-messages.ts';

export class PaperMaker {
  readonly #longestMs: number;
  #thread: Worker | null = null;
  #lastId = 0;
  /** Papers are set one after the other, so that the time of each is its own. */
  #before: Promise<unknown> = Promise.resolve();

  /** @param longestMs whatever takes this long never ends */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** @throws AppError `internal` when it cannot be made, or not in time */
  make(order: PaperOrder): Promise<MadePaper> {
    const made = this.#before.then(async () => {
      this.#lastId += 1;
      const answer = await this.#ask({ id: this.#lastId, order });
      if ('failure' in answer) throw new AppError('internal', 'the paper could not be set', { cause: answer.failure });
      return answer;
    });
    this.#before = made.catch(() => {});
    return made;
  }

  #ask(message: PaperAsk): Promise<PaperAnswer> {
    const worker = this.#thread ?? this.#start();
    // An idle thread keeps no process alive; one at work does.
    worker.ref();
    return new Promise<PaperAnswer>((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd).unref();
      };
      const onMessage = (answer: PaperAnswer): void => {
        settle();
        resolve(answer);
      };
      const onEnd = (cause: unknown): void => {
        settle();
        reject(new AppError('internal', 'the paper thread has ended', { cause }));
      };
      const timer = setTimeout(() => {
        this.#forget(worker);
        void worker.terminate();
        onEnd('too slow');
      }, this.#longestMs);
      worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
      worker.postMessage(message);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./paper-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.on('error', () => this.#forget(worker)).on('exit', () => this.#forget(worker));
    this.#thread = worker;
    return worker;
  }

  /** The next paper starts another thread. */
  #forget(worker: Worker): void {
    if (this.#thread === worker) this.#thread = null;
  }
}
