// What changed between two truths that somebody who does not look at the screen must be told: a pure comparison.
import type { Id } from '../../server/protocol/ids.ts';
import { isHost } from '../../server/protocol/roles.ts';
import type { RoomPerson, RoomSnapshot } from '../../server/protocol/snapshot.ts';
import type { Stage } from '../../server/protocol/stages.ts';
import { personIn } from './reading.ts';

/** urgent: interrupts the screen reader, only for what concerns this very person or the record itself. */
export type Announcement = { readonly urgent: boolean } & (
  | { readonly key: 'muted' | 'unmuted' | 'floor' | 'noFloor' | 'handLowered' }
  | { readonly key: 'recess' | 'suspended' | 'resumed' | 'recordingFailed' }
  | { readonly key: 'ownDevice' }
  | { readonly key: 'stage'; readonly stage: Stage }
  | { readonly key: 'atDevice'; readonly person: RoomPerson }
  | { readonly key: 'waiting' | 'handUp' | 'came' | 'gone'; readonly person: RoomPerson }
);

export function announcementsFor(before: RoomSnapshot, after: RoomSnapshot, you: Id): readonly Announcement[] {
  return [...aboutYou(before, after, you), ...aboutHearing(before, after), ...aboutOthers(before, after, you)];
}

function aboutYou(before: RoomSnapshot, after: RoomSnapshot, you: Id): Announcement[] {
  const was = personIn(before, you);
  const is = personIn(after, you);
  if (!was || !is) return [];
  const said: Announcement[] = [];
  if (is.mutedByChair !== was.mutedByChair) said.push({ urgent: true, key: is.mutedByChair ? 'muted' : 'unmuted' });
  if (is.hasFloor !== was.hasFloor) said.push({ urgent: true, key: is.hasFloor ? 'floor' : 'noFloor' });
  if (is.atDeviceOf !== was.atDeviceOf) {
    const person = is.atDeviceOf === null ? undefined : personIn(after, is.atDeviceOf);
    said.push(person === undefined ? { urgent: true, key: 'ownDevice' } : { urgent: true, key: 'atDevice', person });
  }
  const lowered = was.handRaisedAtMs !== null && is.handRaisedAtMs === null;
  if (lowered && !is.hasFloor) said.push({ urgent: false, key: 'handLowered' });
  return said;
}

function aboutHearing(before: RoomSnapshot, after: RoomSnapshot): Announcement[] {
  const said: Announcement[] = [];
  if (after.stage !== before.stage) said.push({ urgent: false, key: 'stage', stage: after.stage });
  if (after.state !== before.state) {
    if (after.state === 'recess' || after.state === 'suspended') said.push({ urgent: true, key: after.state });
    const paused = before.state === 'recess' || before.state === 'suspended';
    if (after.state === 'in_session' && paused) said.push({ urgent: true, key: 'resumed' });
  }
  const failedNow = after.recording.state === 'failed' && before.recording.state !== 'failed';
  if (failedNow) said.push({ urgent: true, key: 'recordingFailed' });
  return said;
}

function aboutOthers(before: RoomSnapshot, after: RoomSnapshot, you: Id): Announcement[] {
  const me = personIn(after, you);
  const host = me !== undefined && isHost(me.role);
  return after.people.flatMap((person): Announcement[] => {
    const was = personIn(before, person.personId);
    if (!was || person.personId === you) return [];
    if (host && person.doors.length > was.doors.length) return [{ urgent: false, key: 'waiting', person }];
    if (host && person.handRaisedAtMs !== null && was.handRaisedAtMs === null)
      return [{ urgent: false, key: 'handUp', person }];
    const inside = (one: RoomPerson): boolean => one.presence === 'in_room' || one.presence === 'reconnecting';
    if (inside(person) && !inside(was)) return [{ urgent: false, key: 'came', person }];
    if (!inside(person) && inside(was)) return [{ urgent: false, key: 'gone', person }];
    return [];
  });
}
