// How a hearing went, read from the trail: its states, and who came and left.
import { z } from 'zod';
import type { Id } from '../protocol/ids.ts';
import { HearingState } from '../protocol/stages.ts';
import type { Reader } from './store.ts';

export type HearingCourse = {
  /** Both in the order of their times. */
  readonly states: readonly { readonly atMs: number; readonly state: HearingState; readonly reason: string | null }[];
  readonly presence: readonly { readonly atMs: number; readonly personId: Id; readonly inRoom: boolean }[];
};

const StateDetail = z.object({ to: HearingState, reason: z.string().nullable().optional() });
const PersonDetail = z.object({ personId: z.string() });
const PRESENCE = ['person.entered', 'person.left'];

export async function courseOf(db: Reader, caseId: Id, hearingId: Id): Promise<HearingCourse> {
  const rows = await db
    .selectFrom('trail')
    .select(['at_ms', 'act', 'detail'])
    .where('case_id', '=', caseId)
    .where('hearing_id', '=', hearingId)
    .where('act', 'in', ['hearing.state_changed', ...PRESENCE])
    .orderBy('seq')
    .execute();
  return {
    states: rows
      .filter(({ act }) => act === 'hearing.state_changed')
      .map(({ at_ms: atMs, detail }) => {
        const { to, reason } = StateDetail.parse(JSON.parse(detail));
        return { atMs, state: to, reason: reason ?? null };
      }),
    presence: rows
      .filter(({ act }) => PRESENCE.includes(act))
      .map(({ at_ms: atMs, act, detail }) => ({
        atMs,
        personId: PersonDetail.parse(JSON.parse(detail)).personId,
        inRoom: act === 'person.entered',
      })),
  };
}
