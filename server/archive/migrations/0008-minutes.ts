// The minutes: their versions, before whom they were laid, what those said against them, how they answered, and the signed document.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const minutes: Migration = {
  async up(db: AnyTime) {
    await texts(db);
    await answers(db);
  },
};

async function texts(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('minutes')
    .addColumn('hearing_id', 'text', (c) => c.primaryKey().notNull().references('hearings.id'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('state_since_ms', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('minutes_versions')
    .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('text_sha256', 'text', (c) => c.notNull())
    .addColumn('writer_name', 'text', (c) => c.notNull())
    .addColumn('written_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('minutes_versions_key', ['hearing_id', 'version'])
    .execute();
  for (const act of ['update', 'delete'])
    await sql`create trigger ${sql.id(`minutes_versions_no_${act}`)} before ${sql.raw(act)} on minutes_versions
      begin select raise(abort, 'a version is never altered'); end`.execute(db);
}

async function answers(db: AnyTime): Promise<void> {
  const ofVersion = ['hearing_id', 'version'] as const;
  await db.schema
    .createTable('minutes_signers')
    .addColumn('hearing_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
    .addPrimaryKeyConstraint('minutes_signers_key', [...ofVersion, 'person_id'])
    .addForeignKeyConstraint('minutes_signers_of', [...ofVersion], 'minutes_versions', [...ofVersion])
    .execute();
  await db.schema
    .createTable('minutes_objections')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('hearing_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
    .addColumn('line_id', 'text', (c) => c.notNull())
    .addColumn('words', 'text', (c) => c.notNull())
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('withdrawn_at_ms', 'bigint')
    .addForeignKeyConstraint('minutes_objections_of', [...ofVersion], 'minutes_versions', [...ofVersion])
    .execute();
  await db.schema
    .createTable('minutes_answers')
    .addColumn('hearing_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('answer', 'text', (c) => c.notNull())
    .addColumn('content_sha256', 'text', (c) => c.notNull())
    .addColumn('ink', 'text')
    .addColumn('words', 'text')
    .addColumn('medium', 'text')
    .addColumn('session_id', 'text')
    .addColumn('witness_name', 'text')
    .addColumn('recording_ms', 'double precision')
    .addColumn('answered_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('minutes_answers_key', [...ofVersion, 'person_id'])
    .addForeignKeyConstraint('minutes_answers_of', [...ofVersion, 'person_id'], 'minutes_signers', [
      ...ofVersion,
      'person_id',
    ])
    .execute();
  // What somebody answered stands. Only the note that somebody was absent makes room, when they are there after all.
  await sql`create trigger minutes_answers_no_update before update on minutes_answers
    begin select raise(abort, 'an answer is never altered'); end`.execute(db);
  await sql`create trigger minutes_answers_no_delete before delete on minutes_answers when old.answer <> 'absent'
    begin select raise(abort, 'an answer is never altered'); end`.execute(db);
  await db.schema
    .createTable('minutes_files')
    .addColumn('hearing_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('answers_sha256', 'text', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .addColumn('kept_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('minutes_files_key', [...ofVersion, 'place'])
    .addForeignKeyConstraint('minutes_files_of', [...ofVersion], 'minutes_versions', [...ofVersion])
    .execute();
}
