// A hearing's date and time are those of the office, wherever the computer stands; what is wrong with the form is said field by field.
import { describe, expect, test } from 'vitest';
import {
  draftOf,
  firstDraft,
  type HearingDraft,
  momentOf,
  readDraft,
} from '../../client/desk/hearings/hearing-draft.ts';

const GOOD: HearingDraft = {
  title: '王某申诉案简易公开听证',
  kind: 'simple',
  publicity: 'public',
  date: '2026-10-12',
  time: '09:30',
  minutes: '60',
};

describe('date and time', () => {
  test('are read as Shanghai time', () => {
    expect(momentOf(GOOD)).toBe(Date.UTC(2026, 9, 12, 1, 30));
  });
  test('come back as they were typed, across the change of day in UTC', () => {
    for (const time of ['00:00', '07:59', '08:00', '23:59']) {
      const scheduledAtMs = momentOf({ ...GOOD, time });
      const row = {
        id: '',
        caseId: '',
        caseNumber: '',
        title: GOOD.title,
        kind: 'simple',
        publicity: 'public',
        scheduledAtMs,
        minutes: 60,
        state: 'draft',
        yourRole: null,
      } as const;
      expect(draftOf(row)).toEqual({ ...GOOD, time });
    }
  });
  test('that are not complete name no moment', () => {
    for (const half of [{ date: '' }, { time: '' }, { date: '2026-13-40' }, { time: '9' }]) {
      expect(momentOf({ ...GOOD, ...half })).toBeNaN();
    }
  });
});

describe('a new hearing', () => {
  test('is offered for the next working day of the office', () => {
    // 23:30 in Shanghai on a Friday is 15:30 in UTC: the next working day is Monday.
    expect(firstDraft('', Date.UTC(2026, 9, 9, 15, 30)).date).toBe('2026-10-12');
    // 00:30 on a Saturday in Shanghai is still Friday in UTC.
    expect(firstDraft('', Date.UTC(2026, 9, 9, 16, 30)).date).toBe('2026-10-12');
    expect(firstDraft('', Date.UTC(2026, 9, 12, 2, 0)).date).toBe('2026-10-13');
  });
  test('has a title that fits, however long the case is called', () => {
    expect(readDraft(firstDraft('案'.repeat(300), Date.UTC(2026, 9, 12))).problems).toEqual([]);
  });
});

describe('what is wrong', () => {
  test('is nothing when everything is there', () => {
    const { fields, problems } = readDraft(GOOD);
    expect(problems).toEqual([]);
    expect(fields).toEqual({
      title: GOOD.title,
      kind: 'simple',
      publicity: 'public',
      minutes: 60,
      scheduledAtMs: Date.UTC(2026, 9, 12, 1, 30),
    });
  });
  test('is named field by field', () => {
    expect(readDraft({ ...GOOD, title: '  ' }).problems).toEqual(['title']);
    expect(readDraft({ ...GOOD, date: '', time: '' }).problems).toEqual(['date', 'time']);
    for (const minutes of ['', '9', '601', '59.5', 'abc']) {
      expect(readDraft({ ...GOOD, minutes }).problems, minutes).toEqual(['minutes']);
    }
    expect(readDraft({ ...GOOD, minutes: '10' }).problems).toEqual([]);
    expect(readDraft({ ...GOOD, minutes: '600' }).problems).toEqual([]);
  });
});
