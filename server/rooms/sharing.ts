// Several people at one device of the hearing room: what chair and clerk do about it, and who is named as speaking by the floor.
import type { Actor } from '../archive/actor.ts';
import { AppError } from '../errors.ts';
import type { AskBody } from '../protocol/asks.ts';
import { objectionTo } from '../protocol/devices.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Id } from '../protocol/ids.ts';
import { maySpeak, type Stage } from '../protocol/stages.ts';
import type { Room } from './room.ts';
import type { Seat } from './seat.ts';

const REFUSED_AS = {
  listener: 'stage_forbids',
  uncalled: 'stage_forbids',
  chair: 'forbidden',
  interest: 'forbidden',
} as const satisfies Record<NonNullable<ReturnType<typeof objectionTo>>, ErrorCode>;

export async function seatAt(room: Room, actor: Actor, { personId, hostPersonId }: AskBody<'seatAt'>): Promise<null> {
  const seat = room.seat(personId);
  if (hostPersonId === null) {
    await room.devices.sit(actor, personId, null);
    return null;
  }
  const host = room.seat(hostPersonId);
  if (host === seat) throw new AppError('bad_request', 'a device of one’s own is null');
  const objection = objectionTo(sitterOf(seat), sitterOf(host));
  if (objection !== null) throw new AppError(REFUSED_AS[objection], objection);
  // One device after another: who is carried carries nobody.
  if (room.devices.hostOf(hostPersonId) !== null) throw new AppError('wrong_state', 'sits at another device');
  if (room.sharing(personId).length > 0) throw new AppError('wrong_state', 'others sit at their device');
  if (host.guest === null) throw new AppError('wrong_state', 'no device in the room');
  if (seat.kept.removed) {
    await room.keep(actor, seat, { removed: false }, 'person.admitted');
    seat.presence = 'away';
  }
  await room.devices.sit(actor, personId, hostPersonId);
  if (seat.kept.hasFloor) await nameForFloor(room, actor, seat, true);
  return null;
}

const sitterOf = ({ person, kept }: Seat) => ({
  role: person.role,
  hasFloor: kept.hasFloor,
  wasCalled: kept.wasCalled,
});

export async function nameSpeaker(
  room: Room,
  actor: Actor,
  { devicePersonId, personId }: AskBody<'nameSpeaker'>,
): Promise<null> {
  const others = room.sharing(room.seat(devicePersonId).person.id);
  if (others.length === 0) throw new AppError('wrong_state', 'nobody shares this device');
  if (personId !== null && room.devices.deviceOf(room.seat(personId).person.id) !== devicePersonId)
    throw new AppError('wrong_state', 'sits elsewhere');
  await room.devices.name(actor, devicePersonId, personId);
  return null;
}

/** Who is given the floor at a shared device speaks there from now on; whose turn is over does not. */
export async function nameForFloor(room: Room, actor: Actor, seat: Seat, given: boolean): Promise<void> {
  const { id } = seat.person;
  const device = room.devices.deviceOf(id);
  if (room.sharing(device).length === 0) return;
  if (given) await room.devices.name(actor, device, id);
  else if (room.devices.speakerAt(device) === id) await room.devices.name(actor, device, null);
}

/** With a stage the floor goes to others: where one person at a device has it, they speak; who may no longer speak does not. */
export async function nameForStage(room: Room, actor: Actor, stage: Stage): Promise<void> {
  for (const seat of room.seats()) {
    const device = seat.person.id;
    const others = room.sharing(device);
    if (others.length > 0) await room.devices.name(actor, device, speakerIn(room, [seat, ...others], device, stage));
  }
}

function speakerIn(room: Room, sitting: readonly Seat[], device: Id, stage: Stage): Id | null {
  const [called, ...more] = sitting.filter(({ kept }) => kept.hasFloor);
  if (called !== undefined && more.length === 0) return called.person.id;
  const now = sitting.find(({ person }) => person.id === room.devices.speakerAt(device));
  // Asked of the stage that begins, which is not yet in session when it is the first.
  return now !== undefined && maySpeak(now.moment('in_session', stage)) ? now.person.id : null;
}
