// The calendar file that goes with a personal link.
import ical, { ICalAlarmType } from 'ical-generator';

export type CalendarEntry = {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly officeName: string;
  readonly startMs: number;
  readonly minutes: number;
};

/** iCalendar text (RFC 5545), times in UTC so that no reader needs a time zone table. */
export function calendarFile(entry: CalendarEntry): string {
  const calendar = ical({ prodId: { company: 'open-hearing', product: 'hearing' } });
  calendar.createEvent({
    id: entry.id,
    start: new Date(entry.startMs),
    end: new Date(entry.startMs + entry.minutes * 60_000),
    summary: entry.title,
    location: entry.officeName,
    description: entry.url,
    url: entry.url,
    alarms: [{ type: ICalAlarmType.display, trigger: 30 * 60 }],
  });
  return calendar.toString();
}
