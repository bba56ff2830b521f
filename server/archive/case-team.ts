// The team of a case: who made it, and chair, case prosecutor and clerk of each of its hearings.
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Id } from '../protocol/ids.ts';
import type { HearingRole } from '../protocol/roles.ts';
import type { Reader } from './store.ts';
import type { Tables } from './tables.ts';

const TEAM_ROLES = ['chair', 'case_prosecutor', 'clerk'] as const satisfies readonly HearingRole[];

/** The condition "this account is on the team of the case of this row", for any query over `cases`. */
export function isOnTeam(eb: ExpressionBuilder<Tables, 'cases'>, accountId: Id): Expression<SqlBool> {
  return eb.or([
    eb('cases.creator_id', '=', accountId),
    eb.exists(
      eb
        .selectFrom('people')
        .innerJoin('hearings as own', 'own.id', 'people.hearing_id')
        .select('people.id')
        .whereRef('own.case_id', '=', 'cases.id')
        .where('people.account_id', '=', accountId)
        .where('people.role', 'in', TEAM_ROLES)
        .where('people.withdrawn', '=', 0),
    ),
  ]);
}

/** Account ids of the teams, by case id; every case asked for has an answer. */
export async function teamsOf(db: Reader, caseIds: readonly Id[]): Promise<Map<Id, Id[]>> {
  const teams = new Map<Id, Set<Id>>(caseIds.map((id) => [id, new Set()]));
  if (caseIds.length === 0) return new Map();
  const creators = await db
    .selectFrom('cases')
    .select(['id as case_id', 'creator_id as account_id'])
    .where('id', 'in', caseIds)
    .execute();
  const people = await db
    .selectFrom('people')
    .innerJoin('hearings', 'hearings.id', 'people.hearing_id')
    .select(['hearings.case_id', 'people.account_id'])
    .where('hearings.case_id', 'in', caseIds)
    .where('people.role', 'in', TEAM_ROLES)
    .where('people.withdrawn', '=', 0)
    .execute();
  for (const { case_id, account_id } of [...creators, ...people]) {
    if (account_id !== null) teams.get(case_id)?.add(account_id);
  }
  return new Map([...teams].map(([id, accounts]) => [id, [...accounts].sort()]));
}
