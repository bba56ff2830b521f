// Tells a room's people what changed: builds the whole, compares it with what was told last, sends the difference.
import type { RoomChange, RoomPerson, RoomSnapshot } from '../protocol/snapshot.ts';

/** A snapshot without what is set at sending. */
export type RoomPicture = Omit<RoomSnapshot, 'version' | 'nowMs'>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The parts of `next` that differ from `last`; an empty object when nothing does. Pure. */
export function difference(last: RoomPicture, next: RoomPicture): Omit<RoomChange, 'version' | 'nowMs'> {
  const { people: lastPeople, ...lastRest } = last;
  const { people: nextPeople, ...nextRest } = next;
  const before: Record<string, unknown> = lastRest;
  const changed = Object.entries(nextRest).filter(([key, value]) => !same(before[key], value));
  const known = new Map<string, RoomPerson>(lastPeople.map((person) => [person.personId, person]));
  const people = nextPeople.filter((person) => !same(known.get(person.personId), person));
  return { ...Object.fromEntries(changed), ...(people.length > 0 ? { people } : {}) };
}

/** Two pictures of one room, one for chair and clerk, one for everybody else, under one version. */
export class Announcer {
  #version = 0;
  #told: { hosts: RoomPicture; others: RoomPicture } | null = null;

  whole(picture: RoomPicture): RoomSnapshot {
    return { ...picture, version: this.#version, nowMs: Date.now() };
  }

  /** `send` is called for both audiences when anything changed for either, so that versions stay in step. */
  announce(
    next: { hosts: RoomPicture; others: RoomPicture },
    send: (audience: 'hosts' | 'others', change: RoomChange) => void,
  ): void {
    const told = this.#told;
    this.#told = next;
    if (told === null) return;
    const hosts = difference(told.hosts, next.hosts);
    const others = difference(told.others, next.others);
    const listed = new Set(next.others.people.map((person) => person.personId));
    const hasLost = told.others.people.some((person) => !listed.has(person.personId));
    if (!hasLost && Object.keys(hosts).length === 0 && Object.keys(others).length === 0) return;
    // A change cannot say that somebody is no longer there: with a number left out, everybody asks for the whole.
    this.#version += hasLost ? 2 : 1;
    const stamp = { version: this.#version, nowMs: Date.now() };
    send('hosts', { ...hosts, ...stamp });
    send('others', { ...others, ...stamp });
  }
}
