// What the list of cases is narrowed by: as it stands in the address, and as the server is asked.
import { HearingState } from '../../../server/protocol/stages.ts';
import { fromOfficeInput, toOfficeInput } from '../../look/date-time.tsx';

/** Days as an `<input type="date">` has them, of the office's calendar; empty where nothing is asked. */
export type CaseFilters = {
  readonly q: string;
  readonly from: string;
  readonly to: string;
  readonly state: HearingState | '';
};

export const NO_FILTERS: CaseFilters = { q: '', from: '', to: '', state: '' };
/** Days outside of these are slips of the finger. */
export const FIRST_DAY = '1990-01-01';
export const LAST_DAY = '2199-12-31';
const DAY_MS = 24 * 3_600_000;
/** As much as the server takes. */
export const MAX_WORDS = 80;

/** Whatever stands in the address: what cannot be asked is left out, so an old or cut link still opens the list. */
export function filtersOf(search: URLSearchParams): CaseFilters {
  const state = HearingState.safeParse(search.get('state'));
  return {
    q: (search.get('q') ?? '').trim().slice(0, MAX_WORDS).trim(),
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
    state: state.success ? state.data : '',
  };
}

export function searchOf({ q, from, to, state }: CaseFilters): Record<string, string> {
  const given = Object.entries({ q: q.trim(), from, to, state });
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** The last day is meant with all its hours, so the server is asked up to the midnight after it. */
export function queryOf({ q, from, to, state }: CaseFilters) {
  return {
    ...(q === '' ? {} : { q }),
    ...(from === '' ? {} : { fromMs: midnight(from) }),
    ...(to === '' ? {} : { toMs: midnight(to) + DAY_MS }),
    ...(state === '' ? {} : { state }),
  };
}

export const isAnything = (filters: CaseFilters): boolean => Object.keys(searchOf(filters)).length > 0;
export const onlyWords = ({ q, ...rest }: CaseFilters): boolean => q !== '' && !isAnything({ ...rest, q: '' });
/** Days of this form are in order as texts. */
export const isBackwards = ({ from, to }: CaseFilters): boolean => from !== '' && to !== '' && from > to;

const midnight = (day: string): number => fromOfficeInput(`${day}T00:00`);

function dayOf(text: string | null): string {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return '';
  const atMs = midnight(text);
  // The 31st of a short month is read as a day of the next one.
  return Number.isNaN(atMs) || toOfficeInput(atMs).slice(0, 10) !== text ? '' : text;
}
