// The hearing room on screen: who sits at whose device, what each of them reads about their voice, and when a bell may ring.
import { describe, expect, test } from 'vitest';
import { announcementsFor } from '../../client/room/announcements.ts';
import { isCalledNow } from '../../client/room/called.ts';
import { seatsFor } from '../../client/room/panel/seat-choice.ts';
import { HELD_VOICES, namedInVoice, readVoice, sharingWith, tilesOf } from '../../client/room/reading.ts';
import { arriving, type RoomState, reduce } from '../../client/room/room-state.ts';
import type { LetterState } from '../../server/protocol/letter.ts';
import type { RoomPerson, RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { LETTER } from './letter-examples.ts';
import { CHAIR, COMPLAINANT, OBSERVER, OFFICER, person, snapshot, WITNESS } from './room-examples.ts';

const CLERK = person('clerk', 2);
const SECOND = person('officer', 7);
/** The clerk's device carries an officer with a tablet and one without. */
const AT_TABLE = {
  [OFFICER.personId]: { atDeviceOf: CLERK.personId, microphone: 'held' },
  [SECOND.personId]: {
    atDeviceOf: CLERK.personId,
    hasDevice: false,
    admitted: false,
    microphone: 'none',
    camera: 'none',
  },
} as const;

function table(change: Record<string, Partial<RoomPerson>> = {}, more: Partial<RoomSnapshot> = {}): RoomSnapshot {
  const people = [CHAIR, CLERK, COMPLAINANT, OFFICER, WITNESS, OBSERVER, SECOND].map((one) => ({
    ...one,
    ...(AT_TABLE as Record<string, Partial<RoomPerson>>)[one.personId],
    ...change[one.personId],
  }));
  return snapshot({ people, stage: 'questions', ...more });
}
const voice = (room: RoomSnapshot, who: RoomPerson) => {
  const me = room.people.find(({ personId }) => personId === who.personId);
  if (me === undefined) throw new Error('not there');
  return [
    readVoice(room, me, { line: 'connected', hasMicrophone: true }),
    ...namedInVoice(room, me).map(({ name }) => name),
  ];
};

describe('tiles', () => {
  test('are of those who have a device; the others are seen in the picture of the one they sit at', () => {
    expect(tilesOf(table()).map(({ personId }) => personId)).not.toContain(SECOND.personId);
    expect(tilesOf(table()).map(({ personId }) => personId)).toContain(OFFICER.personId);
    expect(sharingWith(table(), CLERK.personId).map(({ name }) => name)).toEqual([OFFICER.name, SECOND.name]);
  });
});

describe('the sentence about one’s voice', () => {
  test('says whose device is heard for somebody who sits at it, and that it is gone when it is', () => {
    expect(voice(table(), OFFICER)).toEqual(['hall', CLERK.name]);
    expect(voice(table({ [OFFICER.personId]: { hasFloor: true } }), OFFICER)[0]).toBe('hall_floor');
    expect(voice(table({ [CLERK.personId]: { presence: 'reconnecting' } }), OFFICER)[0]).toBe('hall_gone');
    expect(voice(table({}, { state: 'recess' }), OFFICER)[0]).toBe('recess');
  });
  test('is about everybody at a shared device, and names who has the floor there', () => {
    expect(voice(table({ [CLERK.personId]: { microphone: 'on' } }), CLERK)).toEqual(['shared']);
    const called = { [CLERK.personId]: { microphone: 'on' }, [SECOND.personId]: { hasFloor: true } } as const;
    expect(voice(table(called), CLERK)).toEqual(['shared_floor', SECOND.name]);
    expect(voice(table(), CLERK)).toEqual(['shared_held']);
    expect(voice(table({ [CLERK.personId]: { microphone: 'off' } }), CLERK)).toEqual(['shared_off']);
  });
  test('leaves the switch alone where it would change nothing', () => {
    for (const one of ['hall', 'hall_floor', 'hall_gone', 'shared_held'] as const) expect(HELD_VOICES).toContain(one);
    expect(HELD_VOICES).not.toContain('shared_off');
  });
});

describe('the choice of a device', () => {
  const names = (who: RoomPerson, room = snapshot()) => seatsFor(room, who).map(({ role }) => role);
  test('offers what is in the room and fits, as the server will decide', () => {
    expect(names(OFFICER)).toEqual(['chair', 'clerk']);
    expect(names(COMPLAINANT)).toEqual(['chair', 'clerk']);
    expect(names(CHAIR)).toEqual(['clerk']);
    expect(names(OBSERVER)).toEqual([]);
    expect(names(WITNESS)).toEqual([]);
  });
  test('offers nothing to whose device carries others, nor a device that is itself carried', () => {
    expect(names(CLERK, table())).toEqual([]);
    expect(seatsFor(table(), SECOND).map(({ personId }) => personId)).toEqual([CHAIR.personId, CLERK.personId]);
  });
});

describe('what is said and what rings', () => {
  const you = OFFICER.personId;
  const seated = (room: RoomSnapshot): RoomState =>
    reduce(arriving(true), {
      type: 'entered',
      entered: { place: 'room', you, snapshot: room, rtpCapabilities: null, goesOn: false },
      deviceNowMs: 0,
    });
  const alone = (change: Partial<RoomPerson> = {}) => table({ [you]: { atDeviceOf: null, ...change } });

  test('a change of device is said at once to whom it concerns', () => {
    const keys = (before: RoomSnapshot, after: RoomSnapshot) =>
      announcementsFor(before, after, you).map(({ key, urgent }) => (urgent ? `${key}!` : key));
    expect(keys(alone(), table())).toEqual(['atDevice!']);
    expect(keys(table(), alone())).toEqual(['ownDevice!']);
  });
  test('rings for the floor and on being let in, not for anything else', () => {
    expect(isCalledNow(seated(alone()), seated(alone({ hasFloor: true })))).toBe(true);
    expect(isCalledNow(seated(alone({ hasFloor: true })), seated(alone({ hasFloor: true })))).toBe(false);
    expect(isCalledNow(seated(alone({ hasFloor: true })), seated(alone()))).toBe(false);
    const waiting = reduce(arriving(true), {
      type: 'entered',
      entered: { place: 'door', you, door: {} as never },
      deviceNowMs: 0,
    });
    expect(isCalledNow(waiting, seated(alone()))).toBe(true);
    expect(isCalledNow(arriving(true), seated(alone({ hasFloor: true })))).toBe(false);
  });
  test('rings for a letter that is laid before this person, once', () => {
    const held = (state: LetterState) => ({ ...seated(alone()), letter: { ...LETTER, state } });
    expect(isCalledNow(seated(alone()), held('shown'))).toBe(true);
    expect(isCalledNow(held('shown'), held('shown'))).toBe(false);
    expect(isCalledNow(held('shown'), held('read'))).toBe(false);
  });
  test('never rings into a record that hears this person already, nor beside the device of the room', () => {
    expect(isCalledNow(seated(alone({ microphone: 'on' })), seated(alone({ microphone: 'on', hasFloor: true })))).toBe(
      false,
    );
    expect(isCalledNow(seated(table()), seated(table({ [you]: { hasFloor: true } })))).toBe(false);
  });
});
