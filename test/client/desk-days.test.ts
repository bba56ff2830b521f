// Hearings are listed by the office's days; what was left open stays in sight.
import { describe, expect, test } from 'vitest';
import { byDay, dayStart, rangeAround } from '../../client/desk/hearings/hearing-days.ts';
import { mayEnter } from '../../client/desk/hearings/hearing-moments.ts';
import type { HearingState } from '../../server/protocol/stages.ts';

const DAY = 24 * 3_600_000;
/** Monday 12 October 2026, 00:00 in Shanghai. */
const MONDAY = Date.UTC(2026, 9, 11, 16);
const row = (name: string, scheduledAtMs: number, state: HearingState = 'scheduled') => ({
  name,
  scheduledAtMs,
  state,
});

test('a day begins at midnight in Shanghai', () => {
  expect(dayStart(MONDAY)).toBe(MONDAY);
  expect(dayStart(MONDAY + DAY - 1)).toBe(MONDAY);
  expect(dayStart(MONDAY - 1)).toBe(MONDAY - DAY);
});

test('today, tomorrow and later days are told apart, in order of time', () => {
  const now = MONDAY + 10 * 3_600_000;
  const groups = byDay(
    [row('d', MONDAY + 3 * DAY), row('b', MONDAY + 60_000), row('c', MONDAY + DAY), row('a', MONDAY, 'closed')],
    now,
  );
  expect(groups.map(({ kind, rows }) => [kind, rows.map(({ name }) => name).join('')])).toEqual([
    ['today', 'ab'],
    ['tomorrow', 'c'],
    ['later', 'd'],
  ]);
});

test('an earlier hearing shows only while it is open, and first', () => {
  const states: readonly HearingState[] = ['draft', 'suspended', 'closed', 'in_session', 'cancelled'];
  const groups = byDay([...states.map((state) => row(state, MONDAY - DAY, state)), row('today', MONDAY)], MONDAY);
  expect(groups.map(({ kind, rows }) => [kind, rows.map(({ name }) => name)])).toEqual([
    ['open', ['suspended', 'in_session']],
    ['today', ['today']],
  ]);
});

test('asks for two weeks ahead and two weeks back', () => {
  expect(rangeAround(MONDAY + 5)).toEqual({ fromMs: MONDAY - 14 * DAY, toMs: MONDAY + 15 * DAY });
});

describe('the door to the room', () => {
  test('is offered to whoever has a role, from the schedule to the end', () => {
    const states: readonly HearingState[] = ['scheduled', 'lobby', 'in_session', 'recess', 'suspended'];
    for (const state of states) {
      expect(mayEnter({ yourRole: 'chair', state })).toBe(true);
      expect(mayEnter({ yourRole: null, state })).toBe(false);
    }
    for (const state of ['draft', 'closed', 'cancelled'] as const)
      expect(mayEnter({ yourRole: 'chair', state })).toBe(false);
  });
});
