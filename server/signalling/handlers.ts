// Which right each ask needs, and what answers it: two tables in which a row too few does not compile.
import { AppError } from '../errors.ts';
import type { Action } from '../may.ts';
import type { AskBody, AskName, AskReply } from '../protocol/asks.ts';
import type { Guest } from '../rooms/guest.ts';
import * as hosts from '../rooms/hosts.ts';
import * as desk from '../rooms/letter-desk.ts';
import * as signing from '../rooms/letter-signing.ts';
import * as minutesDesk from '../rooms/minutes-desk.ts';
import * as minutes from '../rooms/minutes-signing.ts';
import * as notes from '../rooms/notes-desk.ts';
import type { Room } from '../rooms/room.ts';
import * as sharing from '../rooms/sharing.ts';

export const RIGHT_FOR: Readonly<Record<AskName, Action>> = {
  enter: 'room.enter',
  snapshot: 'room.enter',
  leave: 'room.enter',
  reportDevices: 'room.publish',
  raiseHand: 'room.raiseHand',
  openTransport: 'room.media',
  connectTransport: 'room.media',
  restartIce: 'room.media',
  publish: 'room.publish',
  unpublish: 'room.publish',
  switchTrack: 'room.publish',
  receive: 'room.media',
  startTrack: 'room.media',
  preferLayer: 'room.media',
  followCaptions: 'room.captions',
  admit: 'room.admit',
  remove: 'room.remove',
  mute: 'room.mute',
  muteAll: 'room.mute',
  giveFloor: 'room.floor',
  lowerHand: 'room.lowerHand',
  seatAt: 'room.shareDevice',
  nameSpeaker: 'room.shareDevice',
  moveStage: 'room.stage',
  pause: 'room.pause',
  resume: 'room.pause',
  restartRecording: 'room.restartRecording',
  close: 'room.close',
  draftLetter: 'letter.prepare',
  prepareLetter: 'letter.prepare',
  changeLetter: 'letter.prepare',
  showLetter: 'letter.prepare',
  takeBackLetter: 'letter.prepare',
  readLetter: 'letter.prepare',
  myLetter: 'letter.sign',
  finishReadingLetter: 'letter.sign',
  signLetter: 'letter.sign',
  declineLetter: 'letter.sign',
  deferLetter: 'letter.sign',
  superviseLetter: 'letter.supervise',
  signSupervised: 'letter.supervise',
  declineSupervised: 'letter.supervise',
  deferSupervised: 'letter.supervise',
  presentMinutes: 'minutes.present',
  takeBackMinutes: 'minutes.present',
  noteAbsent: 'minutes.present',
  playMoment: 'minutes.present',
  myMinutes: 'minutes.sign',
  objectToMinutes: 'minutes.sign',
  withdrawObjection: 'minutes.sign',
  signMinutes: 'minutes.sign',
  refuseMinutes: 'minutes.sign',
  minutesBeside: 'minutes.supervise',

  addNote: 'note.write',
  removeNote: 'note.write',
};

/** What makes work for the media side or for everybody in the room costs so many ordinary asks. */
export const COST_OF: Readonly<Partial<Record<AskName, number>>> = {
  enter: 10,
  openTransport: 10,
  publish: 10,
  receive: 10,
  restartIce: 10,
  restartRecording: 10,
  raiseHand: 3,
  switchTrack: 3,
  unpublish: 3,
  prepareLetter: 10,
  changeLetter: 10,
  signLetter: 10,
  signSupervised: 10,
  // Each leaves an entry in the trail, and one may change one's mind.
  declineLetter: 20,
  deferLetter: 20,
  noteAbsent: 10,
  // Some seconds of sound for everybody.
  playMoment: 20,
  objectToMinutes: 10,
  withdrawObjection: 10,
  signMinutes: 10,
  refuseMinutes: 10,
  minutesBeside: 10,
  addNote: 10,
  removeNote: 10,
};

/** Asks of people who are not in the room (yet). Everything else needs the seat. */
const FROM_OUTSIDE: readonly AskName[] = ['enter', 'reportDevices'];

type Handlers = {
  readonly [Name in AskName]: (room: Room, guest: Guest, body: AskBody<Name>) => Promise<AskReply[Name]>;
};

/** An act on the room by somebody in it: in the room's order, under their own name. */
const acting =
  <Body>(act: (room: Room, actor: ReturnType<Room['actorOf']>, body: Body) => Promise<null>) =>
  (room: Room, guest: Guest, body: Body): Promise<null> =>
    room.act(() => act(room, room.actorOf(guest), body));

/** An act on a letter or the minutes, in the room's order like every other. */
const writing =
  <Body, Result>(act: (room: Room, guest: Guest, body: Body) => Promise<Result>) =>
  (room: Room, guest: Guest, body: Body): Promise<Result> =>
    room.act(() => act(room, guest, body));

/** Something of the guest's own media; others are told when it changed what they see. */
async function telling<Result>(room: Room, work: Promise<Result>): Promise<Result> {
  const result = await work;
  room.tell();
  return result;
}

const HANDLERS: Handlers = {
  enter: (room, guest, body) => room.attendance.enter(guest, body),
  snapshot: async (room, guest) => room.snapshot(guest),
  leave: (room, guest) => room.attendance.leave(guest),
  reportDevices: (room, guest, body) =>
    room.act(async () => {
      room.seat(guest.personId).devices = body;
      return null;
    }),
  raiseHand: (room, guest, { raised }) =>
    room.act(async () => {
      const seat = room.seated(guest);
      seat.handRaisedAtMs = raised ? (seat.handRaisedAtMs ?? Date.now()) : null;
      return null;
    }),

  openTransport: (room, guest, { direction }) => room.floor.openTransport(guest, direction),
  connectTransport: (room, guest, body) => room.floor.connectTransport(guest, body),
  restartIce: (room, guest, { transportId }) => room.floor.restartIce(guest, transportId),
  publish: (room, guest, body) => telling(room, room.floor.publish(guest, body)),
  unpublish: (room, guest, { source }) => telling(room, room.floor.unpublish(guest, source)),
  switchTrack: (room, guest, { source, on }) => telling(room, room.floor.switchTrack(guest, source, on)),
  receive: (room, guest, { rtpCapabilities }) => room.floor.receive(guest, rtpCapabilities),
  startTrack: (room, guest, { consumerId }) => room.floor.startTrack(guest, consumerId),
  preferLayer: (room, guest, { consumerId, spatialLayer }) => room.floor.preferLayer(guest, consumerId, spatialLayer),

  followCaptions: async (room, guest, { on }) => {
    room.seated(guest);
    return room.captions.follow(guest, on);
  },

  admit: acting(hosts.admit),
  remove: acting(hosts.remove),
  mute: acting(hosts.mute),
  muteAll: acting(hosts.muteAll),
  giveFloor: acting(hosts.giveFloor),
  lowerHand: (room, _guest, { personId }) =>
    room.act(async () => {
      room.seat(personId).handRaisedAtMs = null;
      return null;
    }),
  seatAt: acting(sharing.seatAt),
  nameSpeaker: acting(sharing.nameSpeaker),
  moveStage: acting(hosts.moveStage),
  pause: acting(hosts.pause),
  resume: acting(hosts.resume),
  restartRecording: acting(hosts.restartRecording),
  close: acting(hosts.close),

  draftLetter: desk.draftLetter,
  prepareLetter: writing(desk.prepareLetter),
  changeLetter: writing(desk.changeLetter),
  showLetter: writing(desk.showLetter),
  takeBackLetter: writing(desk.takeBackLetter),
  readLetter: writing(desk.readLetter),
  myLetter: writing(signing.myLetter),
  finishReadingLetter: writing(signing.finishReadingLetter),
  signLetter: writing(signing.signLetter),
  declineLetter: writing((room, guest, body) => signing.refuseOwn(room, guest, 'decline', body)),
  deferLetter: writing((room, guest, body) => signing.refuseOwn(room, guest, 'defer', body)),
  superviseLetter: writing(signing.superviseLetter),
  signSupervised: writing(signing.signSupervised),
  declineSupervised: writing((room, guest, body) => signing.refuseSupervised(room, guest, 'decline', body)),
  deferSupervised: writing((room, guest, body) => signing.refuseSupervised(room, guest, 'defer', body)),

  presentMinutes: writing(minutesDesk.presentMinutes),
  takeBackMinutes: writing(minutesDesk.takeBackMinutes),
  noteAbsent: writing(minutesDesk.noteAbsent),
  // Changes nothing of the room, and takes a moment.
  playMoment: minutesDesk.playMoment,
  myMinutes: writing(minutes.myMinutes),
  objectToMinutes: writing(minutes.objectToMinutes),
  withdrawObjection: writing(minutes.withdrawObjection),
  signMinutes: writing(minutes.signMinutes),
  refuseMinutes: writing(minutes.refuseMinutes),
  minutesBeside: writing(minutes.minutesBeside),

  addNote: writing(notes.addNote),
  removeNote: writing(notes.removeNote),
};

/** @throws AppError whatever the handler refuses with */
export function answer<Name extends AskName>(
  name: Name,
  room: Room,
  guest: Guest,
  body: AskBody<Name>,
): Promise<AskReply[Name]> {
  if (!FROM_OUTSIDE.includes(name)) room.seated(guest);
  const handler: Handlers[Name] | undefined = HANDLERS[name];
  if (handler === undefined) throw new AppError('bad_request', 'no such ask');
  return handler(room, guest, body);
}
