// One live hearing: who is where, what the chair decided, and that everybody is told the same.
import { type Actor, SERVER } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord, SeatChange } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { HearingKind } from '../protocol/api.ts';
import type { Wire } from '../protocol/asks.ts';
import type { CaptionService } from '../protocol/captions.ts';
import { deviceMaySpeak } from '../protocol/devices.ts';
import type { Id } from '../protocol/ids.ts';
import type { Farewell } from '../protocol/notices.ts';
import type { DiskAlarm, DoorView, Lacking, RoomSnapshot } from '../protocol/snapshot.ts';
import { type HearingState, mayBeOffered, mayShow, type Stage } from '../protocol/stages.ts';
import { Announcer } from './announce.ts';
import { Attendance } from './attendance.ts';
import { type CaptionRoom, RoomCaptions } from './captions.ts';
import { BEGUN, Course } from './course.ts';
import { Devices } from './devices.ts';
import { Floor, type Leave } from './floor.ts';
import type { Guest } from './guest.ts';
import type { LetterFacts } from './letter-template.ts';
import { RoomLetters } from './letters.ts';
import type { Media } from './media.ts';
import { RoomMinutes } from './minutes.ts';
import { RoomNotes } from './notes.ts';
import { doorViewOf, lackingIn, pictureOf, type Sitter } from './picture.ts';
import { RoomRecord } from './record.ts';
import type { Relay } from './relay.ts';
import { Seat } from './seat.ts';
import { nameForStage } from './sharing.ts';

export type RoomSettings = {
  readonly dataDir: string;
  readonly officeName: string;
  readonly officePhone: string;
  /** Under which a signer's copy is found. */
  readonly publicOrigin: string;
  readonly minOfficers: Readonly<Record<HearingKind, number>>;
  readonly relay: Relay | null;
  /** A letter was signed: its paper is to be made. */
  readonly letterSigned: () => void;
  /** Somebody answered the minutes: when it was the last one, their document is to be made. */
  readonly minutesAnswered: () => void;
  /** Some seconds out of a recording, which may be running: WAV, base64. */
  readonly momentSound: (directory: string, moment: Moment) => Promise<string>;
};

/** Of one person's sound, on the hearing's clock. */
type Moment = { readonly ownerId: Id; readonly fromMs: number; readonly toMs: number };

/** What is the same in every room of this server. */
export type HouseState = {
  readonly disk: () => DiskAlarm | null;
  readonly captions: () => CaptionService;
};

export class Room {
  readonly id: Id;
  readonly attendance: Attendance;
  readonly floor: Floor;
  readonly record: RoomRecord;
  readonly course: Course;
  readonly letters: RoomLetters;
  readonly minutes: RoomMinutes;
  readonly notes: RoomNotes;
  readonly archive: Archive;
  readonly devices: Devices;
  readonly #media: Media;
  readonly #settings: RoomSettings;
  readonly #house: HouseState;
  readonly captions: RoomCaptions;
  readonly #log: Log;
  readonly #announcer = new Announcer();
  readonly #seats = new Map<Id, Seat>();
  #hearing: HearingRecord;
  #capabilities: Wire | null = null;
  /** The state that those outside were last told. */
  #doorsKnow: HearingState;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    hearing: HearingRecord,
    archive: Archive,
    media: Media,
    settings: RoomSettings,
    house: HouseState,
    log: Log,
  ) {
    this.id = hearing.id;
    this.archive = archive;
    this.#media = media;
    this.#settings = settings;
    this.#house = house;
    this.#log = log;
    this.#hearing = hearing;
    this.#doorsKnow = hearing.state;
    this.floor = new Floor(hearing.id, media, settings.relay, (personId) => this.#leaveOf(personId), log);
    this.record = new RoomRecord(hearing, archive, media, settings.dataDir, log);
    this.letters = new RoomLetters(hearing.id, archive, settings.publicOrigin, (personId) =>
      this.#seats.get(personId)?.guest?.tell('letterChanged', null),
    );
    this.minutes = new RoomMinutes(hearing.id, archive, settings.publicOrigin, (personId) =>
      this.#seats.get(personId)?.guest?.tell('minutesChanged', null),
    );
    this.notes = new RoomNotes(hearing.id, archive);
    this.captions = new RoomCaptions(this.#captionRoom(), archive, log);
    this.attendance = new Attendance(this, log);
    this.devices = new Devices(hearing, archive, () => this.record.nowMs());
    this.course = new Course(hearing, archive, this.record, {
      settle: () => this.floor.settle(),
      open: () => this.#openMedia(),
      ifPossible: (work) => this.#ifPossible(work),
    });
  }

  /** The hearing as it was left. @throws AppError not_found */
  static async create(
    id: Id,
    archive: Archive,
    media: Media,
    settings: RoomSettings,
    house: HouseState,
    log: Log,
  ): Promise<Room> {
    const hearing = await archive.hearings.byId(id);
    if (hearing === null) throw new AppError('not_found');
    const room = new Room(hearing, archive, media, settings, house, log);
    await room.#loadSeats();
    await room.letters.load();
    await room.minutes.load();
    await room.notes.load();
    await room.captions.load();
    return room;
  }

  // --- What is true now --------------------------------------------------------------------------

  get caseId(): Id {
    return this.#hearing.caseId;
  }

  get isEmpty(): boolean {
    return this.guests().length === 0 && [...this.#seats.values()].every((seat) => seat.outside.length === 0);
  }

  guests(): Guest[] {
    return [...this.#seats.values()].flatMap((seat) => seat.guest ?? []);
  }

  /** Everybody connected, inside and outside the door. */
  everybody(): Guest[] {
    return [...this.#seats.values()].flatMap((seat) => [...(seat.guest ? [seat.guest] : []), ...seat.outside]);
  }

  /** @throws AppError not_found */
  seat(personId: Id): Seat {
    const seat = this.#seats.get(personId);
    if (seat === undefined) throw new AppError('not_found', 'no such person');
    return seat;
  }

  seats(): readonly Seat[] {
    return [...this.#seats.values()];
  }

  /** Who sits at this person's device beside them. */
  sharing(personId: Id): readonly Seat[] {
    return this.devices.sharing(personId).flatMap((id) => this.#seats.get(id) ?? []);
  }

  /** @throws AppError not_admitted unless this very connection sits in the room */
  seated(guest: Guest): Seat {
    const seat = this.seat(guest.personId);
    if (seat.guest !== guest) throw new AppError('not_admitted');
    return seat;
  }

  lacking(): Lacking[] {
    return lackingIn(this.#sitter());
  }

  #captionRoom(): CaptionRoom {
    return {
      hearingId: this.id,
      people: () => [...this.#seats.keys()],
      guests: () => this.guests(),
      hears: (personId) => this.#leaveOf(personId).offered,
    };
  }

  /** What this person may send and receive at this moment. */
  leave(personId: Id): Leave {
    return this.#leaveOf(personId);
  }

  #leaveOf(personId: Id): Leave {
    const seat = this.#seats.get(personId);
    if (seat === undefined) return { microphone: false, camera: false, offered: false, hears: false };
    const { state, stage } = this.course.governing;
    const moment = seat.moment(state, stage);
    // One device speaks for the hearing room: who sits at another's is neither heard nor played sound by their own.
    const isOwn = this.devices.hostOf(personId) === null;
    const sitting = [seat, ...this.sharing(personId)].map((one) => ({
      personId: one.person.id,
      moment: one.moment(state, stage),
      muted: one.kept.mutedByChair,
    }));
    return {
      microphone: isOwn && deviceMaySpeak(sitting, this.devices.speakerAt(personId)),
      hears: isOwn,
      camera: mayShow(moment),
      offered: mayBeOffered(moment),
    };
  }

  #sitter(): Sitter {
    return {
      hearing: this.#hearing,
      seats: this.seats(),
      course: this.course,
      floor: this.floor,
      devices: this.devices,
      record: this.record,
      letters: this.letters,
      minutes: this.minutes,
      notes: this.notes,
      mediaIsOpen: this.#capabilities !== null,
      minOfficers: this.#settings.minOfficers[this.#hearing.kind],
      officePhone: this.#settings.officePhone,
      disk: this.#house.disk(),
      captionService: this.#captionService(),
    };
  }

  /** What only knows the words of a rehearsal serves no real hearing. */
  #captionService(): CaptionService {
    const service = this.#house.captions();
    const serves = service.state === 'off' || !service.rehearsal || this.#hearing.kind === 'practice';
    return serves ? service : { state: 'off' };
  }

  snapshot(guest: Guest): RoomSnapshot {
    return this.#announcer.whole(pictureOf(this.#sitter(), this.seated(guest).isHost));
  }

  // --- One thing after the other -----------------------------------------------------------------

  /** Runs acts that change the room one after the other, settles what may flow, and tells everybody. */
  act<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#queue.then(async () => {
      try {
        const result = await work();
        await this.#ifPossible(() => this.floor.settle());
        return result;
      } finally {
        this.tell();
      }
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Tells everybody what changed since the last time, if anything did. */
  tell(): void {
    this.#tellDoors();
    const next = { hosts: pictureOf(this.#sitter(), true), others: pictureOf(this.#sitter(), false) };
    this.#announcer.announce(next, (audience, change) => {
      for (const seat of this.seats()) {
        if (seat.isHost === (audience === 'hosts')) seat.guest?.tell('roomChanged', change);
      }
    });
  }

  #tellDoors(): void {
    if (this.#doorsKnow === this.course.state) return;
    this.#doorsKnow = this.course.state;
    for (const seat of this.seats()) {
      for (const guest of seat.outside) guest.tell('doorChanged', this.doorView(seat));
    }
  }

  // --- Coming and going --------------------------------------------------------------------------

  /** What somebody outside the door may know. */
  doorView(seat: Seat): DoorView {
    return doorViewOf(this.#sitter(), seat);
  }

  /** What somebody is told who has just taken the seat. */
  async welcome(guest: Guest): Promise<{ readonly snapshot: RoomSnapshot; readonly rtpCapabilities: Wire | null }> {
    await this.#ifPossible(() => this.#openMedia());
    return { snapshot: this.snapshot(guest), rtpCapabilities: this.#capabilities };
  }

  // --- Decisions about people, kept before they are told ------------------------------------------

  /** Who a guest is in the trail. */
  actorOf(guest: Guest): Actor {
    const { person } = this.seat(guest.personId);
    return guest.accountId === null
      ? { kind: 'person', id: person.id, name: person.name }
      : { kind: 'account', id: guest.accountId, name: person.name };
  }

  async keep(actor: Actor, seat: Seat, change: SeatChange, act: string, reason?: string): Promise<void> {
    await this.archive.hearings.setSeat(actor, seat.person.id, change, act, reason);
    const wasCalled = seat.kept.wasCalled || change.hasFloor === true;
    seat.kept = { ...seat.kept, ...change, wasCalled };
  }

  /** Keeps the new stage, and gives the floor to those whom it names. */
  async setStage(actor: Actor, stage: Stage, reason: string | null, floorFor: (seat: Seat) => boolean): Promise<void> {
    const speakers = this.seats().filter(floorFor);
    const floor = speakers.map((seat) => seat.person.id);
    await this.course.setStage(actor, stage, reason, floor);
    for (const seat of this.seats()) {
      const hasFloor = speakers.includes(seat);
      seat.kept = { ...seat.kept, hasFloor, wasCalled: seat.kept.wasCalled || hasFloor };
    }
    await nameForStage(this, actor, stage);
  }

  /** Ends for good and sends everybody home. */
  async finish(actor: Actor): Promise<void> {
    await this.course.finish(actor);
    this.tell();
    await this.#empty('closed');
  }

  cancel(actor: Actor, reason: string): Promise<void> {
    return this.act(async () => {
      await this.course.setState(actor, 'cancelled', reason);
      await this.#empty('cancelled');
    });
  }

  suspendForStop(): Promise<void> {
    return this.act(() => this.course.suspendForStop(SERVER));
  }

  async #empty(why: Farewell): Promise<void> {
    for (const guest of this.everybody()) guest.end(why);
    for (const seat of this.seats()) seat.guest = null;
    await this.#ifPossible(() => this.#media.request('closeRoom', { roomId: this.id }));
    this.#capabilities = null;
  }

  // --- News from elsewhere -----------------------------------------------------------------------

  /** People, names or consent changed in the archive. */
  reload(): Promise<void> {
    return this.act(() => this.#loadSeats());
  }

  /** A paper was made, or a letter scanned or voided elsewhere. */
  lettersChanged(): Promise<void> {
    return this.act(() => this.letters.load());
  }

  /** The minutes were written, or their document was made, elsewhere. */
  minutesChanged(): Promise<void> {
    return this.act(() => this.minutes.load());
  }

  /** Of this hearing, for the words of a letter. */
  letterFacts(): Omit<LetterFacts, 'signer'> {
    const { caseNumber, title: hearingTitle, scheduledAtMs } = this.#hearing;
    const hasBegun = BEGUN.includes(this.course.state);
    return {
      officeName: this.#settings.officeName,
      caseNumber,
      hearingTitle,
      atMs: hasBegun ? Date.now() : scheduledAtMs,
    };
  }

  letterSigned(): void {
    this.#settings.letterSigned();
  }

  minutesAnswered(): void {
    this.#settings.minutesAnswered();
  }

  /** @throws AppError not_found when nothing of it was recorded */
  async momentSound(moment: Moment): Promise<string> {
    const directory = this.record.directory;
    if (directory === null) throw new AppError('not_found', 'nothing was recorded');
    return this.#settings.momentSound(directory, moment);
  }

  async #loadSeats(): Promise<void> {
    const hearing = await this.archive.hearings.byId(this.id);
    if (hearing === null) throw new AppError('not_found');
    this.#hearing = hearing;
    const kept = new Map((await this.archive.hearings.seats(this.id)).map((seat) => [seat.personId, seat]));
    for (const person of hearing.people) {
      const known = this.#seats.get(person.id);
      const keptSeat = kept.get(person.id);
      if (known !== undefined) known.person = person;
      else if (keptSeat !== undefined) this.#seats.set(person.id, new Seat(person, keptSeat));
    }
    for (const seat of this.seats()) {
      if (hearing.people.some(({ id }) => id === seat.person.id)) continue;
      // Taken off the list before the hearing began.
      for (const guest of seat.outside) guest.end('link_revoked');
      const inside = seat.guest;
      if (inside !== null) await this.attendance.goAway(seat, inside, 'removed');
      inside?.end('removed');
      this.#seats.delete(seat.person.id);
    }
  }

  /** The media side died: the record is read from disk, the room is made anew, everybody publishes again. */
  mediaDown(): void {
    this.#capabilities = null;
    this.record.down();
    this.floor.forget();
    this.tell();
  }

  mediaUp(lost: 'worker' | 'process'): Promise<void> {
    return this.act(async () => {
      await this.record.lost();
      await this.#ifPossible(() => this.#openMedia());
      if (this.#capabilities === null) return;
      // People come back while the record is being taken up again.
      for (const guest of this.guests()) guest.tell('mediaRestarted', { rtpCapabilities: this.#capabilities });
      // Of a dead worker the media process has closed the files itself; its own death leaves them open.
      if (lost === 'process') await this.#ifPossible(() => this.record.recover());
      if (this.course.state === 'in_session') await this.record.run(SERVER);
    });
  }

  async #openMedia(): Promise<void> {
    this.#capabilities ??= (await this.#media.request('openRoom', { roomId: this.id })).rtpCapabilities;
  }

  /** The media side may be down: the hearing's own state goes on all the same. */
  async #ifPossible(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.warn({ roomId: this.id, err: error }, 'media side did not follow');
    }
  }
}
