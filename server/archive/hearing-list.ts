// The calendar: hearings of a span of time, as far as somebody may see them.
import type { HearingRow } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { isOnTeam } from './case-team.ts';
import { LIMITS } from './limits.ts';
import type { Reader } from './store.ts';

export type HearingSearch = {
  readonly fromMs: number;
  readonly toMs: number;
  /** Hearings of cases on whose team this account is, or all. */
  readonly visibleTo: Id | 'all';
  /** Whose role goes into `yourRole`; left out, that of `visibleTo`. */
  readonly roleOf?: Id;
};

/** In the order of their time. */
export async function listHearings(
  db: Reader,
  { fromMs, toMs, visibleTo, roleOf }: HearingSearch,
): Promise<HearingRow[]> {
  const rows = await db
    .selectFrom('cases')
    .innerJoin('hearings', 'hearings.case_id', 'cases.id')
    .selectAll('hearings')
    .select((eb) => [
      'cases.number as case_number',
      eb
        .selectFrom('people')
        .select('people.role')
        .whereRef('people.hearing_id', '=', 'hearings.id')
        .where('people.account_id', '=', roleOf ?? visibleTo)
        .where('people.withdrawn', '=', 0)
        .limit(1)
        .as('your_role'),
    ])
    .where('hearings.scheduled_at_ms', '>=', fromMs)
    .where('hearings.scheduled_at_ms', '<', toMs)
    .$if(visibleTo !== 'all', (query) => query.where((eb) => isOnTeam(eb, visibleTo)))
    .orderBy('hearings.scheduled_at_ms')
    .orderBy('hearings.id')
    .limit(LIMITS.hearingsPerList)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    title: row.title,
    kind: row.kind,
    publicity: row.publicity,
    scheduledAtMs: row.scheduled_at_ms,
    minutes: row.minutes,
    state: row.state,
    yourRole: row.your_role,
  }));
}
