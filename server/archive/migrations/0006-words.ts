// What a speech engine understood of each track, what nobody listened to, what people made of it, and the index to find it by.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const words: Migration = {
  async up(db: AnyTime) {
    await lines(db);
    await revisions(db);
    await db.schema
      .createTable('glossary_terms')
      .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
      .addColumn('place', 'integer', (c) => c.notNull())
      .addColumn('term', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('heard_as', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('glossary_terms_key', ['hearing_id', 'place'])
      .execute();
    // Holds no text of its own: tokens only, made by line-index.ts. Its row ids are `word_lines.no`.
    await sql`create virtual table line_index using fts5(
      hearing, singles, pairs, content='', contentless_delete=1, tokenize='ascii'
    )`.execute(db);
  },
};

async function lines(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('word_lines')
    .addColumn('no', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
    .addColumn('track_id', 'text', (c) => c.notNull())
    .addColumn('pass', 'text', (c) => c.notNull())
    .addColumn('segment', 'integer', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
    .addColumn('start_ms', 'double precision', (c) => c.notNull())
    .addColumn('end_ms', 'double precision', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('words', 'text', (c) => c.notNull())
    .addUniqueConstraint('word_lines_key', ['recording_id', 'track_id', 'pass', 'segment'])
    .execute();
  await db.schema
    .createTable('word_holes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
    .addColumn('track_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
    .addColumn('start_ms', 'double precision', (c) => c.notNull())
    .addColumn('end_ms', 'double precision', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('repaired_at_ms', 'bigint')
    .execute();
  await db.schema.createIndex('word_holes_of').on('word_holes').column('recording_id').execute();
}

async function revisions(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('line_revisions')
    .addColumn('line_id', 'text', (c) => c.notNull().references('word_lines.id'))
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.references('people.id'))
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('words', 'text', (c) => c.notNull())
    .addColumn('removed', 'integer', (c) => c.notNull().check(sql<boolean>`removed in (0, 1)`))
    .addPrimaryKeyConstraint('line_revisions_key', ['line_id', 'revision'])
    .execute();
  for (const act of ['update', 'delete'])
    await sql`create trigger ${sql.id(`line_revisions_no_${act}`)} before ${sql.raw(act)} on line_revisions
      begin select raise(abort, 'a revision is never altered'); end`.execute(db);
  await db.schema
    .createTable('line_suggestions')
    .addColumn('line_id', 'text', (c) => c.primaryKey().references('word_lines.id'))
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .execute();
}
