// The form of a hearing as it is typed, and what it means: fields for the server, or what is wrong with which one.
import { type HearingKind, type HearingRow, NewHearing, type Publicity } from '../../../server/protocol/api.ts';
import { fromOfficeInput, toOfficeInput } from '../../look/date-time.tsx';

/** Date and time as the office's clock shows them (Asia/Shanghai), whatever the clock of this computer says. */
export type HearingDraft = {
  readonly title: string;
  readonly kind: HearingKind;
  readonly publicity: Publicity;
  readonly date: string;
  readonly time: string;
  readonly minutes: string;
};
type HearingFields = Omit<NewHearing, 'id'>;
export type DraftProblem = 'title' | 'date' | 'time' | 'minutes';

const DAY_MS = 24 * 3_600_000;
const LONGEST_TITLE = 120;

/** Half past nine on the next day that is neither Saturday nor Sunday. */
export function firstDraft(title: string, nowMs: number): HearingDraft {
  let date = '';
  for (let day = 1; day <= 3; day += 1) {
    date = toOfficeInput(nowMs + day * DAY_MS).slice(0, 10);
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) break;
  }
  return {
    title: title.slice(0, LONGEST_TITLE),
    kind: 'simple',
    publicity: 'public',
    date,
    time: '09:30',
    minutes: '60',
  };
}

export function draftOf(hearing: HearingRow): HearingDraft {
  const [date = '', time = ''] = toOfficeInput(hearing.scheduledAtMs).split('T');
  const { title, kind, publicity } = hearing;
  return { title, kind, publicity, date, time, minutes: String(hearing.minutes) };
}

/** The moment that date and time name together; NaN while one of them is not complete. */
export const momentOf = (draft: Pick<HearingDraft, 'date' | 'time'>): number =>
  fromOfficeInput(`${draft.date}T${draft.time}`);

export type ReadDraft =
  | { readonly fields: HearingFields; readonly problems: readonly [] }
  | { readonly fields: null; readonly problems: readonly DraftProblem[] };

export function readDraft(draft: HearingDraft): ReadDraft {
  const title = NewHearing.shape.title.safeParse(draft.title).data;
  const minutes = NewHearing.shape.minutes.safeParse(
    draft.minutes.trim() === '' ? Number.NaN : Number(draft.minutes),
  ).data;
  const dateGood = !Number.isNaN(momentOf({ date: draft.date, time: '00:00' }));
  const timeGood = !Number.isNaN(momentOf({ date: '2026-01-01', time: draft.time }));
  const scheduledAtMs = NewHearing.shape.scheduledAtMs.safeParse(momentOf(draft)).data;
  if (title !== undefined && minutes !== undefined && scheduledAtMs !== undefined) {
    const { kind, publicity } = draft;
    return { fields: { title, kind, publicity, scheduledAtMs, minutes }, problems: [] };
  }
  const problems: DraftProblem[] = [];
  if (title === undefined) problems.push('title');
  if (!dateGood) problems.push('date');
  if (!timeGood) problems.push('time');
  if (minutes === undefined) problems.push('minutes');
  return { fields: null, problems };
}
