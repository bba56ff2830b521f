// The database with its one rule: whatever changes, changes in a transaction together with its entry in the trail.
import { Kysely, type Transaction } from 'kysely';
import type { Actor } from './actor.ts';
import { migrate } from './migrations.ts';
import type { NewTrailEntry } from './records.ts';
import { ThreadedSqliteDialect } from './sqlite-dialect.ts';
import { SqliteLine } from './sqlite-line.ts';
import type { ThreadSettings } from './sqlite-messages.ts';
import type { Tables } from './tables.ts';
import { appendEntry } from './trail-append.ts';

/** What can read and cannot write: a store's reading, or a change under way. */
export type Reader = Pick<Kysely<Tables>, 'selectFrom'>;

/** A change under way. Everything in it happens, its entries included, or nothing does. */
export type Change = {
  readonly db: Transaction<Tables>;
  readonly actor: Actor;
  /** One time for all rows and entries of the change. */
  readonly nowMs: number;
  /** `by` names somebody else than the change's actor, where who acts is known only inside. */
  readonly note: (entry: NewTrailEntry, by?: Actor) => Promise<void>;
};

/** `onDeath` hears of a database thread that ended by itself. */
export type StoreSettings = ThreadSettings & {
  readonly now: () => number;
  readonly onDeath?: (cause: Error) => void;
};

export class Store {
  /** The time of this store, in milliseconds of UTC. */
  readonly now: () => number;
  readonly #line: SqliteLine;
  readonly #db: Kysely<Tables>;
  #closing: Promise<void> | null = null;

  /** @throws Error when the file cannot be opened, is damaged, or would not be durable. */
  static async open({ file, checkAll, now, onDeath }: StoreSettings): Promise<Store> {
    const store = new Store(await SqliteLine.open({ file, checkAll }, onDeath), now);
    try {
      await migrate(store.#db);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  private constructor(line: SqliteLine, now: () => number) {
    this.#line = line;
    this.#db = new Kysely<Tables>({ dialect: new ThreadedSqliteDialect(line) });
    this.now = now;
  }

  /** False once the database thread has ended; only a restart of the process helps then. */
  get alive(): boolean {
    return this.#line.alive;
  }

  /**
   * A change by `actor`; resolves when it is on disk. Changes run one after the other.
   * `work` must use the change's `db` only: asking the store again inside would wait for itself.
   */
  async change<Result>(actor: Actor, work: (change: Change) => Promise<Result>): Promise<Result> {
    return this.#db.transaction().execute(async (db) => {
      const nowMs = this.now();
      return work({ db, actor, nowMs, note: (entry, by = actor) => appendEntry(db, by, nowMs, entry) });
    });
  }

  /** Several queries that see one and the same state. */
  async read<Result>(work: (db: Reader) => Promise<Result>): Promise<Result> {
    return this.#db.transaction().setAccessMode('read only').execute(work);
  }

  /** Waits for everything asked before, refuses everything asked after. May be called twice. */
  async close(): Promise<void> {
    this.#closing ??= this.#db.connection().execute(() => this.#line.close());
    await this.#closing;
  }
}
