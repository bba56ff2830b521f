// What a room looks like at this moment: to those inside, to those at the door, and what it still lacks to begin. Reads, changes nothing.
import type { HearingRecord } from '../archive/records.ts';
import type { CaptionService } from '../protocol/captions.ts';
import type { DiskAlarm, DoorView, Lacking, Presence } from '../protocol/snapshot.ts';
import type { RoomPicture } from './announce.ts';
import type { Course } from './course.ts';
import type { Devices } from './devices.ts';
import type { Floor } from './floor.ts';
import type { RoomLetters } from './letters.ts';
import type { RoomMinutes } from './minutes.ts';
import type { RoomNotes } from './notes.ts';
import type { RoomRecord } from './record.ts';
import type { Seat } from './seat.ts';

/** The parts of a room that its picture is taken from. */
export type Sitter = {
  readonly hearing: HearingRecord;
  readonly seats: readonly Seat[];
  readonly course: Course;
  readonly floor: Floor;
  readonly devices: Devices;
  readonly record: RoomRecord;
  readonly letters: RoomLetters;
  readonly minutes: RoomMinutes;
  readonly notes: RoomNotes;
  /** Is the room there on the media side? */
  readonly mediaIsOpen: boolean;
  readonly minOfficers: number;
  readonly officePhone: string;
  readonly disk: DiskAlarm | null;
  readonly captionService: CaptionService;
};

const chairOf = (seats: readonly Seat[]): Seat | undefined => seats.find((seat) => seat.person.role === 'chair');

/** A line without a way for media is no presence: nobody sees or hears who has no other. */
const ownPresenceOf = ({ presence, guest }: Seat, floor: Floor): Presence =>
  presence === 'in_room' && guest !== null && floor.isDark(guest) ? 'reconnecting' : presence;

/** Who sits at somebody's device is where that device is, with or without one of their own; the chair is where their own is. */
function presenceOf(seat: Seat, { seats, devices, floor }: Sitter): Presence {
  const own = ownPresenceOf(seat, floor);
  const hostId = devices.hostOf(seat.person.id);
  const host = seats.find(({ person }) => person.id === hostId);
  if (host === undefined || seat.presence === 'in_room' || seat.person.role === 'chair') return own;
  const there = ownPresenceOf(host, floor);
  return there === 'in_room' || there === 'reconnecting' ? there : own;
}

/** What must still be there before the chair can open the hearing; nothing once it has begun. */
export function lackingIn(sitter: Sitter): Lacking[] {
  const { seats, course, floor, devices, mediaIsOpen, minOfficers } = sitter;
  if (course.state !== 'lobby') return [];
  const present = seats.filter((seat) => presenceOf(seat, sitter) === 'in_room');
  const officers = present.filter((seat) => ['officer', 'lead_officer'].includes(seat.person.role)).length;
  const chair = chairOf(seats);
  const lacking: Lacking[] = [];
  if (!mediaIsOpen) lacking.push('media');
  if (officers < minOfficers) lacking.push('officers');
  if (chair === undefined || !floor.sends(devices.deviceOf(chair.person.id), 'microphone')) lacking.push('sound');
  return lacking;
}

export function pictureOf(sitter: Sitter, forHost: boolean): RoomPicture {
  const { hearing, seats, course, floor, devices, record, letters, minutes, notes, officePhone, disk, captionService } =
    sitter;
  return {
    hearingId: hearing.id,
    title: hearing.title,
    caseNumber: hearing.caseNumber,
    scheduledAtMs: hearing.scheduledAtMs,
    state: course.state,
    stage: course.stage,
    stageSinceMs: course.stageSinceMs,
    pauseReason: course.pauseReason,
    lacking: lackingIn(sitter),
    people: seats
      .map((seat, index) => {
        const { id } = seat.person;
        const presence = presenceOf(seat, sitter);
        const seen = {
          ...floor.states(id),
          presence,
          atDeviceOf: devices.hostOf(id),
          speakerId: devices.speakerAt(id),
          onRecord: record.hears(devices.deviceOf(id)),
        };
        return seat.view(index, seen, forHost);
      })
      .sort((a, b) => a.seat - b.seat),
    recording: record.light(),
    isPractice: hearing.kind === 'practice',
    captions: captionService,
    disk: forHost ? disk : null,
    letters: forHost ? letters.progress() : [],
    minutes: forHost ? minutes.progress() : null,
    notes: forHost ? notes.all() : [],
    officePhone,
  };
}

export const doorViewOf = ({ hearing, seats, course, officePhone }: Sitter, seat: Seat): DoorView => ({
  personName: seat.person.name,
  title: hearing.title,
  state: course.state,
  scheduledAtMs: hearing.scheduledAtMs,
  chairName: chairOf(seats)?.person.name ?? '',
  officePhone,
  nowMs: Date.now(),
});
