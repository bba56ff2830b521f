// Addresses inside a case: one of its hearings, and one moment of its composed recording or of one person's.
import { Id } from '../../../server/protocol/ids.ts';

/** `personId: null` means the composed recording. */
export type Moment = { readonly personId: string | null; readonly atMs: number };

export const hearingPart = (hearingId: string): string => `hearing-${hearingId}`;

export function linkTo(caseId: string, hearingId: string, moment?: Moment): string {
  const person = moment === undefined || moment.personId === null ? '' : `person=${moment.personId}&`;
  const search = moment === undefined ? '' : `?${person}t=${Math.floor(moment.atMs)}`;
  return `/cases/${caseId}${search}#${hearingPart(hearingId)}`;
}

/** The moment that an address names for this hearing; null when it names none, another hearing's, or nonsense. */
export function momentIn(search: string, hash: string, hearingId: string): Moment | null {
  if (hash !== '' && hash !== `#${hearingPart(hearingId)}`) return null;
  const given = new URLSearchParams(search);
  const person = given.get('person');
  const personId = person === null ? null : Id.safeParse(person).data;
  if (personId === undefined || (personId === null && !given.has('t'))) return null;
  const atMs = Number(given.get('t') ?? '0');
  return Number.isFinite(atMs) && atMs >= 0 ? { personId, atMs } : null;
}
