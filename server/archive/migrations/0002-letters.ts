// Letters of commitment: their versions, what was signed, the files of them, links to the signer's copy, and voiding.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

async function lettersAndVersions(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('letters')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
    .addColumn('signer_id', 'text', (c) => c.notNull().references('people.id'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('state_since_ms', 'bigint', (c) => c.notNull())
    .addColumn('medium', 'text', (c) => c.notNull())
    .addColumn('supervisor_id', 'text', (c) => c.references('people.id'))
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('letters_of_hearing').on('letters').column('hearing_id').execute();
  // One letter that holds for each person: which of two lies before them must never be a question.
  await sql`create unique index letters_that_hold on letters (hearing_id, signer_id) where state <> 'voided'`.execute(
    db,
  );
  await db.schema
    .createTable('letter_versions')
    .addColumn('letter_id', 'text', (c) => c.notNull().references('letters.id'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('text_sha256', 'text', (c) => c.notNull())
    .addColumn('writer_name', 'text', (c) => c.notNull())
    .addColumn('written_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('letter_versions_key', ['letter_id', 'version'])
    .execute();
}

async function signingsAndFiles(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('letter_signings')
    .addColumn('letter_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('medium', 'text', (c) => c.notNull())
    .addColumn('text_sha256', 'text', (c) => c.notNull())
    .addColumn('content_sha256', 'text', (c) => c.notNull())
    .addColumn('ink', 'text')
    .addColumn('session_id', 'text')
    .addColumn('witness_name', 'text')
    .addColumn('witness_role', 'text')
    .addColumn('signed_at_ms', 'bigint')
    .addColumn('recording_ms', 'double precision')
    .addColumn('kept_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('letter_signings_key', ['letter_id', 'version'])
    .addForeignKeyConstraint('letter_signings_version', ['letter_id', 'version'], 'letter_versions', [
      'letter_id',
      'version',
    ])
    .execute();
  await db.schema
    .createTable('letter_files')
    .addColumn('letter_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('pages', 'integer')
    .addColumn('kept_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('letter_files_key', ['letter_id', 'version', 'place'])
    .addForeignKeyConstraint('letter_files_signing', ['letter_id', 'version'], 'letter_signings', [
      'letter_id',
      'version',
    ])
    .execute();
}

async function copiesAndVoiding(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('letter_copies')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('letter_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('secret_sha256', 'text', (c) => c.notNull())
    .addColumn('expires_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('fetched_at_ms', 'bigint')
    .addForeignKeyConstraint('letter_copies_signing', ['letter_id', 'version'], 'letter_signings', [
      'letter_id',
      'version',
    ])
    .execute();
  await db.schema
    .createTable('letter_voids')
    .addColumn('letter_id', 'text', (c) => c.notNull().references('letters.id'))
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('asker_id', 'text', (c) => c.notNull().references('accounts.id'))
    .addColumn('asker_name', 'text', (c) => c.notNull())
    .addColumn('asked_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('decided_at_ms', 'bigint')
    .addPrimaryKeyConstraint('letter_voids_key', ['letter_id', 'place'])
    .execute();
}

export const letters: Migration = {
  async up(db: AnyTime) {
    await lettersAndVersions(db);
    await signingsAndFiles(db);
    await copiesAndVoiding(db);
  },
};
