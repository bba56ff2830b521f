// Notes of chair and clerk: what was written is never altered, at most taken out of sight.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const notes: Migration = {
  async up(db: AnyTime) {
    await db.schema
      .createTable('hearing_notes')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
      .addColumn('at_ms', 'bigint', (c) => c.notNull())
      .addColumn('at_recording_ms', 'double precision')
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('actor_name', 'text', (c) => c.notNull())
      .addColumn('removed_at_ms', 'bigint')
      .execute();
    await db.schema.createIndex('hearing_notes_of').on('hearing_notes').column('hearing_id').execute();
    await sql`create trigger hearing_notes_no_update before update of id, hearing_id, at_ms, at_recording_ms, text, actor_name
      on hearing_notes begin select raise(abort, 'a note is never altered'); end`.execute(db);
    await sql`create trigger hearing_notes_no_delete before delete on hearing_notes
      begin select raise(abort, 'a note is never deleted'); end`.execute(db);
  },
};
