// Devices of the hearing room at which several people sit: who of them speaks now, one press each.
import { useTranslation } from 'react-i18next';
import type { RoomPerson, RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { sharingWith } from '../reading.ts';
import { useRoom } from '../use-room.tsx';

export function SharedDevices({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t } = useTranslation('room');
  const shared = snapshot.people.filter(({ personId }) => sharingWith(snapshot, personId).length > 0);
  if (shared.length === 0) return null;
  return (
    <section className="panel-part" aria-label={t('panel.devices')}>
      <div className="panel-head">
        <h2>{t('panel.devices')}</h2>
        <p className="panel-hint">{t('panel.devicesHint')}</p>
      </div>
      {shared.map((device) => (
        <Device key={device.personId} device={device} sharing={sharingWith(snapshot, device.personId)} />
      ))}
    </section>
  );
}

function Device({ device, sharing }: { readonly device: RoomPerson; readonly sharing: readonly RoomPerson[] }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { personId: devicePersonId, speakerId } = device;
  const title = t('panel.deviceOf', { name: device.name });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form; these are switches
    <div className="shared-device" role="group" aria-label={title}>
      <p className="name-role">{title}</p>
      <div className="panel-acts">
        {[device, ...sharing].map(({ personId, name }) => {
          const speaks = personId === speakerId;
          return (
            <Button
              key={personId}
              kind={speaks ? 'main' : 'plain'}
              icon={speaks ? 'speaker' : 'people'}
              pressed={speaks}
              label={t('panel.speaks', { name })}
              onPress={() => void room.act('nameSpeaker', { devicePersonId, personId: speaks ? null : personId })}
            >
              {name}
            </Button>
          );
        })}
      </div>
    </div>
  );
}
