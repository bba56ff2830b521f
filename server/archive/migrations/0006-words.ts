// What a speech engine understood of each track, and what nobody listened to.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const words: Migration = {
  async up(db: AnyTime) {
    await db.schema
      .createTable('word_lines')
      .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
      .addColumn('track_id', 'text', (c) => c.notNull())
      .addColumn('segment', 'integer', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
      .addColumn('start_ms', 'double precision', (c) => c.notNull())
      .addColumn('end_ms', 'double precision', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('words', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('word_lines_key', ['recording_id', 'track_id', 'segment'])
      .execute();
    await db.schema
      .createTable('word_holes')
      .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
      .addColumn('track_id', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
      .addColumn('start_ms', 'double precision', (c) => c.notNull())
      .addColumn('end_ms', 'double precision', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .execute();
  },
};
