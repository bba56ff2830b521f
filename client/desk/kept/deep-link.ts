// Addresses inside a case: one of its hearings, and one moment of one person's recording.
import { Id } from '../../../server/protocol/ids.ts';

export type Moment = { readonly personId: string; readonly atMs: number };

export const hearingPart = (hearingId: string): string => `hearing-${hearingId}`;

export function linkTo(caseId: string, hearingId: string, moment?: Moment): string {
  const search = moment === undefined ? '' : `?person=${moment.personId}&t=${Math.floor(moment.atMs)}`;
  return `/cases/${caseId}${search}#${hearingPart(hearingId)}`;
}

/** The moment that an address names for this hearing; null when it names none, another hearing's, or nonsense. */
export function momentIn(search: string, hash: string, hearingId: string): Moment | null {
  if (hash !== '' && hash !== `#${hearingPart(hearingId)}`) return null;
  const given = new URLSearchParams(search);
  const personId = Id.safeParse(given.get('person')).data;
  const atMs = Number(given.get('t') ?? '0');
  return personId !== undefined && Number.isFinite(atMs) && atMs >= 0 ? { personId, atMs } : null;
}
