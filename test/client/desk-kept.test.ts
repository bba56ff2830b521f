// What is kept of a hearing reads right: clock, sizes, moments in addresses, stages under the player, whose recording there is.
import { describe, expect, test } from 'vitest';
import { hearingPart, linkTo, momentIn } from '../../client/desk/kept/deep-link.ts';
import { recordedPeople } from '../../client/desk/kept/recorded-people.ts';
import { stageAt } from '../../client/desk/kept/stage-at.ts';
import { bytes, clock, exactClock, shortHash } from '../../client/look/figures.ts';
import type { Person, Segment, StageSpan } from '../../server/protocol/api.ts';

test('positions are hours, minutes and seconds, never ahead of their moment', () => {
  expect(clock(0)).toBe('0:00:00');
  expect(clock(59_999)).toBe('0:00:59');
  expect(clock(3_723_000)).toBe('1:02:03');
  expect(clock(36_000_000)).toBe('10:00:00');
  expect(clock(-5)).toBe('0:00:00');
  expect(exactClock(3_723_045.9)).toBe('1:02:03.045');
  expect(exactClock(-5)).toBe('0:00:00.000');
});

test('sizes have three figures and a unit', () => {
  expect(bytes(0)).toBe('0 B');
  expect(bytes(999)).toBe('999 B');
  expect(bytes(1_234)).toBe('1.2 kB');
  expect(bytes(123_456)).toBe('123 kB');
  expect(bytes(999_900)).toBe('1.0 MB');
  expect(bytes(45_678_901)).toBe('45.7 MB');
});

test('a check value is shortened to its ends', () => {
  expect(shortHash(`${'a'.repeat(8)}${'b'.repeat(52)}cdef`)).toBe('aaaaaaaa…cdef');
  expect(shortHash('short')).toBe('short');
});

describe('an address of a moment', () => {
  const CASE = '11111111-1111-4111-8111-111111111111';
  const HEARING = '22222222-2222-4222-8222-222222222222';
  const PERSON = '33333333-3333-4333-8333-333333333333';
  const split = (address: string) => new URL(address, 'https://office.example');

  test('leads back to the person and the moment', () => {
    const { search, hash } = split(linkTo(CASE, HEARING, { personId: PERSON, atMs: 61_234.5 }));
    expect(momentIn(search, hash, HEARING)).toEqual({ personId: PERSON, atMs: 61_234 });
  });
  test('without a person leads to the hearing alone', () => {
    const { search, hash } = split(linkTo(CASE, HEARING));
    expect(hash).toBe(`#${hearingPart(HEARING)}`);
    expect(momentIn(search, hash, HEARING)).toBeNull();
  });
  test('says nothing to another hearing, and nonsense says nothing', () => {
    expect(momentIn(`?person=${PERSON}&t=5`, `#hearing-${CASE}`, HEARING)).toBeNull();
    expect(momentIn('?person=../../etc&t=5', '', HEARING)).toBeNull();
    expect(momentIn(`?person=${PERSON}&t=-1`, '', HEARING)).toBeNull();
    expect(momentIn(`?person=${PERSON}&t=soon`, '', HEARING)).toBeNull();
    expect(momentIn(`?person=${PERSON}`, '', HEARING)).toEqual({ personId: PERSON, atMs: 0 });
    expect(momentIn('?t=-1', '', HEARING)).toBeNull();
    expect(momentIn('?person=&t=5', '', HEARING)).toBeNull();
  });

  test('without a person lead to the composed recording', () => {
    const { search, hash } = split(linkTo(CASE, HEARING, { personId: null, atMs: 61_234.5 }));
    expect(momentIn(search, hash, HEARING)).toEqual({ personId: null, atMs: 61_234 });
    expect(search).toBe('?t=61234');
  });
});

test('the stage under the player is the last one that has begun', () => {
  const span = (stage: StageSpan['stage'], startMs: number | null): StageSpan => ({
    stage,
    startMs,
    startedAtMs: 0,
    reason: null,
    actorName: '',
  });
  const stages = [span('lobby', null), span('opening', 0), span('statements', 1000), span('opening', 2000)];
  expect(stageAt(stages, 0)).toBe(1);
  expect(stageAt(stages, 999)).toBe(1);
  expect(stageAt(stages, 1000)).toBe(2);
  expect(stageAt(stages, 99_999)).toBe(3);
  expect(stageAt([span('lobby', null)], 5)).toBe(-1);
});

test('people are listed in their seats with what there is of them', () => {
  const person = (id: string): Person => ({
    id,
    role: 'officer',
    name: id,
    accountId: null,
    invitation: null,
    consentedAtMs: null,
  });
  const segment = (personId: string, source: Segment['source'], startMs: number): Segment => ({
    id: `${personId} ${source} ${startMs}`,
    trackId: '',
    personId,
    source,
    codec: source === 'microphone' ? 'opus' : 'vp8',
    startMs,
    durationMs: 1000,
    bytes: 1,
    sha256: '',
  });
  const segments = [segment('b', 'camera', 50), segment('a', 'microphone', 100), segment('b', 'microphone', 2000)];
  expect(recordedPeople([person('a'), person('silent'), person('b')], segments)).toEqual([
    { person: person('a'), content: 'sound', startMs: 100, endMs: 1100 },
    { person: person('b'), content: 'both', startMs: 50, endMs: 3000 },
  ]);
});
