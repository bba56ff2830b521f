// The first schema: staff, cases, hearings with their people, recordings, and the trail.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

const bit = (column: string) => sql<boolean>`${sql.ref(column)} in (0, 1)`;

async function staff(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('creations')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('content_sha256', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('login_name', 'text', (c) => c.notNull().unique())
    .addColumn('display_name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('disabled', 'integer', (c) => c.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addCheckConstraint('accounts_disabled', bit('disabled'))
    .execute();
  await db.schema
    .createTable('one_time_tokens')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.references('accounts.id'))
    .addColumn('secret_sha256', 'text', (c) => c.notNull())
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('expires_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('void_since_ms', 'bigint')
    .execute();
}

async function casesAndHearings(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('cases')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('number_key', 'text', (c) => c.notNull().unique())
    .addColumn('number_as_typed', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('title_key', 'text', (c) => c.notNull())
    .addColumn('creator_id', 'text', (c) => c.references('accounts.id'))
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('hearings')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('case_id', 'text', (c) => c.notNull().references('cases.id'))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('publicity', 'text', (c) => c.notNull())
    .addColumn('scheduled_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('minutes', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('state_since_ms', 'bigint', (c) => c.notNull())
    .addColumn('state_reason', 'text')
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('hearings_of_case').on('hearings').column('case_id').execute();
  await db.schema.createIndex('hearings_by_time').on('hearings').column('scheduled_at_ms').execute();
  await db.schema.createIndex('hearings_by_state').on('hearings').column('state').execute();
  await db.schema
    .createTable('stages')
    .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('stage', 'text', (c) => c.notNull())
    .addColumn('started_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('start_ms', 'double precision')
    .addColumn('reason', 'text')
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('stages_key', ['hearing_id', 'place'])
    .execute();
}

async function peopleAndDoors(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('people')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
    .addColumn('place', 'integer', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.references('accounts.id'))
    .addColumn('consent_version', 'integer')
    .addColumn('consented_at_ms', 'bigint')
    .addColumn('withdrawn', 'integer', (c) => c.notNull())
    .addCheckConstraint('people_withdrawn', bit('withdrawn'))
    .execute();
  await db.schema.createIndex('people_of_hearing').on('people').column('hearing_id').execute();
  await db.schema.createIndex('people_with_account').on('people').column('account_id').execute();
  await db.schema
    .createTable('invitations')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
    .addColumn('secret_sha256', 'text', (c) => c.notNull())
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('expires_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('opened_at_ms', 'bigint')
    .addColumn('revoked_at_ms', 'bigint')
    .execute();
  await db.schema.createIndex('invitations_of_person').on('invitations').column('person_id').execute();
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('secret_sha256', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.references('accounts.id'))
    .addColumn('person_id', 'text', (c) => c.references('people.id'))
    .addColumn('hearing_id', 'text', (c) => c.references('hearings.id'))
    .addColumn('invitation_id', 'text', (c) => c.references('invitations.id'))
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_ms', 'bigint', (c) => c.notNull())
    .addColumn('idle_ms', 'bigint', (c) => c.notNull())
    .addColumn('expires_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at_ms', 'bigint')
    .addCheckConstraint('sessions_of_one', sql`(account_id is null) <> (person_id is null)`)
    .execute();
  await db.schema.createIndex('sessions_of_account').on('sessions').column('account_id').execute();
  await db.schema.createIndex('sessions_of_invitation').on('sessions').column('invitation_id').execute();
  await db.schema
    .createTable('seats')
    .addColumn('person_id', 'text', (c) => c.primaryKey().notNull().references('people.id'))
    .addColumn('admitted_session_id', 'text', (c) => c.references('sessions.id'))
    .addColumn('removed', 'integer', (c) => c.notNull())
    .addColumn('muted_by_chair', 'integer', (c) => c.notNull())
    .addColumn('has_floor', 'integer', (c) => c.notNull())
    .addColumn('was_called', 'integer', (c) => c.notNull())
    .addCheckConstraint('seats_removed', bit('removed'))
    .addCheckConstraint('seats_muted', bit('muted_by_chair'))
    .addCheckConstraint('seats_floor', bit('has_floor'))
    .addCheckConstraint('seats_called', bit('was_called'))
    .execute();
}

async function recordings(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('recordings')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('hearing_id', 'text', (c) => c.notNull().unique().references('hearings.id'))
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('zero_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('directory', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('segments')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('recording_id', 'text', (c) => c.notNull().references('recordings.id'))
    .addColumn('track_id', 'text', (c) => c.notNull())
    // No reference: a segment found on disk after a crash is kept even if its person is not known here.
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('codec', 'text', (c) => c.notNull())
    .addColumn('start_ms', 'double precision', (c) => c.notNull())
    .addColumn('duration_ms', 'double precision', (c) => c.notNull())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('file', 'text', (c) => c.notNull())
    .addColumn('packets', 'bigint', (c) => c.notNull())
    .addColumn('frames', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('segments_of_recording').on('segments').columns(['recording_id', 'start_ms']).execute();
  await db.schema
    .createTable('derived_objects')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .addColumn('media_type', 'text', (c) => c.notNull())
    .addColumn('created_at_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('derived_objects_key', ['kind', 'key', 'version'])
    .execute();
}

async function trail(db: AnyTime): Promise<void> {
  await db.schema
    .createTable('trail')
    .addColumn('seq', 'bigint', (c) => c.primaryKey().notNull())
    .addColumn('at_ms', 'bigint', (c) => c.notNull())
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('act', 'text', (c) => c.notNull())
    .addColumn('about', 'text', (c) => c.notNull())
    .addColumn('case_id', 'text')
    .addColumn('hearing_id', 'text')
    .addColumn('detail', 'text', (c) => c.notNull())
    .addColumn('prev_hash', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('trail_of_case').on('trail').columns(['case_id', 'seq']).execute();
  await db.schema
    .createTable('trail_head')
    .addColumn('id', 'integer', (c) => c.primaryKey().notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addCheckConstraint('trail_head_one', sql`id = 1`)
    .execute();
  await db
    .insertInto('trail_head')
    .values({ id: 1, seq: 0, hash: '0'.repeat(64) })
    .execute();
  // The one place where the dialects differ: PostgreSQL needs a trigger function for the same guard.
  for (const act of ['update', 'delete']) {
    await sql`create trigger ${sql.id(`trail_no_${act}`)} before ${sql.raw(act)} on trail
      begin select raise(abort, 'the trail is append-only'); end`.execute(db);
  }
}

export const beginning: Migration = {
  async up(db: AnyTime) {
    await staff(db);
    await casesAndHearings(db);
    await peopleAndDoors(db);
    await recordings(db);
    await trail(db);
  },
};
