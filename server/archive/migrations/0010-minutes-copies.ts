// Links to the signers' own copies of the minutes.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration sees the schema of its own time, never today's types. */
type AnyTime = Kysely<Record<string, Record<string, unknown>>>;

export const minutesCopies: Migration = {
  async up(db: AnyTime) {
    const ofSigner = ['hearing_id', 'version', 'person_id'] as const;
    await db.schema
      .createTable('minutes_copies')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('hearing_id', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('secret_sha256', 'text', (c) => c.notNull())
      .addColumn('expires_at_ms', 'bigint', (c) => c.notNull())
      .addColumn('fetched_at_ms', 'bigint')
      .addForeignKeyConstraint('minutes_copies_of', [...ofSigner], 'minutes_signers', [...ofSigner])
      .execute();
  },
};
