// The async line to the database thread: statements in, in order, results out; nothing is left waiting when it dies.
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import {
  OPENING,
  type SqlResult,
  type SqlValue,
  type ThreadAnswer,
  type ThreadAsk,
  type ThreadSettings,
} from './sqlite-messages.ts';

/** A statement that SQLite refused; `resultCode` is its extended result code. */
export class SqliteError extends Error {
  readonly resultCode: number;

  constructor(message: string, resultCode: number) {
    super(message);
    this.name = 'SqliteError';
    this.resultCode = resultCode;
  }
}

type Waiting = { readonly resolve: (result: SqlResult) => void; readonly reject: (error: Error) => void };

export class SqliteLine {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  readonly #onDeath: (cause: Error) => void;
  #lastId = OPENING;
  #death: AppError | null = null;
  #closing: Promise<void> | null = null;

  /**
   * `onDeath` hears of a thread that ended without having been closed.
   * @throws Error when the file cannot be opened, is damaged, or would not be durable.
   */
  static async open(settings: ThreadSettings, onDeath: (cause: Error) => void = () => {}): Promise<SqliteLine> {
    const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: settings });
    const line = new SqliteLine(worker, onDeath);
    try {
      await line.#answerTo(OPENING);
      return line;
    } catch (error) {
      // A thread that could not open ends by itself; that is an error of opening, not a death.
      line.#closing = line.#ended;
      await line.#ended;
      throw error;
    }
  }

  private constructor(worker: Worker, onDeath: (cause: Error) => void) {
    this.#worker = worker;
    this.#onDeath = onDeath;
    worker.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    worker.on('error', (cause) => this.#die(cause));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.#die(new Error(`exit code ${code}`));
        resolve();
      });
    });
  }

  /** False once the thread has ended, for whatever reason. */
  get alive(): boolean {
    return this.#death === null;
  }

  /**
   * One statement. Resolves when SQLite has done it; a COMMIT resolves when it is on disk.
   * @throws SqliteError for a refused statement, AppError `internal` when the thread is gone.
   */
  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlResult> {
    return this.#ask({ id: ++this.#lastId, sql, parameters });
  }

  /** May be called twice; resolves when the file is closed and the thread has ended. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    if (this.alive) await this.#ask({ id: ++this.#lastId, close: true });
    await this.#ended;
  }

  #ask(ask: ThreadAsk): Promise<SqlResult> {
    if (this.#death !== null) return Promise.reject(this.#death);
    const answer = this.#answerTo(ask.id);
    this.#worker.postMessage(ask);
    return answer;
  }

  #answerTo(id: number): Promise<SqlResult> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle(answer: ThreadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('result' in answer) waiting?.resolve(answer.result);
    else waiting?.reject(new SqliteError(answer.error.message, answer.error.code));
  }

  /** Whether a statement under way was done is unknown, so it is answered with an error and the process should start anew. */
  #die(cause: Error): void {
    if (this.#death !== null) return;
    this.#death = new AppError('internal', 'the database thread has ended; restart the server', { cause });
    for (const waiting of this.#waiting.values()) waiting.reject(this.#death);
    this.#waiting.clear();
    if (this.#closing === null) this.#onDeath(cause);
  }
}
