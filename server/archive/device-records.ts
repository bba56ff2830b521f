// Which people share a device of the hearing room and who of them speaks: kept as it happens, never altered.
import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { Actor } from './actor.ts';
import { hearingHead } from './hearing-records.ts';
import type { Change, Reader, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** `startMs`: on the hearing's clock; null before the recording began. */
type When = { readonly atMs: number; readonly startMs: number | null };

export class DeviceRecords {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws AppError `not_found`, `bad_request` for people of another hearing. */
  async sit(actor: Actor, hearingId: Id, personId: Id, hostPersonId: Id | null, when: When): Promise<void> {
    await this.#store.change(actor, async (change) => {
      const { caseId } = await hearingHead(change.db, hearingId);
      const about = await nameOf(change.db, hearingId, personId);
      const host = hostPersonId === null ? null : await nameOf(change.db, hearingId, hostPersonId);
      const row = {
        person_id: personId,
        host_person_id: hostPersonId,
        ...(await nextRow(change, 'sittings', hearingId, when)),
      };
      await change.db.insertInto('sittings').values(row).execute();
      const act = hostPersonId === null ? 'person.own_device' : 'person.shared_device';
      await change.note({ act, about, caseId, hearingId, detail: { personId, hostPersonId, host, ...when } });
    });
  }

  /** @throws AppError `not_found`, `bad_request` for people of another hearing. */
  async nameSpeaker(actor: Actor, hearingId: Id, devicePersonId: Id, personId: Id | null, when: When): Promise<void> {
    await this.#store.change(actor, async (change) => {
      const { caseId } = await hearingHead(change.db, hearingId);
      const device = await nameOf(change.db, hearingId, devicePersonId);
      const about = personId === null ? device : await nameOf(change.db, hearingId, personId);
      const row = {
        device_person_id: devicePersonId,
        person_id: personId,
        ...(await nextRow(change, 'speakers', hearingId, when)),
      };
      await change.db.insertInto('speakers').values(row).execute();
      const act = personId === null ? 'speaker.ended' : 'speaker.named';
      await change.note({ act, about, caseId, hearingId, detail: { devicePersonId, device, personId, ...when } });
    });
  }
}

async function nameOf(db: Reader, hearingId: Id, personId: Id): Promise<string> {
  const person = await db
    .selectFrom('people')
    .select('name')
    .where('id', '=', personId)
    .where('hearing_id', '=', hearingId)
    .where('withdrawn', '=', 0)
    .executeTakeFirst();
  if (person === undefined) throw new AppError('bad_request', 'not a person of this hearing');
  return person.name;
}

async function nextRow({ db, actor }: Change, table: 'sittings' | 'speakers', hearingId: Id, { atMs, startMs }: When) {
  const { last } = await (db as Kysely<Pick<Tables, 'sittings' | 'speakers'>>)
    .selectFrom(table)
    .select((eb) => eb.fn.max('place').as('last'))
    .where('hearing_id', '=', hearingId)
    .executeTakeFirstOrThrow();
  const actor_name = actor.kind === 'server' ? '' : actor.name;
  return { hearing_id: hearingId, place: (last ?? 0) + 1, at_ms: atMs, start_ms: startMs, actor_name };
}
