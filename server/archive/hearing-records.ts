// Reading hearings whole: with people, stages, recording and team, a few queries for any number of them.
import type { Selectable } from 'kysely';
import { AppError } from '../errors.ts';
import type { StageSpan } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingState } from '../protocol/stages.ts';
import { teamsOf } from './case-team.ts';
import { deviceHistoriesOf, NO_DEVICES } from './device-rows.ts';
import { peopleOf } from './hearing-people.ts';
import { recordingsOf } from './recording-records.ts';
import type { HearingRecord } from './records.ts';
import type { Reader } from './store.ts';
import type { Tables } from './tables.ts';

/** States in which nothing of a hearing changes any more. */
export const OVER: readonly HearingState[] = ['closed', 'cancelled'];

/** In the order of `ids`; unknown ids are left out. */
export async function hearingRecords(db: Reader, ids: readonly Id[], nowMs: number): Promise<HearingRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('hearings')
    .innerJoin('cases', 'cases.id', 'hearings.case_id')
    .selectAll('hearings')
    .select('cases.number as case_number')
    .where('hearings.id', 'in', ids)
    .execute();
  const people = await peopleOf(db, ids, nowMs);
  const stages = await stagesOf(db, ids);
  const devices = await deviceHistoriesOf(db, ids);
  const recordings = await recordingsOf(db, ids);
  const teams = await teamsOf(db, [...new Set(rows.map((row) => row.case_id))]);
  const records = new Map(
    rows.map((row): [Id, HearingRecord] => [
      row.id,
      {
        ...headOf(row),
        people: people.get(row.id) ?? [],
        stages: stages.get(row.id) ?? [],
        devices: devices.get(row.id) ?? NO_DEVICES,
        recording: recordings.get(row.id) ?? null,
        teamIds: teams.get(row.case_id) ?? [],
      },
    ]),
  );
  return ids.flatMap((id) => records.get(id) ?? []);
}

/** @throws AppError `not_found`. */
export async function hearingRecord(db: Reader, id: Id, nowMs: number): Promise<HearingRecord> {
  const [record] = await hearingRecords(db, [id], nowMs);
  if (record === undefined) throw new AppError('not_found', 'no such hearing');
  return record;
}

/**
 * What changes ask before they change: a record would read thousands of segments for it.
 * @throws AppError `not_found`.
 */
export async function hearingHead(db: Reader, id: Id) {
  const head = await db
    .selectFrom('hearings')
    .select(['id', 'case_id as caseId', 'title', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (head === undefined) throw new AppError('not_found', 'no such hearing');
  return head;
}

function headOf(row: Selectable<Tables['hearings']> & { case_number: string }) {
  return {
    id: row.id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    title: row.title,
    kind: row.kind,
    publicity: row.publicity,
    scheduledAtMs: row.scheduled_at_ms,
    minutes: row.minutes,
    state: row.state,
    stateSinceMs: row.state_since_ms,
    stateReason: row.state_reason,
  };
}

async function stagesOf(db: Reader, hearingIds: readonly Id[]): Promise<Map<Id, StageSpan[]>> {
  const rows = await db
    .selectFrom('stages')
    .selectAll()
    .where('hearing_id', 'in', hearingIds)
    .orderBy('place')
    .execute();
  const byHearing = Map.groupBy(rows, (row) => row.hearing_id);
  return new Map(
    [...byHearing].map(([id, spans]) => [
      id,
      spans.map((span) => ({
        stage: span.stage,
        startedAtMs: span.started_at_ms,
        startMs: span.start_ms,
        reason: span.reason,
        actorName: span.actor_name,
      })),
    ]),
  );
}
