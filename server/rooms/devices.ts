// Which people of one hearing share a device, and who is named as speaking there; kept before it is told.
import type { Actor } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord } from '../archive/records.ts';
import type { Id } from '../protocol/ids.ts';

export class Devices {
  readonly #hearingId: Id;
  readonly #archive: Archive;
  /** Now on the hearing's clock; null before the recording began. */
  readonly #clock: () => number | null;
  readonly #hosts = new Map<Id, Id>();
  readonly #speakers = new Map<Id, Id>();

  /** As it was left: of each person and of each device the last that was kept holds. */
  constructor({ id, devices }: HearingRecord, archive: Archive, clock: () => number | null) {
    this.#hearingId = id;
    this.#archive = archive;
    this.#clock = clock;
    for (const { personId, hostPersonId } of devices.sittings) put(this.#hosts, personId, hostPersonId);
    for (const { devicePersonId, personId } of devices.speakers) put(this.#speakers, devicePersonId, personId);
  }

  /** Whose device the person sits at; null at their own. */
  hostOf(personId: Id): Id | null {
    return this.#hosts.get(personId) ?? null;
  }

  /** The person whose device is heard for this one. */
  deviceOf(personId: Id): Id {
    return this.hostOf(personId) ?? personId;
  }

  /** Who sits at this person's device beside them. */
  sharing(devicePersonId: Id): Id[] {
    return [...this.#hosts].filter(([, hostId]) => hostId === devicePersonId).map(([personId]) => personId);
  }

  speakerAt(devicePersonId: Id): Id | null {
    return this.#speakers.get(devicePersonId) ?? null;
  }

  /** `hostId` null: at their own device again. Who leaves a device no longer speaks there. */
  async sit(actor: Actor, personId: Id, hostId: Id | null): Promise<void> {
    const before = this.deviceOf(personId);
    if (this.hostOf(personId) === hostId) return;
    await this.#archive.devices.sit(actor, this.#hearingId, personId, hostId, this.#now());
    put(this.#hosts, personId, hostId);
    // At a device with one person there is nothing to be told apart.
    if (this.speakerAt(before) === personId || this.sharing(before).length === 0) await this.name(actor, before, null);
  }

  async name(actor: Actor, devicePersonId: Id, personId: Id | null): Promise<void> {
    if (this.speakerAt(devicePersonId) === personId) return;
    await this.#archive.devices.nameSpeaker(actor, this.#hearingId, devicePersonId, personId, this.#now());
    put(this.#speakers, devicePersonId, personId);
  }

  /** Somebody was sent out: they sit nowhere else, and nobody sits at their device. */
  async release(actor: Actor, personId: Id): Promise<void> {
    for (const one of [personId, ...this.sharing(personId)]) await this.sit(actor, one, null);
  }

  #now() {
    return { atMs: Date.now(), startMs: this.#clock() };
  }
}

function put(map: Map<Id, Id>, key: Id, value: Id | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
