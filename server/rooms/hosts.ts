// What chair and clerk do in the room. Rights are checked at the door; here stands what each act means.
import type { Actor } from '../archive/actor.ts';
import { AppError } from '../errors.ts';
import type { AskBody } from '../protocol/asks.ts';
import { mayFollow, needsReason, producesMedia, STAGE_RULES } from '../protocol/stages.ts';
import type { Room } from './room.ts';
import type { Seat } from './seat.ts';
import { nameForFloor } from './sharing.ts';

/** Chair and clerk are nobody's to mute or send out: the one who could would be alone with the hearing. */
function ordinarySeat(room: Room, personId: string): Seat {
  const seat = room.seat(personId);
  if (seat.isHost) throw new AppError('forbidden', 'host');
  return seat;
}

/** Lets in the device that was looked at; another one that held the seat loses it. */
export async function admit(room: Room, actor: Actor, { personId, doorId }: AskBody<'admit'>): Promise<null> {
  const seat = room.seat(personId);
  const guest = seat.door(doorId);
  if (guest === null) throw new AppError('wrong_state', 'no longer outside');
  await room.keep(actor, seat, { admittedSessionId: guest.sessionId, removed: false }, 'person.admitted');
  // The seat itself is taken by the device's own `enter`, which follows this notice.
  guest.tell('admitted', null);
  return null;
}

export async function remove(room: Room, actor: Actor, { personId, reason }: AskBody<'remove'>): Promise<null> {
  await room.attendance.expel(actor, ordinarySeat(room, personId), reason);
  return null;
}

export async function mute(room: Room, actor: Actor, { personId, muted }: AskBody<'mute'>): Promise<null> {
  const seat = ordinarySeat(room, personId);
  if (seat.kept.mutedByChair === muted) return null;
  await room.keep(actor, seat, { mutedByChair: muted }, muted ? 'person.muted' : 'person.unmuted');
  return null;
}

export async function muteAll(room: Room, actor: Actor): Promise<null> {
  for (const seat of room.seats()) {
    if (!seat.isHost) await mute(room, actor, { personId: seat.person.id, muted: true });
  }
  return null;
}

export async function giveFloor(room: Room, actor: Actor, { personId, given }: AskBody<'giveFloor'>): Promise<null> {
  const seat = room.seat(personId);
  if (given && !producesMedia(seat.person.role)) throw new AppError('stage_forbids', 'observers do not speak');
  if (given) seat.handRaisedAtMs = null;
  if (seat.kept.hasFloor === given) return null;
  // Who is given the floor is meant to be heard: a mute from before would only puzzle both.
  const change = given ? { hasFloor: true, mutedByChair: false } : { hasFloor: false };
  await room.keep(actor, seat, change, given ? 'floor.given' : 'floor.taken');
  await nameForFloor(room, actor, seat, given);
  return null;
}

export async function moveStage(room: Room, actor: Actor, { stage, reason }: AskBody<'moveStage'>): Promise<null> {
  const from = room.course.stage;
  if (from === stage) return null;
  if (!mayFollow(from, stage)) throw new AppError('wrong_state', `${from} to ${stage}`);
  if (needsReason(from, stage) && reason === undefined) throw new AppError('reason_needed');
  const hasFloor = (seat: Seat) => STAGE_RULES[stage].floorAtStart.includes(seat.person.role);
  const setStage = () => room.setStage(actor, stage, reason ?? null, hasFloor);
  if (from === 'lobby') {
    if (room.course.state !== 'lobby') throw new AppError('wrong_state', room.course.state);
    const lacking = room.lacking();
    if (lacking.length > 0) throw new AppError('not_ready', lacking.join(' '));
    await room.course.goLive(actor, setStage, stage);
    return null;
  }
  if (room.course.state !== 'in_session') throw new AppError('wrong_state', room.course.state);
  await setStage();
  return null;
}

export async function pause(room: Room, actor: Actor, { kind, reason }: AskBody<'pause'>): Promise<null> {
  if (room.course.state === kind) return null;
  if (room.course.state !== 'in_session') throw new AppError('wrong_state', room.course.state);
  await room.course.pause(actor, kind, reason);
  return null;
}

export async function resume(room: Room, actor: Actor): Promise<null> {
  if (room.course.state === 'in_session') return null;
  if (room.course.state !== 'recess' && room.course.state !== 'suspended')
    throw new AppError('wrong_state', room.course.state);
  await room.course.goLive(actor, async () => {});
  return null;
}

/** A gap of a moment for a record that goes on: the people notice nothing. */
export async function restartRecording(room: Room, actor: Actor): Promise<null> {
  await room.record.restart(actor);
  return null;
}

export async function close(room: Room, actor: Actor): Promise<null> {
  if (room.course.state === 'closed') return null;
  if (!['in_session', 'recess', 'suspended'].includes(room.course.state))
    throw new AppError('wrong_state', room.course.state);
  await room.finish(actor);
  return null;
}
