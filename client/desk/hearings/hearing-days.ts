// Hearings by day of the office's calendar, those that were left open before today first.
import type { HearingRow } from '../../../server/protocol/api.ts';
import { isOpen } from './hearing-moments.ts';

const DAY_MS = 24 * 3_600_000;
/** China has one zone without summer time. */
const OFFSET_MS = 8 * 3_600_000;

/** Midnight in Shanghai of the day in which a moment lies. */
export const dayStart = (atMs: number): number => Math.floor((atMs + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS;

const BACK_DAYS = 14;
const AHEAD_DAYS = 15;
/** What is asked of the server: the days ahead, and enough days back to find what was never closed. */
export const rangeAround = (nowMs: number): { fromMs: number; toMs: number } => ({
  fromMs: dayStart(nowMs) - BACK_DAYS * DAY_MS,
  toMs: dayStart(nowMs) + AHEAD_DAYS * DAY_MS,
});

export type DayGroup<Row> = {
  readonly kind: 'open' | 'today' | 'tomorrow' | 'later';
  /** Midnight in Shanghai; of today for `open`. */
  readonly dayMs: number;
  readonly rows: readonly Row[];
};

export function byDay<Row extends Pick<HearingRow, 'scheduledAtMs' | 'state'>>(
  rows: readonly Row[],
  nowMs: number,
): readonly DayGroup<Row>[] {
  const today = dayStart(nowMs);
  const sorted = [...rows].sort((a, b) => a.scheduledAtMs - b.scheduledAtMs);
  const left = sorted.filter((row) => row.scheduledAtMs < today && isOpen(row.state));
  const days = new Map<number, Row[]>();
  for (const row of sorted) {
    if (row.scheduledAtMs < today) continue;
    const day = dayStart(row.scheduledAtMs);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  const groups = [...days].map(([dayMs, ofDay]): DayGroup<Row> => {
    const kind = dayMs === today ? 'today' : dayMs === today + DAY_MS ? 'tomorrow' : 'later';
    return { kind, dayMs, rows: ofDay };
  });
  return left.length === 0 ? groups : [{ kind: 'open', dayMs: today, rows: left }, ...groups];
}
