// The history of the schema, oldest first: a migration that has been released is never changed, only followed by another.
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { beginning } from './migrations/0001-beginning.ts';
import { letters } from './migrations/0002-letters.ts';
import { devices } from './migrations/0003-devices.ts';
import { jobs } from './migrations/0004-jobs.ts';
import { verifications } from './migrations/0005-verifications.ts';
import { words } from './migrations/0006-words.ts';
import { listenings } from './migrations/0007-listenings.ts';
import { minutes } from './migrations/0008-minutes.ts';
import { notes } from './migrations/0009-notes.ts';
import { minutesCopies } from './migrations/0010-minutes-copies.ts';
import type { Tables } from './tables.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-beginning': beginning,
  '0002-letters': letters,
  '0003-devices': devices,
  '0004-jobs': jobs,
  '0005-verifications': verifications,
  '0006-words': words,
  '0007-listenings': listenings,
  '0008-minutes': minutes,
  '0009-notes': notes,
  '0010-minutes-copies': minutesCopies,
};

/**
 * Brings the schema up to date, all steps in one transaction.
 * @throws Error when a step fails, or when the database was written by a newer release.
 */
export async function migrate(db: Kysely<Tables>, migrations = MIGRATIONS): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw new Error('the schema of the database could not be brought up to date', { cause: error });
}
