// Whose device of the hearing room a person may sit at, as a choice of their menu; one press moves, one press undoes.
import { useTranslation } from 'react-i18next';
import { objectionTo } from '../../../server/protocol/devices.ts';
import type { RoomPerson, RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import type { MenuChoice } from '../../look/menu.tsx';
import { sharingWith } from '../reading.ts';
import { useRoom } from '../use-room.tsx';

const OWN = 'own';

/** Devices that are in the room and may take this person, too; the server decides again. */
export function seatsFor(snapshot: RoomSnapshot, person: RoomPerson): readonly RoomPerson[] {
  // Whose device carries others cannot be carried.
  if (sharingWith(snapshot, person.personId).length > 0) return [];
  return snapshot.people.filter(
    (host) =>
      host.personId !== person.personId &&
      host.hasDevice &&
      host.atDeviceOf === null &&
      objectionTo(person, host) === null,
  );
}

/** Null where there is nothing to choose. */
export function useSeatChoice(snapshot: RoomSnapshot, person: RoomPerson): MenuChoice | null {
  const { t } = useTranslation('room');
  const room = useRoom();
  const devices = seatsFor(snapshot, person);
  if (devices.length === 0 && person.atDeviceOf === null) return null;
  return {
    title: t('panel.seatTitle'),
    value: person.atDeviceOf ?? OWN,
    choices: [
      { value: OWN, label: t('panel.ownDevice') },
      ...devices.map(({ personId, name }) => ({ value: personId, label: t('panel.deviceOf', { name }) })),
    ],
    onChange: (value) =>
      void room.act('seatAt', { personId: person.personId, hostPersonId: value === OWN ? null : value }),
  };
}
