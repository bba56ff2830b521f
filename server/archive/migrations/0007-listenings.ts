// Engines that listened once more to what was kept: which recording, with which model, and what came of it.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const listenings: Migration = {
  async up(db: AnyTime) {
    await db.schema
      .createTable('listenings')
      .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
      /** As the setting names it. */
      .addColumn('model', 'text', (c) => c.notNull())
      .addColumn('at_ms', 'bigint', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      /** JSON in both languages; null where it failed before it told its name. */
      .addColumn('label', 'text')
      .addPrimaryKeyConstraint('listenings_key', ['recording_id', 'model'])
      .addCheckConstraint('listenings_state', sql<boolean>`state in ('done', 'failed')`)
      .execute();
  },
};
