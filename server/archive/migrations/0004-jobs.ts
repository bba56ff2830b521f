// Composed recordings: one row for each time that one was asked for, so that the work survives a restart.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const jobs: Migration = {
  async up(db: AnyTime) {
    await db.schema
      .createTable('compositions')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
      .addColumn('recipe', 'text', (c) => c.notNull())
      /** 1 for a hearing's first. */
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('progress', 'double precision', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('error', 'text')
      .addColumn('asked_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('since_ms', 'bigint', (c) => c.notNull())
      .addColumn('sha256', 'text')
      .addColumn('bytes', 'bigint')
      .addColumn('duration_ms', 'bigint')
      /** JSON: ids of segments that could not be read. */
      .addColumn('skipped', 'text', (c) => c.notNull())
      .addUniqueConstraint('compositions_version', ['hearing_id', 'version'])
      .addCheckConstraint('compositions_state', sql<boolean>`state in ('waiting', 'running', 'done', 'failed')`)
      .execute();
    await db.schema.createIndex('compositions_by_state').on('compositions').columns(['state', 'asked_at_ms']).execute();
  },
};
