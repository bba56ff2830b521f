// Reading the people of hearings, each with the newest of their invitations.
import type { Selectable } from 'kysely';
import { AppError } from '../errors.ts';
import type { Invitation, Person } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { Reader } from './store.ts';
import type { Tables } from './tables.ts';

/** By hearing id, in the order in which they were added; those who were withdrawn are left out. */
export async function peopleOf(db: Reader, hearingIds: readonly Id[], nowMs: number): Promise<Map<Id, Person[]>> {
  if (hearingIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('hearing_id', 'in', hearingIds)
    .where('withdrawn', '=', 0)
    .orderBy('place')
    .execute();
  const invitations = await db
    .selectFrom('invitations')
    .innerJoin('people', 'people.id', 'invitations.person_id')
    .selectAll('invitations')
    .where('people.hearing_id', 'in', hearingIds)
    .orderBy('invitations.created_at_ms')
    .orderBy('invitations.id')
    .execute();
  // The later one of a person replaces the earlier one here.
  const newest = new Map(invitations.map((row) => [row.person_id, invitationOf(row, nowMs)]));
  const people = rows.map((row) => ({ hearingId: row.hearing_id, person: listed(row, newest.get(row.id) ?? null) }));
  const byHearing = Map.groupBy(people, ({ hearingId }) => hearingId);
  return new Map([...byHearing].map(([id, group]) => [id, group.map(({ person }) => person)]));
}

/** A person with the case and the state of their hearing. @throws AppError `not_found`. */
export async function personOf(db: Reader, personId: Id) {
  const person = await db
    .selectFrom('people')
    .innerJoin('hearings', 'hearings.id', 'people.hearing_id')
    .selectAll('people')
    .select(['hearings.case_id', 'hearings.state'])
    .where('people.id', '=', personId)
    .executeTakeFirst();
  if (person === undefined) throw new AppError('not_found', 'no such person');
  return person;
}

export function invitationOf(row: Selectable<Tables['invitations']>, nowMs: number): Invitation {
  return {
    id: row.id,
    state: row.revoked_at_ms !== null ? 'revoked' : row.expires_at_ms <= nowMs ? 'expired' : 'open',
    expiresAtMs: row.expires_at_ms,
    openedAtMs: row.opened_at_ms,
  };
}

function listed(row: Selectable<Tables['people']>, invitation: Invitation | null): Person {
  return {
    id: row.id,
    role: row.role,
    name: row.name,
    accountId: row.account_id,
    invitation,
    consentedAtMs: row.consented_at_ms,
  };
}
