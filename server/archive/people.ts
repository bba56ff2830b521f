// Who takes part in a hearing: added and taken off by its team, one role for each person.
import { AppError } from '../errors.ts';
import type { NewPerson, Person } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { ACCOUNT_FOR, type HearingRole } from '../protocol/roles.ts';
import { isNew } from './creations.ts';
import { peopleOf, personOf } from './hearing-people.ts';
import { hearingHead, OVER } from './hearing-records.ts';
import { revokeInvitations } from './invitations.ts';
import { LIMITS } from './limits.ts';
import { searchKey } from './search-text.ts';
import type { Change, Reader } from './store.ts';

/** Of these a hearing has at most one. */
const ONLY_ONE: readonly HearingRole[] = ['chair', 'lead_officer'];

/** The same one again is success. */
export async function addPerson(change: Change, hearingId: Id, given: NewPerson & { name: string }): Promise<Person> {
  const { id, role, name, accountId } = given;
  const hearing = await hearingHead(change.db, hearingId);
  if (await isNew(change.db, 'person', id, { hearingId, id, role, name, accountId })) {
    if (OVER.includes(hearing.state)) throw new AppError('wrong_state', hearing.state);
    await mustFit(change, hearingId, given);
    await insertPerson(change, hearingId, given);
    const detail = { personId: id, role, accountId };
    await change.note({ act: 'person.added', about: name, caseId: hearing.caseId, hearingId, detail });
  }
  const people = (await peopleOf(change.db, [hearingId], change.nowMs)).get(hearingId) ?? [];
  const person = people.find((one) => one.id === id);
  if (person === undefined) throw new AppError('wrong_state', 'this person was taken off the list since');
  return person;
}

async function mustFit({ db, nowMs }: Change, hearingId: Id, { role, accountId }: NewPerson): Promise<void> {
  const people = (await peopleOf(db, [hearingId], nowMs)).get(hearingId) ?? [];
  if (people.length >= LIMITS.peoplePerHearing) throw new AppError('too_large', 'too many people in this hearing');
  if (ONLY_ONE.includes(role) && people.some((person) => person.role === role)) {
    throw new AppError('bad_request', `a hearing has one ${role}`);
  }
  if (accountId !== undefined && people.some((person) => person.accountId === accountId)) {
    throw new AppError('bad_request', 'this account has a role in the hearing already');
  }
  await accountMustFit(db, role, accountId);
}

async function insertPerson({ db }: Change, hearingId: Id, given: NewPerson & { name: string }): Promise<void> {
  const { id, role, name, accountId } = given;
  const { last } = await db
    .selectFrom('people')
    .select((eb) => eb.fn.max('place').as('last'))
    .where('hearing_id', '=', hearingId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('people')
    .values({
      id,
      hearing_id: hearingId,
      place: (last ?? 0) + 1,
      role,
      name,
      name_key: searchKey(name),
      account_id: accountId ?? null,
      consent_version: null,
      consented_at_ms: null,
      withdrawn: 0,
    })
    .execute();
}

/** The roles that are held by staff need an account of the right kind; nobody else has one (ACCOUNT_FOR). */
async function accountMustFit(db: Reader, role: HearingRole, accountId: Id | undefined): Promise<void> {
  const allowed = ACCOUNT_FOR[role];
  if ((allowed === undefined) !== (accountId === undefined)) {
    throw new AppError('bad_request', `${role} is held ${allowed === undefined ? 'without' : 'by'} an account`);
  }
  if (accountId === undefined || allowed === undefined) return;
  const account = await db
    .selectFrom('accounts')
    .select(['role', 'disabled'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (account === undefined || account.disabled === 1 || !allowed.includes(account.role)) {
    throw new AppError('bad_request', `this account cannot be ${role}`);
  }
}

/** Again is success. Answers with the sessions that ended. */
export async function removePerson(change: Change, personId: Id): Promise<{ endedSessionIds: Id[] }> {
  const { db, note } = change;
  const person = await personOf(db, personId);
  if (person.withdrawn === 1) return { endedSessionIds: [] };
  if (OVER.includes(person.state)) throw new AppError('wrong_state', person.state);
  if (await tookPart(db, personId)) throw new AppError('wrong_state', 'who took part stays on the list');
  await db.updateTable('people').set({ withdrawn: 1 }).where('id', '=', personId).execute();
  const endedSessionIds = await revokeInvitations(change, personId);
  const detail = { personId, role: person.role };
  await note({
    act: 'person.removed',
    about: person.name,
    caseId: person.case_id,
    hearingId: person.hearing_id,
    detail,
  });
  return { endedSessionIds };
}

/** Let in once, sat at a shared device, or heard or seen on the record. */
async function tookPart(db: Reader, personId: Id): Promise<boolean> {
  const admitted = await db
    .selectFrom('seats')
    .select('person_id')
    .where('person_id', '=', personId)
    .where('admitted_session_id', 'is not', null)
    .executeTakeFirst();
  const recorded = await db
    .selectFrom('segments')
    .select('id')
    .where('person_id', '=', personId)
    .limit(1)
    .executeTakeFirst();
  const seated = await db
    .selectFrom('sittings')
    .select('person_id')
    .where((eb) => eb.or([eb('person_id', '=', personId), eb('host_person_id', '=', personId)]))
    .limit(1)
    .executeTakeFirst();
  return admitted !== undefined || recorded !== undefined || seated !== undefined;
}

export async function consent({ db, nowMs, note }: Change, personId: Id, noticeVersion: number): Promise<void> {
  const person = await personOf(db, personId);
  if (person.consent_version === noticeVersion) return;
  await db
    .updateTable('people')
    .set({ consent_version: noticeVersion, consented_at_ms: nowMs })
    .where('id', '=', personId)
    .execute();
  const detail = { personId, noticeVersion };
  await note({
    act: 'person.consented',
    about: person.name,
    caseId: person.case_id,
    hearingId: person.hearing_id,
    detail,
  });
}
