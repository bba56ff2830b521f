// One person's place in a live hearing: who they are, where they are, and what the chair decided about them.
import type { Seat as KeptSeat } from '../archive/records.ts';
import type { Person } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { HEARING_ROLES, isHost } from '../protocol/roles.ts';
import type { Door, Presence, RoomPerson } from '../protocol/snapshot.ts';
import type { HearingState, Moment, Stage } from '../protocol/stages.ts';
import type { Guest } from './guest.ts';

/** More devices at one person's door than this are a mistake or an attack; the oldest is sent away. */
const MAX_DOORS = 4;

/** What a seat cannot know of itself. */
type SeenBySeat = Pick<RoomPerson, 'presence' | 'microphone' | 'camera' | 'atDeviceOf' | 'speakerId' | 'onRecord'>;

export class Seat {
  person: Person;
  /** Kept in the archive, so that a restart forgets nothing. */
  kept: KeptSeat;
  presence: Presence = 'away';
  guest: Guest | null = null;
  handRaisedAtMs: number | null = null;
  devices: { microphone: boolean; camera: boolean } | null = null;
  readonly #doors = new Map<Id, { readonly guest: Guest; readonly sinceMs: number }>();
  /** Tabs that lost the seat to a newer one: they get it back only by asking to. */
  readonly superseded = new Set<Id>();
  awayTimer: NodeJS.Timeout | null = null;
  /** How often coming and going was noted. */
  presenceNotes = 0;

  constructor(person: Person, kept: KeptSeat) {
    this.person = person;
    this.kept = kept;
  }

  get isHost(): boolean {
    return isHost(this.person.role);
  }

  /** Has this very connection the right to the seat without being let in again? */
  isAdmitted(guest: Guest): boolean {
    // Staff are known by their account, so they need nobody to let them in: otherwise nobody could let anybody in.
    if (this.person.accountId !== null) return guest.accountId === this.person.accountId;
    return this.kept.admittedSessionId !== null && this.kept.admittedSessionId === guest.sessionId;
  }

  moment(state: HearingState, stage: Stage): Moment {
    const { hasFloor, wasCalled } = this.kept;
    return { state, stage, role: this.person.role, hasFloor, wasCalled };
  }

  /** Waits outside. Of one browser only the newest connection waits. */
  addDoor(guest: Guest, nowMs: number): void {
    if (this.outside.includes(guest)) return;
    for (const [doorId, door] of this.#doors) {
      if (door.guest.sessionId === guest.sessionId) this.#endDoor(doorId);
    }
    this.#doors.set(crypto.randomUUID(), { guest, sinceMs: nowMs });
    const oldest = [...this.#doors.keys()][0];
    if (this.#doors.size > MAX_DOORS && oldest !== undefined) this.#endDoor(oldest);
    if (this.guest === null) this.presence = 'waiting';
  }

  #endDoor(doorId: Id): void {
    this.#doors.get(doorId)?.guest.end('seat_taken');
    this.#doors.delete(doorId);
  }

  door(doorId: Id): Guest | null {
    return this.#doors.get(doorId)?.guest ?? null;
  }

  /** True when the guest was waiting here. */
  removeDoor(guest: Guest): boolean {
    for (const [doorId, door] of this.#doors) {
      if (door.guest === guest) {
        this.#doors.delete(doorId);
        if (this.#doors.size === 0 && this.presence === 'waiting') this.presence = 'away';
        return true;
      }
    }
    return false;
  }

  get outside(): Guest[] {
    return [...this.#doors.values()].map((door) => door.guest);
  }

  /** What others are told; `seen` is what the room adds, `forHost` what only chair and clerk may know. */
  view(index: number, seen: SeenBySeat, forHost: boolean): RoomPerson {
    const doors: Door[] = [...this.#doors].map(([doorId, door]) => ({
      doorId,
      sinceMs: door.sinceMs,
      seatTaken: this.kept.admittedSessionId !== null,
    }));
    return {
      personId: this.person.id,
      name: this.person.name,
      role: this.person.role,
      // Seats are ordered by role, then by when the person was added.
      seat: HEARING_ROLES.indexOf(this.person.role) * 100 + index,
      doors: forHost ? doors : [],
      devices: forHost ? this.devices : null,
      admitted: this.person.accountId !== null || this.kept.admittedSessionId !== null,
      consented: this.person.accountId !== null || this.person.consentedAtMs !== null,
      hasFloor: this.kept.hasFloor,
      wasCalled: this.kept.wasCalled,
      handRaisedAtMs: this.handRaisedAtMs,
      mutedByChair: this.kept.mutedByChair,
      hasDevice: this.guest !== null,
      ...seen,
    };
  }
}
