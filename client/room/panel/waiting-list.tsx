// Who is at the door: name, role, agreed or not, devices; one press lets in the very device that was looked at.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Door, RoomPerson, RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { StateWord } from '../../look/state-word.tsx';
import { waitingIn } from '../reading.ts';
import { useRoom } from '../use-room.tsx';

export function WaitingList({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t } = useTranslation('room');
  const waiting = waitingIn(snapshot);
  return (
    <section className="panel-part" aria-label={t('panel.waiting', { number: waiting.length })}>
      <div className="panel-head">
        <h2>{t('panel.waiting', { number: waiting.length })}</h2>
        {waiting.length === 0 ? <p className="panel-hint">{t('panel.nobodyWaiting')}</p> : null}
      </div>
      <ul className="waiting">
        {waiting.map(({ person, door }) => (
          <Waiting key={door.doorId} person={person} door={door} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ person, door }: { readonly person: RoomPerson; readonly door: Door }) {
  const { t, i18n } = useTranslation('room');
  const { t: words } = useTranslation();
  const room = useRoom();
  const [asking, setAsking] = useState(false);
  const { personId, name } = person;
  const admit = (): void => void room.act('admit', { personId, doorId: door.doorId });
  return (
    <li className="waiting-row">
      <div className="waiting-who">
        <span className="name-role">{words(`role.${person.role}`)}</span>
        <span className="name-name">{name}</span>
      </div>
      <div className="waiting-facts">
        <StateWord tone={person.consented ? 'main' : 'accent'}>
          {t(person.consented ? 'panel.consented' : 'panel.notConsented')}
        </StateWord>
        {door.seatTaken ? <StateWord tone="danger">{t('panel.otherDevice')}</StateWord> : null}
        <span>{devicesOf(person, t)}</span>
        <span className="figures">{t('panel.since', { time: formatDate(door.sinceMs, 'time', i18n.language) })}</span>
      </div>
      <Button
        kind={door.seatTaken ? 'plain' : 'main'}
        label={t('panel.admitName', { name })}
        onPress={door.seatTaken ? () => setAsking(true) : admit}
      >
        {t('panel.admit')}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('panel.admitOtherTitle')}
        consequence={t('panel.admitOtherConsequence', { name })}
        act={t('panel.admit')}
        danger
        onConfirm={admit}
      />
    </li>
  );
}

function devicesOf(person: RoomPerson, t: ReturnType<typeof useTranslation<'room'>>['t']): string {
  if (person.role === 'observer') return '';
  if (person.devices === null) return t('panel.devicesUnknown');
  const { microphone, camera } = person.devices;
  if (microphone && camera) return t('panel.devicesBoth');
  if (microphone) return t('panel.devicesSound');
  return t(camera ? 'panel.devicesPicture' : 'panel.devicesNone');
}
