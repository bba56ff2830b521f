// Who sits at whose device in the hearing room, and who speaks there, each as it happened.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const devices: Migration = {
  async up(db: AnyTime) {
    await db.schema
      .createTable('sittings')
      .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
      .addColumn('place', 'integer', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull().references('people.id'))
      .addColumn('host_person_id', 'text', (c) => c.references('people.id'))
      .addColumn('at_ms', 'bigint', (c) => c.notNull())
      .addColumn('start_ms', 'double precision')
      .addColumn('actor_name', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('sittings_key', ['hearing_id', 'place'])
      .execute();
    await db.schema
      .createTable('speakers')
      .addColumn('hearing_id', 'text', (c) => c.notNull().references('hearings.id'))
      .addColumn('place', 'integer', (c) => c.notNull())
      .addColumn('device_person_id', 'text', (c) => c.notNull().references('people.id'))
      .addColumn('person_id', 'text', (c) => c.references('people.id'))
      .addColumn('at_ms', 'bigint', (c) => c.notNull())
      .addColumn('start_ms', 'double precision')
      .addColumn('actor_name', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('speakers_key', ['hearing_id', 'place'])
      .execute();
  },
};
