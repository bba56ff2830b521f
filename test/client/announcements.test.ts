// Who does not see the screen hears what matters: at once about themselves, politely about the rest, nothing twice.
import { describe, expect, test } from 'vitest';
import { announcementsFor } from '../../client/room/announcements.ts';
import { CHAIR, COMPLAINANT, OFFICER, snapshot, withPerson } from './room-examples.ts';

const keys = (news: ReturnType<typeof announcementsFor>) => news.map(({ key, urgent }) => (urgent ? `${key}!` : key));
const about = (who: typeof COMPLAINANT, change: Partial<typeof COMPLAINANT>, you = COMPLAINANT.personId) =>
  keys(announcementsFor(snapshot(), snapshot({ people: withPerson(who, change) }), you));

test('nothing changed, nothing said', () => {
  expect(announcementsFor(snapshot(), snapshot({ version: 8 }), COMPLAINANT.personId)).toEqual([]);
});

describe('about me', () => {
  test('muted and called at once', () => {
    expect(about(COMPLAINANT, { mutedByChair: true })).toEqual(['muted!']);
    expect(about(COMPLAINANT, { hasFloor: true })).toEqual(['floor!']);
  });
  test('a hand that was lowered because I was called is not said twice', () => {
    const before = snapshot({ people: withPerson(COMPLAINANT, { handRaisedAtMs: 5 }) });
    const called = snapshot({ people: withPerson(COMPLAINANT, { hasFloor: true }) });
    expect(keys(announcementsFor(before, called, COMPLAINANT.personId))).toEqual(['floor!']);
    expect(keys(announcementsFor(before, snapshot(), COMPLAINANT.personId))).toEqual(['handLowered']);
  });
});

describe('about the hearing', () => {
  const between = (before: object, after: object) =>
    keys(announcementsFor(snapshot(before), snapshot(after), COMPLAINANT.personId));
  test('a stage politely, a recess and its end at once', () => {
    expect(between({}, { stage: 'questions' })).toEqual(['stage']);
    expect(between({}, { state: 'recess' })).toEqual(['recess!']);
    expect(between({ state: 'suspended' }, {})).toEqual(['resumed!']);
    expect(between({ state: 'lobby', stage: 'lobby' }, { stage: 'opening' })).toEqual(['stage']);
  });
  test('a failed recording at once', () => {
    expect(between({}, { recording: { state: 'failed', sinceMs: 1, faults: [] } })).toEqual(['recordingFailed!']);
  });
});

describe('about others', () => {
  test('coming and going to everybody, but a short loss of the line is neither', () => {
    expect(about(OFFICER, { presence: 'left' })).toEqual(['gone']);
    expect(about(OFFICER, { presence: 'reconnecting' })).toEqual([]);
  });
  test('hands and doors only to those who answer them', () => {
    const door = { doors: [{ doorId: 'a', sinceMs: 1, seatTaken: false }] };
    expect(about(OFFICER, door, CHAIR.personId)).toEqual(['waiting']);
    expect(about(OFFICER, door)).toEqual([]);
    expect(about(OFFICER, { handRaisedAtMs: 3 }, CHAIR.personId)).toEqual(['handUp']);
    expect(about(OFFICER, { handRaisedAtMs: 3 })).toEqual([]);
  });
});
