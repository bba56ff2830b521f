// What the server's truth means for the screen, as words' keys: pure readings of a snapshot.
import type { Id } from '../../server/protocol/ids.ts';
import type { RecordingLight, RoomPerson, RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { mayAttend, maySpeak, producesMedia, STAGES, type Stage } from '../../server/protocol/stages.ts';
import type { Line } from './connection.ts';

/** The steps a person counts: neither the waiting before nor the end after. */
export const STEPS: readonly Stage[] = STAGES.filter((stage) => stage !== 'lobby' && stage !== 'ended');

/** Step 3 of 8; null outside the agenda. */
export function stepOf(stage: Stage): { readonly number: number; readonly of: number } | null {
  const index = STEPS.indexOf(stage);
  return index < 0 ? null : { number: index + 1, of: STEPS.length };
}

/** Older than this, "recorded" would be a promise that nobody has checked. */
const FRESH_MS = 5000;
export type LightReading =
  | {
      readonly key: 'armed' | 'recess' | 'suspended' | 'stage' | 'stopped' | 'unknown' | 'silent' | 'unconfirmed';
      readonly tone: 'plain';
    }
  | { readonly key: 'recording' | 'gaps'; readonly sinceMs: number; readonly gaps: number; readonly tone: 'recording' }
  | { readonly key: 'failed' | 'partly'; readonly sinceMs: number; readonly tone: 'failed' };

/** The recording light in honest words: "recorded" only while the written file was just seen to grow (invariant 14). */
export function readLight(light: RecordingLight, serverNowMs: number, line: Line): LightReading {
  if (line !== 'connected') return { key: 'unknown', tone: 'plain' };
  switch (light.state) {
    case 'recording': {
      if (light.grownAtMs === null) return { key: 'silent', tone: 'plain' };
      // The server itself would say that it failed: no news means that the line is about to be found lost.
      if (serverNowMs - light.grownAtMs > FRESH_MS) return { key: 'unconfirmed', tone: 'plain' };
      const { sinceMs, gaps } = light;
      return { key: gaps === 0 ? 'recording' : 'gaps', sinceMs, gaps, tone: 'recording' };
    }
    case 'failed': {
      const partly = light.faults.every(({ reason, personId }) => personId !== null || reason === 'not_journalled');
      return { key: partly ? 'partly' : 'failed', sinceMs: light.sinceMs, tone: 'failed' };
    }
    case 'paused':
      return { key: light.reason, tone: 'plain' };
    case 'armed':
    case 'stopped':
      return { key: light.state, tone: 'plain' };
  }
}

/** Whether this person can be heard now, and if not, why not. */
export type Voice =
  | 'unknown'
  | 'connecting'
  | 'observer'
  | 'witness'
  | 'not_started'
  | 'recess'
  | 'suspended'
  | 'muted'
  | 'muted_hand'
  | 'no_floor'
  | 'no_floor_hand'
  | 'no_microphone'
  | 'off'
  | 'heard'
  | 'floor'
  | 'floor_off'
  | 'floor_none'
  | 'hall'
  | 'hall_floor'
  | 'hall_gone'
  | 'shared'
  | 'shared_floor'
  | 'shared_held'
  | 'shared_off';

/** What only this device knows: its line, and whether it has a microphone open that should be sent. */
type Here = { readonly line: Line; readonly hasMicrophone: boolean };

/** Reads the stage table only to explain; what flows is `me.microphone`, which the server says. */
export function readVoice(snapshot: RoomSnapshot, me: RoomPerson, { line, hasMicrophone }: Here): Voice {
  const { state, stage } = snapshot;
  if (line !== 'connected') return 'unknown';
  if (!producesMedia(me.role)) return 'observer';
  if (state === 'recess' || state === 'suspended') return state;
  const device = me.atDeviceOf === null ? undefined : personIn(snapshot, me.atDeviceOf);
  if (device !== undefined) return device.presence !== 'in_room' ? 'hall_gone' : me.hasFloor ? 'hall_floor' : 'hall';
  if (state !== 'in_session') return 'not_started';
  const moment = { state, stage, role: me.role, hasFloor: me.hasFloor, wasCalled: me.wasCalled };
  if (!mayAttend(moment) && me.microphone !== 'on') return 'witness';
  const shared = readSharedVoice(snapshot, me);
  if (shared !== null) return shared;
  const waits = me.handRaisedAtMs !== null;
  if (me.mutedByChair) return waits ? 'muted_hand' : 'muted';
  if (me.microphone === 'on') return me.hasFloor ? 'floor' : 'heard';
  if (!maySpeak(moment) || me.microphone === 'held') return waits ? 'no_floor_hand' : 'no_floor';
  if (me.microphone === 'none' && hasMicrophone) return 'connecting';
  if (me.microphone === 'none') return me.hasFloor ? 'floor_none' : 'no_microphone';
  return me.hasFloor ? 'floor_off' : 'off';
}

/** The voice of a device at which others sit, too; null where it is read like any other. */
function readSharedVoice(snapshot: RoomSnapshot, me: RoomPerson): Voice | null {
  const others = sharingWith(snapshot, me.personId);
  if (others.length === 0) return null;
  if (me.microphone === 'off') return 'shared_off';
  if (me.microphone === 'on') return [me, ...others].some(({ hasFloor }) => hasFloor) ? 'shared_floor' : 'shared';
  return me.microphone === 'held' && !me.mutedByChair ? 'shared_held' : null;
}

/** Whom the sentence about the voice names: whose device is heard, or who has the floor at this one. */
export function namedInVoice(snapshot: RoomSnapshot, me: RoomPerson): readonly RoomPerson[] {
  if (me.atDeviceOf !== null) return snapshot.people.filter(({ personId }) => personId === me.atDeviceOf);
  return [me, ...sharingWith(snapshot, me.personId)].filter(({ hasFloor }) => hasFloor);
}

/** Who sits at this person's device beside them. */
export const sharingWith = (snapshot: RoomSnapshot, personId: Id): readonly RoomPerson[] =>
  snapshot.people.filter(({ atDeviceOf }) => atDeviceOf === personId);

/** Voices in which the person's own switch would change nothing now. */
export const HELD_VOICES: readonly Voice[] = [
  'unknown',
  'observer',
  'witness',
  'not_started',
  'recess',
  'suspended',
  'muted',
  'muted_hand',
  'no_floor',
  'no_floor_hand',
  'hall',
  'hall_floor',
  'hall_gone',
  'shared_held',
];
/** Voices of somebody for whom another device of the hearing room is heard. */
export const HALL_VOICES: readonly Voice[] = ['hall', 'hall_floor', 'hall_gone'];
/** Voices in which the chair, not the agenda, holds the microphone. */
export const MUTED_VOICES: readonly Voice[] = ['muted', 'muted_hand'];
/** Voices that ask the person to do something now. */
export const CALLING_VOICES: readonly Voice[] = ['floor', 'floor_off', 'floor_none', 'hall_floor', 'shared_floor'];

/**
 * Whoever has a place at the table: known from the first admission to the end, so that no tile jumps. Who sits at somebody's
 * device and has none of their own is seen in that one's picture.
 */
export const tilesOf = (snapshot: RoomSnapshot): readonly RoomPerson[] =>
  [...snapshot.people]
    .filter((person) => producesMedia(person.role) && person.presence !== 'removed')
    .filter((person) => person.atDeviceOf === null || person.hasDevice)
    .filter((person) => person.admitted || person.presence === 'in_room' || person.presence === 'reconnecting')
    .sort((a, b) => a.seat - b.seat);

export const observersIn = (snapshot: RoomSnapshot): number =>
  snapshot.people.filter((person) => !producesMedia(person.role) && person.presence === 'in_room').length;

/** Who is at the door, longest wait first; one person may wait with several devices. */
export const waitingIn = (
  snapshot: RoomSnapshot,
): readonly { readonly person: RoomPerson; readonly door: RoomPerson['doors'][number] }[] =>
  snapshot.people
    .flatMap((person) => person.doors.map((door) => ({ person, door })))
    .sort((a, b) => a.door.sinceMs - b.door.sinceMs);

export const handsIn = (snapshot: RoomSnapshot): readonly RoomPerson[] =>
  snapshot.people
    .filter((person) => person.handRaisedAtMs !== null && person.presence === 'in_room')
    .sort((a, b) => (a.handRaisedAtMs ?? 0) - (b.handRaisedAtMs ?? 0));

export const personIn = (snapshot: RoomSnapshot, personId: Id): RoomPerson | undefined =>
  snapshot.people.find((person) => person.personId === personId);
