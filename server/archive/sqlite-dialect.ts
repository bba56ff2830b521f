// Kysely's dialect for SQLite in a thread: one connection, handed from one user to the next in the order of asking.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  DialectAdapterBase,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import type { SqliteLine } from './sqlite-line.ts';
import type { SqlValue } from './sqlite-messages.ts';

export class ThreadedSqliteDialect implements Dialect {
  readonly #line: SqliteLine;

  constructor(line: SqliteLine) {
    this.#line = line;
  }

  createDriver(): Driver {
    return new LineDriver(this.#line);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapterBase {
    return new LineAdapter();
  }

  // The shape of the tables does not matter to an introspector, so Kysely's own signature leaves it open.
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

class LineAdapter extends DialectAdapterBase {
  /** The driver below queues by itself, first come first served; Kysely's own queue wakes all who wait each time. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
  /** All migrations of a start stand or fall together: a process killed between them leaves nothing half done. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
  override get supportsReturning(): boolean {
    return true;
  }
  // One process owns the directory and migrations run inside BEGIN IMMEDIATE: there is nothing left to lock.
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

class LineDriver implements Driver {
  readonly #line: SqliteLine;
  readonly #connection: LineConnection;
  /** Resolves when whoever asked last has given the connection back. */
  #free: Promise<void> = Promise.resolve();
  #giveBack: () => void = () => {};

  constructor(line: SqliteLine) {
    this.#line = line;
    this.#connection = new LineConnection(line);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#free = promise;
    await before;
    this.#giveBack = resolve;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#giveBack();
  }

  /** IMMEDIATE: a transaction that reads and then writes cannot lose its place to another writer halfway. */
  async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await this.#line.run(settings.accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  async commitTransaction(): Promise<void> {
    await this.#line.run('commit');
  }

  async rollbackTransaction(): Promise<void> {
    try {
      await this.#line.run('rollback');
    } catch (error) {
      // A full disk makes SQLite roll back by itself; then there is nothing to undo, and the first error is the one to tell.
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
    }
  }

  async destroy(): Promise<void> {
    await this.#line.close();
  }
}

class LineConnection implements DatabaseConnection {
  readonly #line: SqliteLine;

  constructor(line: SqliteLine) {
    this.#line = line;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    // Kysely knows parameters as `unknown`; the thread refuses what SQLite cannot bind.
    const result = await this.#line.run(query.sql, query.parameters as readonly SqlValue[]);
    // The type of a row is what the query builder derived from tables.ts; this is the one place where it is believed.
    return { rows: result.rows as unknown as Row[], numAffectedRows: BigInt(result.changes) };
  }

  // biome-ignore lint/correctness/useYield: refused, because a slow reader of a stream would hold the only connection
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('this database does not stream: page by key instead');
  }
}
