// Coming and going in one live hearing: who takes a seat, is lost for a while, leaves, or is sent out; and that this is on the record.
import { type Actor, SERVER } from '../archive/actor.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AskBody, Entered, Holding } from '../protocol/asks.ts';
import type { Farewell } from '../protocol/notices.ts';
import { BEGUN } from './course.ts';
import type { Guest } from './guest.ts';
import type { Room } from './room.ts';
import type { Seat } from './seat.ts';

/** How long a lost connection keeps its seat as "reconnecting". */
const GRACE_MS = 30_000;
const MOST_PRESENCE_NOTES = 200;

export class Attendance {
  readonly #room: Room;
  readonly #log: Log;

  constructor(room: Room, log: Log) {
    this.#room = room;
    this.#log = log;
  }

  enter(guest: Guest, { takeOver = false, holding }: AskBody<'enter'>): Promise<Entered> {
    const room = this.#room;
    return room.act(async () => {
      // A connection that never came in was not sent away with the others when its session ended.
      if (!(await guest.isWelcome())) throw new AppError(guest.accountId === null ? 'link_revoked' : 'not_signed_in');
      const seat = room.seat(guest.personId);
      if (!['scheduled', 'lobby', ...BEGUN].includes(room.course.state))
        throw new AppError('wrong_state', room.course.state);
      if (seat.person.accountId === null && seat.person.consentedAtMs === null) throw new AppError('consent_needed');
      if (seat.superseded.has(guest.tabId) && !takeOver) throw new AppError('seat_taken');
      if (!seat.isAdmitted(guest)) {
        seat.addDoor(guest, Date.now());
        return { place: 'door', you: guest.personId, door: room.doorView(seat) };
      }
      const goesOn = await this.#sit(seat, guest, holding ?? null);
      if (seat.isHost && room.course.state === 'scheduled') await room.course.setState(room.actorOf(guest), 'lobby');
      return { place: 'room', you: guest.personId, ...(await room.welcome(guest)), goesOn };
    });
  }

  /** Answers whether the media goes on that this tab had before its line was lost. */
  async #sit(seat: Seat, guest: Guest, holding: Holding | null): Promise<boolean> {
    const { floor } = this.#room;
    const older = seat.guest;
    seat.removeDoor(guest);
    if (older === guest) return holding !== null && floor.goOn(guest, guest, holding);
    let goesOn = false;
    if (older !== null) {
      const isSameTab = older.tabId === guest.tabId && older.sessionId === guest.sessionId;
      if (!isSameTab) seat.superseded.add(older.tabId);
      seat.guest = null;
      older.end('seat_taken');
      goesOn = isSameTab && holding !== null && (await floor.goOn(older, guest, holding));
      if (!goesOn) await floor.closePeer(older.peerId);
    }
    seat.superseded.delete(guest.tabId);
    clearTimeout(seat.awayTimer ?? undefined);
    const wasIn = older !== null || seat.presence === 'reconnecting';
    seat.guest = guest;
    seat.presence = 'in_room';
    if (!goesOn) floor.openPeer(guest);
    if (!wasIn) await this.#note(guest, 'person.entered');
    return goesOn;
  }

  /** The connection is gone, for whatever reason; the seat is kept for a while. */
  lost(guest: Guest): Promise<void> {
    const room = this.#room;
    return room.act(async () => {
      const seat = room.seats().find(({ person }) => person.id === guest.personId);
      if (seat === undefined || seat.removeDoor(guest) || seat.guest !== guest) return;
      seat.presence = 'reconnecting';
      seat.awayTimer = setTimeout(() => {
        room
          .act(() => this.goAway(seat, guest, 'away'))
          .catch((error: unknown) => this.#log.error({ roomId: room.id, err: error }, 'seat not left'));
      }, GRACE_MS);
      // A seat that is being kept does not keep a stopping server.
      seat.awayTimer.unref();
    });
  }

  leave(guest: Guest): Promise<null> {
    return this.#room.act(async () => {
      await this.goAway(this.#room.seated(guest), guest, 'left');
      return null;
    });
  }

  /** To be called within an act of the room. */
  async goAway(seat: Seat, guest: Guest, presence: 'away' | 'left' | 'removed'): Promise<void> {
    if (seat.guest !== guest) return;
    const { course, floor } = this.#room;
    seat.guest = null;
    seat.presence = presence;
    seat.handRaisedAtMs = null;
    await floor.closePeer(guest.peerId);
    await this.#note(guest, 'person.left');
    // Invariant 12: without a host the hearing waits; it never ends by itself.
    const hostLeft = this.#room.seats().some((one) => one.isHost && one.guest !== null);
    if (!hostLeft && course.state === 'in_session') await course.pause(SERVER, 'suspended', '');
  }

  /** Who was in the room when is part of the record. */
  async #note(guest: Guest, act: 'person.entered' | 'person.left'): Promise<void> {
    const room = this.#room;
    const seat = room.seat(guest.personId);
    // Somebody who comes and goes without end must not fill the trail.
    if (seat.presenceNotes >= MOST_PRESENCE_NOTES) return;
    seat.presenceNotes += 1;
    const detail = { personId: seat.person.id, presence: seat.presence };
    const entry = { act, about: seat.person.name, caseId: room.caseId, hearingId: room.id, detail };
    await room.archive.trail.write(room.actorOf(guest), entry);
  }

  /** Ends one person's connections and keeps them out until they are let in again. */
  async expel(actor: Actor, seat: Seat, reason: string): Promise<void> {
    const out = { removed: true, admittedSessionId: null, hasFloor: false };
    await this.#room.keep(actor, seat, out, 'person.removed', reason);
    await this.#room.devices.release(actor, seat.person.id);
    for (const guest of seat.outside) {
      seat.removeDoor(guest);
      guest.end('removed');
    }
    const inside = seat.guest;
    if (inside !== null) {
      await this.goAway(seat, inside, 'removed');
      inside.end('removed');
    }
    seat.presence = 'removed';
  }

  /** A session, account or link ended elsewhere: whoever came by it leaves now. */
  dismiss(whom: (guest: Guest) => boolean, why: Farewell): Promise<void> {
    return this.#room.act(async () => {
      for (const seat of this.#room.seats()) {
        for (const guest of seat.outside.filter(whom)) {
          seat.removeDoor(guest);
          guest.end(why);
        }
        const inside = seat.guest;
        if (inside !== null && whom(inside)) {
          await this.goAway(seat, inside, 'away');
          inside.end(why);
        }
      }
    });
  }
}
