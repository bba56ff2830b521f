// Dates and times of the office: always Asia/Shanghai, with weekday, in the person's language.
import { useTranslation } from 'react-i18next';

const ZONE = 'Asia/Shanghai';
/** full: date, weekday, time. date: without time. time: hour and minute. seconds: with seconds. exact: date and seconds, for records. */
export type DateForm = 'full' | 'date' | 'time' | 'seconds' | 'exact';

const DAY = { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const FORMS: Readonly<Record<DateForm, Intl.DateTimeFormatOptions>> = {
  full: { ...DAY, ...CLOCK },
  date: DAY,
  time: CLOCK,
  seconds: { ...CLOCK, second: '2-digit' },
  exact: { year: 'numeric', month: '2-digit', day: '2-digit', ...CLOCK, second: '2-digit' },
};

/** `language` is the language of the words (`zh`, `en`); times are milliseconds since 1970 UTC. */
export function formatDate(atMs: number, form: DateForm, language: string): string {
  const locale = language.startsWith('en') ? 'en-GB' : 'zh-CN';
  return new Intl.DateTimeFormat(locale, { ...FORMS[form], timeZone: ZONE }).format(atMs);
}

export function DateTime({ atMs, form = 'full' }: { readonly atMs: number; readonly form?: DateForm }) {
  const { i18n } = useTranslation();
  return <time dateTime={new Date(atMs).toISOString()}>{formatDate(atMs, form, i18n.language)}</time>;
}

/** Value of an `<input type="datetime-local">` for a moment, read and written as the office's local time. */
export function toOfficeInput(atMs: number): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ZONE,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(atMs);
  return parts.replace(' ', 'T');
}

/** China has had one zone without summer time since 1992, so the offset is fixed. NaN when the input is not complete. */
export const fromOfficeInput = (text: string): number => Date.parse(`${text}:00+08:00`);
