// Reading who shared a device of the hearing room and who spoke there.
import type { DeviceHistory, DeviceSitting, NamedSpeaker } from '../protocol/devices.ts';
import type { Id } from '../protocol/ids.ts';
import type { Reader } from './store.ts';

export const NO_DEVICES: DeviceHistory = { sittings: [], speakers: [] };

/** By hearing id; hearings in which nobody shared a device are left out. */
export async function deviceHistoriesOf(db: Reader, hearingIds: readonly Id[]): Promise<Map<Id, DeviceHistory>> {
  const sittings = await db
    .selectFrom('sittings')
    .selectAll()
    .where('hearing_id', 'in', hearingIds)
    .orderBy('place')
    .execute();
  const speakers = await db
    .selectFrom('speakers')
    .selectAll()
    .where('hearing_id', 'in', hearingIds)
    .orderBy('place')
    .execute();
  const ids = new Set([...sittings, ...speakers].map((row) => row.hearing_id));
  return new Map(
    [...ids].map((id) => [
      id,
      {
        sittings: sittings
          .filter((row) => row.hearing_id === id)
          .map((row): DeviceSitting => ({ personId: row.person_id, hostPersonId: row.host_person_id, ...whenOf(row) })),
        speakers: speakers
          .filter((row) => row.hearing_id === id)
          .map(
            (row): NamedSpeaker => ({ devicePersonId: row.device_person_id, personId: row.person_id, ...whenOf(row) }),
          ),
      },
    ]),
  );
}

const whenOf = (row: { at_ms: number; start_ms: number | null; actor_name: string }) => ({
  atMs: row.at_ms,
  startMs: row.start_ms,
  actorName: row.actor_name,
});
