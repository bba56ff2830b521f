// Checks of recordings, each with what it found, and the nightly rounds in which kept files are looked at again.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const verifications: Migration = {
  async up(db: AnyTime) {
    await db.schema
      .createTable('verifications')
      .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
      /** 1 for a recording's first. */
      .addColumn('place', 'integer', (c) => c.notNull())
      .addColumn('at_ms', 'bigint', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      /** JSON. */
      .addColumn('findings', 'text', (c) => c.notNull())
      /** Of the manifest that was made; null where a round only found damage. */
      .addColumn('manifest_sha256', 'text')
      .addColumn('manifest_bytes', 'bigint')
      .addPrimaryKeyConstraint('verifications_key', ['recording_id', 'place'])
      .addCheckConstraint('verifications_state', sql<boolean>`state in ('sealed', 'degraded', 'failed', 'missing')`)
      .execute();
    await db.schema
      .createTable('sweeps')
      .addColumn('place', 'integer', (c) => c.primaryKey().notNull())
      .addColumn('began_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('ended_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('recordings', 'integer', (c) => c.notNull())
      .addColumn('bytes_read', 'bigint', (c) => c.notNull())
      .addColumn('found', 'integer', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('recording_reads')
      .addColumn('recording_id', 'text', (c) => c.primaryKey().notNull().references('recordings.id'))
      /** When all of its files were last read through. */
      .addColumn('read_at_ms', 'bigint', (c) => c.notNull())
      .execute();
  },
};
