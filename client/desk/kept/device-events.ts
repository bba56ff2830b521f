// Who shared a device of the hearing room, and from when to when each spoke there, in the order in which it happened.
import type { HearingDetail, Person } from '../../../server/protocol/api.ts';

export type DeviceEvent = {
  readonly what: 'sat' | 'own' | 'spoke';
  readonly person: Person;
  /** Whose device; with `own` the one that was left. */
  readonly device: Person;
  readonly atMs: number;
  /** On the hearing's clock; null before the recording began. */
  readonly startMs: number | null;
  /** When the next was named there; null for the last, and where nobody spoke. */
  readonly endMs: number | null;
};

export function deviceEvents({ people, devices }: Pick<HearingDetail, 'people' | 'devices'>): readonly DeviceEvent[] {
  const personOf = new Map(people.map((person) => [person.id, person]));
  const at = new Map<string, string>();
  const sat = devices.sittings.flatMap(({ personId, hostPersonId, atMs, startMs }): DeviceEvent[] => {
    const device = personOf.get(hostPersonId ?? at.get(personId) ?? '');
    const person = personOf.get(personId);
    if (hostPersonId === null) at.delete(personId);
    else at.set(personId, hostPersonId);
    if (person === undefined || device === undefined) return [];
    return [{ what: hostPersonId === null ? 'own' : 'sat', person, device, atMs, startMs, endMs: null }];
  });
  const spoke = devices.speakers.flatMap(({ devicePersonId, personId, atMs, startMs }, index): DeviceEvent[] => {
    const person = personOf.get(personId ?? '');
    const device = personOf.get(devicePersonId);
    if (person === undefined || device === undefined) return [];
    const next = devices.speakers.slice(index + 1).find((one) => one.devicePersonId === devicePersonId);
    return [{ what: 'spoke', person, device, atMs, startMs, endMs: next?.startMs ?? null }];
  });
  return [...sat, ...spoke].sort((a, b) => a.atMs - b.atMs);
}
