// The room's state follows the server: whole truths, changes in order, missed ones noticed, the end final.
import { describe, expect, test } from 'vitest';
import { arriving, fits, meIn, type RoomState, reduce, snapshotOf } from '../../client/room/room-state.ts';
import { COMPLAINANT, snapshot } from './room-examples.ts';

const you = COMPLAINANT.personId;
const seated = (): RoomState =>
  reduce(arriving(true), {
    type: 'entered',
    entered: { place: 'room', you, snapshot: snapshot(), rtpCapabilities: null, goesOn: false },
    deviceNowMs: 1_150_000,
  });
const DOOR = {
  personName: 'x',
  title: 'y',
  state: 'lobby',
  scheduledAtMs: 1,
  chairName: 'z',
  officePhone: '1',
  nowMs: 500,
} as const;
const track = (consumerId: string, personId: string) => ({
  consumerId,
  personId,
  source: 'camera' as const,
  // The state only keeps it; happy-dom has no tracks.
  track: {} as MediaStreamTrack,
  level: () => null,
});

describe('coming in', () => {
  test('outside the door little is known', () => {
    const state = reduce(arriving(true), {
      type: 'entered',
      entered: { place: 'door', you, door: DOOR },
      deviceNowMs: 200,
    });
    expect(state.place).toMatchObject({ at: 'waiting', door: DOOR });
    expect(state.aheadMs).toBe(300);
    expect(snapshotOf(state)).toBeNull();
    const later = reduce(state, { type: 'doorChanged', door: { ...DOOR, state: 'in_session' }, deviceNowMs: 500 });
    expect(later.place).toMatchObject({ door: { state: 'in_session' } });
  });
  test('in the room one finds oneself, and the clock is the server’s', () => {
    expect(meIn(seated())?.role).toBe('complainant');
    expect(seated().aheadMs).toBe(50_000);
    expect(seated().line).toBe('connected');
  });
});

describe('changes', () => {
  test('the next one is applied, part by part', () => {
    const change = { version: 8, nowMs: 1_201_000, people: [{ ...COMPLAINANT, hasFloor: true }] };
    expect(fits(seated(), change)).toBe('fits');
    const state = reduce(seated(), { type: 'changed', change, deviceNowMs: 1_151_000 });
    expect(meIn(state)?.hasFloor).toBe(true);
    expect(snapshotOf(state)?.version).toBe(8);
    expect(snapshotOf(state)?.people).toHaveLength(6);
  });
  test('a gap is noticed and does not change anything', () => {
    const change = { version: 9, nowMs: 0, stage: 'final' as const };
    expect(fits(seated(), change)).toBe('missed');
    expect(snapshotOf(reduce(seated(), { type: 'changed', change, deviceNowMs: 0 }))?.stage).toBe('statements');
  });
  test('what is known already is old', () => {
    expect(fits(seated(), { version: 7, nowMs: 0 })).toBe('old');
    expect(fits(arriving(true), { version: 1, nowMs: 0 })).toBe('old');
  });
});

describe('tracks', () => {
  test('a newer track of the same source takes the place of the older', () => {
    const first = reduce(seated(), { type: 'received', received: track('a', 'p') });
    const second = reduce(first, { type: 'received', received: track('b', 'p') });
    expect(second.received.map(({ consumerId }) => consumerId)).toEqual(['b']);
    expect(reduce(second, { type: 'gone', consumerId: 'a' }).received).toHaveLength(1);
    expect(reduce(second, { type: 'gone', consumerId: 'b' }).received).toHaveLength(0);
  });
});

describe('the end', () => {
  test('is final', () => {
    const ended = reduce(seated(), { type: 'ended', why: 'removed' });
    expect(reduce(ended, { type: 'line', line: 'lost' })).toBe(ended);
    expect(reduce(ended, { type: 'snapshot', snapshot: snapshot(), deviceNowMs: 0 })).toBe(ended);
  });
  test('comes with a closed hearing even when the farewell is lost', () => {
    const state = reduce(seated(), {
      type: 'changed',
      change: { version: 8, nowMs: 0, state: 'closed' },
      deviceNowMs: 0,
    });
    expect(state.place).toEqual({ at: 'end', why: 'closed' });
  });
});
