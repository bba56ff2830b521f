// What the screen says of a snapshot is what the snapshot says: the light, the voice, the seats.
import { describe, expect, test } from 'vitest';
import { handsIn, observersIn, readLight, readVoice, stepOf, tilesOf, waitingIn } from '../../client/room/reading.ts';
import type { RecordFault } from '../../server/protocol/snapshot.ts';
import { CHAIR, COMPLAINANT, OBSERVER, OFFICER, person, snapshot, WITNESS, withPerson } from './room-examples.ts';

describe('the recording light', () => {
  const recording = { state: 'recording', sinceMs: 10_000, grownAtMs: 60_000, gaps: 0 } as const;
  test('says recorded only while the file was seen to grow in the last five seconds', () => {
    expect(readLight(recording, 65_000, 'connected')).toMatchObject({ key: 'recording', sinceMs: 10_000 });
    expect(readLight(recording, 65_001, 'connected')).toMatchObject({ key: 'unconfirmed', tone: 'plain' });
    expect(readLight({ ...recording, grownAtMs: null }, 10_001, 'connected').key).toBe('silent');
  });
  test('says how often the record was broken', () => {
    expect(readLight({ ...recording, gaps: 2 }, 61_000, 'connected')).toMatchObject({ key: 'gaps', gaps: 2 });
  });
  test('knows nothing while the line is lost', () => {
    expect(readLight(recording, 60_001, 'lost').key).toBe('unknown');
  });
  test('is red when it failed and says why it pauses', () => {
    const failed = (...faults: RecordFault[]) => readLight({ state: 'failed', sinceMs: 5, faults }, 9, 'connected');
    const all = { reason: 'recorder_gone', personId: null, source: null } as const;
    const one = { reason: 'write_failed', personId: CHAIR.personId, source: 'microphone' } as const;
    expect(failed(all)).toEqual({ key: 'failed', sinceMs: 5, tone: 'failed' });
    expect(failed(one)).toEqual({ key: 'partly', sinceMs: 5, tone: 'failed' });
    expect(failed(one, all).key).toBe('failed');
    expect(readLight({ state: 'paused', reason: 'recess' }, 9, 'connected').key).toBe('recess');
    expect(readLight({ state: 'armed' }, 9, 'connected').tone).toBe('plain');
  });
});

describe('whether I am heard', () => {
  const voice = (me = COMPLAINANT, change = {}) =>
    readVoice(snapshot(change), me, { line: 'connected', hasMicrophone: false });
  test('without the floor I am not, and with it I am called', () => {
    expect(voice()).toBe('no_floor');
    expect(voice({ ...COMPLAINANT, hasFloor: true, microphone: 'on' })).toBe('floor');
    expect(voice({ ...COMPLAINANT, hasFloor: true, microphone: 'off' })).toBe('floor_off');
    expect(voice({ ...COMPLAINANT, hasFloor: true, microphone: 'none' })).toBe('floor_none');
  });
  test('the server has the last word over the table', () => {
    expect(voice({ ...COMPLAINANT, hasFloor: true, microphone: 'held' })).toBe('no_floor');
    expect(voice({ ...COMPLAINANT, microphone: 'on' })).toBe('heard');
  });
  test('muted by the chair is said before anything about the floor', () => {
    expect(voice({ ...COMPLAINANT, hasFloor: true, mutedByChair: true })).toBe('muted');
  });
  test('a raised hand is said, instead of asking for it again', () => {
    expect(voice({ ...COMPLAINANT, handRaisedAtMs: 1 })).toBe('no_floor_hand');
    expect(voice({ ...COMPLAINANT, handRaisedAtMs: 1, mutedByChair: true })).toBe('muted_hand');
  });
  test('officers speak freely in their stage, with their own switch', () => {
    expect(voice(OFFICER)).toBe('no_floor');
    expect(voice({ ...OFFICER, microphone: 'off' }, { stage: 'questions' })).toBe('off');
    expect(voice({ ...OFFICER, microphone: 'none' }, { stage: 'questions' })).toBe('no_microphone');
  });
  test('nobody is heard before the opening, in a recess or while suspended', () => {
    expect(voice(CHAIR, { state: 'lobby', stage: 'lobby' })).toBe('not_started');
    expect(voice(CHAIR, { state: 'recess' })).toBe('recess');
    expect(voice(CHAIR, { state: 'suspended' })).toBe('suspended');
  });
  test('observers and uncalled witnesses are told what they are', () => {
    expect(voice(OBSERVER)).toBe('observer');
    expect(voice(WITNESS)).toBe('witness');
    expect(voice({ ...WITNESS, hasFloor: true, microphone: 'on' })).toBe('floor');
  });
  test('a microphone that is here and not there yet is being connected', () => {
    const me = { ...COMPLAINANT, hasFloor: true, microphone: 'none' } as const;
    expect(readVoice(snapshot(), me, { line: 'connected', hasMicrophone: true })).toBe('connecting');
  });
  test('a lost line promises nothing', () => {
    expect(
      readVoice(
        snapshot(),
        { ...COMPLAINANT, microphone: 'on', hasFloor: true },
        { line: 'lost', hasMicrophone: true },
      ),
    ).toBe('unknown');
  });
});

test('steps are counted without the waiting before and the end after', () => {
  expect(stepOf('lobby')).toBeNull();
  expect(stepOf('opening')).toEqual({ number: 1, of: 8 });
  expect(stepOf('signing')).toEqual({ number: 8, of: 8 });
  expect(stepOf('ended')).toBeNull();
});

describe('seats', () => {
  test('whoever was admitted keeps their seat, in order, also when they are gone for a while', () => {
    const people = [...withPerson(CHAIR, { presence: 'left' })].reverse();
    expect(tilesOf(snapshot({ people })).map(({ seat }) => seat)).toEqual([1, 2, 3, 4, 5]);
  });
  test('observers have no seat at the table but are counted', () => {
    expect(tilesOf(snapshot()).some(({ role }) => role === 'observer')).toBe(false);
    expect(observersIn(snapshot())).toBe(1);
  });
  test('who was not let in or was sent out has none', () => {
    const outside = { admitted: false, presence: 'waiting' } as const;
    expect(tilesOf(snapshot({ people: withPerson(OFFICER, outside) })).map(({ seat }) => seat)).not.toContain(4);
    expect(
      tilesOf(snapshot({ people: withPerson(OFFICER, { presence: 'removed' }) })).map(({ seat }) => seat),
    ).not.toContain(4);
  });
});

test('the longest wait is first, device by device', () => {
  const doors = [
    { doorId: 'b', sinceMs: 20, seatTaken: true },
    { doorId: 'c', sinceMs: 30, seatTaken: true },
  ];
  const people = [
    person('agent', 7, { doors }),
    person('officer', 8, { doors: [{ doorId: 'a', sinceMs: 10, seatTaken: false }] }),
  ];
  expect(waitingIn(snapshot({ people })).map(({ door }) => door.doorId)).toEqual(['a', 'b', 'c']);
});

test('hands are in the order in which they went up', () => {
  const people = [
    person('agent', 7, { handRaisedAtMs: 30 }),
    person('officer', 8, { handRaisedAtMs: 10 }),
    person('expert', 9, { handRaisedAtMs: 5, presence: 'left' }),
  ];
  expect(handsIn(snapshot({ people })).map(({ seat }) => seat)).toEqual([8, 7]);
});
