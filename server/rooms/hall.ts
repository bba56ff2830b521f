// All live hearings of this server: found or made on demand, told what happens to sessions and to the media side, suspended at the end.
import { type Actor, SERVER } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Health } from '../protocol/api.ts';
import type { CaptionService } from '../protocol/captions.ts';
import type { Id } from '../protocol/ids.ts';
import type { Farewell } from '../protocol/notices.ts';
import { DiskWatch, readDisk } from './disk-watch.ts';
import type { Guest } from './guest.ts';
import type { Media } from './media.ts';
import { type HouseState, Room, type RoomSettings } from './room.ts';

/** How often every room looks whether its recording light still tells the truth. */
const LIGHT_MS = 1_000;
const DISK_MS = 5_000;

export class Hall {
  readonly #archive: Archive;
  readonly #media: Media;
  readonly #settings: RoomSettings;
  readonly #version: string;
  readonly #log: Log;
  readonly #rooms = new Map<Id, Promise<Room>>();
  readonly #open = new Map<Id, Room>();
  readonly #disk: DiskWatch;
  #captions: CaptionService = { state: 'off' };
  readonly #house: HouseState = { disk: () => this.#disk.alarm, captions: () => this.#captions };
  readonly #timers: readonly NodeJS.Timeout[];
  #mediaIsUp = true;
  #closing = false;

  private constructor(archive: Archive, media: Media, settings: RoomSettings, version: string, log: Log) {
    this.#archive = archive;
    this.#media = media;
    this.#settings = settings;
    this.#version = version;
    this.#log = log;
    this.#disk = new DiskWatch(settings.dataDir, log);
    const lookAtDisk = (): void => this.#alone(this.#disk.look(), 'free space not known');
    lookAtDisk();
    this.#timers = [setInterval(() => this.#look(), LIGHT_MS), setInterval(lookAtDisk, DISK_MS)];
    this.#listen();
  }

  /** Takes up what an earlier run left: hearings that were live wait suspended, and their open files are closed and filed. */
  static async open(archive: Archive, media: Media, settings: RoomSettings, version: string, log: Log): Promise<Hall> {
    const hall = new Hall(archive, media, settings, version, log);
    for (const hearing of await archive.hearings.unfinished()) {
      if (hearing.state === 'in_session') {
        await archive.hearings.setState(SERVER, hearing.id, 'suspended', { from: ['in_session'] });
        log.warn({ hearingId: hearing.id }, 'a hearing was live when the server ended: suspended');
      }
      const room = await hall.room(hearing.id);
      // Reading hours of recording must not keep anybody out: it goes on beside.
      void room
        .act(() => room.record.recover())
        .catch((error: unknown) => {
          log.error({ hearingId: hearing.id, err: error }, 'recording not recovered');
        });
    }
    return hall;
  }

  /** The live room of a hearing, made when first asked for. @throws AppError not_found */
  room(hearingId: Id): Promise<Room> {
    const known = this.#rooms.get(hearingId);
    if (known !== undefined) return known;
    if (this.#closing) return Promise.reject(new AppError('media_unavailable', 'the server is stopping'));
    const making = Room.create(hearingId, this.#archive, this.#media, this.#settings, this.#house, this.#log);
    this.#rooms.set(hearingId, making);
    making.then(
      (room) => this.#open.set(hearingId, room),
      () => this.#rooms.delete(hearingId),
    );
    return making;
  }

  /** People of a hearing were added, or somebody agreed to the recording. */
  async peopleChanged(hearingId: Id): Promise<void> {
    await this.#open.get(hearingId)?.reload();
  }

  /** Something about a letter happened outside its room. */
  lettersChanged(hearingId: Id): void {
    this.#alone(this.#open.get(hearingId)?.lettersChanged(), 'letters not read again');
  }

  /** The minutes were written, or their document made, outside the room. */
  minutesChanged(hearingId: Id): void {
    this.#alone(this.#open.get(hearingId)?.minutesChanged(), 'minutes not read again');
  }

  glossaryChanged(hearingId: Id): void {
    this.#alone(this.#open.get(hearingId)?.captions.load(), 'glossary not read again');
  }

  sessionEnded(sessionId: Id, why: Farewell): void {
    this.#dismiss((guest) => guest.sessionId === sessionId, why);
  }

  accountEnded(accountId: Id): void {
    this.#dismiss((guest) => guest.accountId === accountId, 'not_signed_in');
  }

  invitationEnded(invitationId: Id): void {
    this.#dismiss((guest) => guest.invitationId === invitationId, 'link_revoked');
  }

  #dismiss(whom: (guest: Guest) => boolean, why: Farewell): void {
    for (const room of this.#open.values()) this.#alone(room.attendance.dismiss(whom, why), 'people not sent away');
  }

  /** Nobody waits for this. What goes wrong in one room must not end the process, and with it all the others. */
  #alone(work: Promise<unknown> | undefined, what: string): void {
    work?.catch((error: unknown) => this.#log.error({ err: error }, what));
  }

  /** Before it began only. @throws AppError wrong_state */
  async cancel(actor: Actor, hearingId: Id, reason: string): Promise<void> {
    const room = await this.room(hearingId);
    if (!['draft', 'scheduled', 'lobby', 'cancelled'].includes(room.course.state))
      throw new AppError('wrong_state', room.course.state);
    await room.cancel(actor, reason);
  }

  /** What was written of a hearing that is over is in the archive when this resolves, also what a process that died had left open. */
  async settled(hearingId: Id): Promise<void> {
    const room = await this.room(hearingId);
    await room.act(async () => {
      // A media process that died while the hearing was closed has never answered that it stopped.
      await room.record.lost();
      await room.record.recover();
    });
  }

  async health(): Promise<Health> {
    const { freeBytes: diskFreeBytes, alarm } = await readDisk(this.#settings.dataDir);
    const diskLow = alarm !== null;
    const alive = this.#mediaIsUp && (await this.#workersAnswer());
    const worker = alive ? 'alive' : 'restarting';
    return { ready: alive && !this.#closing, version: this.#version, worker, diskFreeBytes, diskLow };
  }

  /** Numbers for the metrics page. */
  count(): { rooms: number; live: number; people: number } {
    const rooms = [...this.#open.values()];
    return {
      rooms: rooms.length,
      live: rooms.filter((room) => room.course.state === 'in_session').length,
      people: rooms.reduce((sum, room) => sum + room.guests().length, 0),
    };
  }

  /** Suspends what is live and files its segments; never closes a hearing. May be called twice. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#open.values()].map((room) => room.suspendForStop()));
  }

  async #workersAnswer(): Promise<boolean> {
    try {
      return (await this.#media.request('health', {})).workers.length > 0;
    } catch {
      // Not answering is the answer.
      return false;
    }
  }

  #listen(): void {
    const media = this.#media;
    media.on('segmentClosed', (closed) => this.#open.get(closed.roomId)?.record.segmentClosed(closed));
    media.on('recordingGrew', (news) => {
      const room = this.#open.get(news.roomId);
      if (room?.record.grew(news)) room.tell();
    });
    media.on('captioned', (said) => this.#open.get(said.roomId)?.captions.heard(said));
    media.on('captionsMissed', (hole) => this.#open.get(hole.roomId)?.captions.missed(hole));
    media.on('captionsState', (service) => {
      this.#captions = service;
      for (const room of this.#open.values()) room.tell();
    });
    media.on('recordingFailed', ({ roomId, recordingId, message }) => {
      this.#log.error({ roomId, recordingId, message }, 'recording failed');
    });
    media.on('trackEnded', ({ roomId, trackId }) => {
      const room = this.#open.get(roomId);
      room?.floor.trackEnded(trackId);
      room?.tell();
    });
    media.on('subscriptionEnded', ({ roomId, peerId, consumerId }) => {
      this.#open.get(roomId)?.floor.subscriptionEnded(peerId, consumerId);
    });
    media.on('transportState', ({ roomId, peerId, transportId, state }) => {
      const room = this.#open.get(roomId);
      room?.floor.transportChanged(peerId, transportId, state === 'connected');
      room?.tell();
    });
    media.on('workerDied', ({ roomIds }) => {
      for (const roomId of roomIds) {
        const room = this.#open.get(roomId);
        room?.mediaDown();
        this.#alone(room?.mediaUp('worker'), 'room not taken up again');
      }
    });
    media.onLife((life) => {
      this.#mediaIsUp = life === 'up';
      for (const room of this.#open.values()) {
        if (life === 'down') room.mediaDown();
        else this.#alone(room.mediaUp('process'), 'room not taken up again');
      }
    });
  }

  #look(): void {
    for (const [hearingId, room] of this.#open) {
      room.record.look();
      room.tell();
      if (room.isEmpty && ['closed', 'cancelled'].includes(room.course.state)) {
        this.#open.delete(hearingId);
        this.#rooms.delete(hearingId);
      }
    }
  }
}
