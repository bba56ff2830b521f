// Raised hands in their order, then everybody with what chair or clerk may do about them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isHost } from '../../../server/protocol/roles.ts';
import type { RoomPerson, RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { producesMedia } from '../../../server/protocol/stages.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Menu } from '../../look/menu.tsx';
import { StateWord } from '../../look/state-word.tsx';
import { handsIn, personIn } from '../reading.ts';
import { useRoom } from '../use-room.tsx';
import { useSeatChoice } from './seat-choice.ts';

type Props = { readonly snapshot: RoomSnapshot; readonly isChair: boolean };

export function Hands({ snapshot, isChair }: Props) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const room = useRoom();
  const hands = handsIn(snapshot);
  return (
    <section className="panel-part" aria-label={t('panel.hands', { number: hands.length })}>
      <div className="panel-head">
        <h2>{t('panel.hands', { number: hands.length })}</h2>
        {hands.length === 0 ? <p className="panel-hint">{t('panel.nobodyHands')}</p> : null}
      </div>
      <ol className="people">
        {hands.map((person) => (
          <li key={person.personId} className="person">
            <Name person={person} role={words(`role.${person.role}`)} />
            <div className="panel-acts">
              {isChair ? <FloorButton person={person} /> : null}
              <Button
                label={t('panel.lowerName', { name: person.name })}
                onPress={() => void room.act('lowerHand', { personId: person.personId })}
              >
                {t('panel.lower')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function PeopleList({ snapshot, isChair }: Props) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const room = useRoom();
  const [removing, setRemoving] = useState<RoomPerson | null>(null);
  const here = snapshot.people.filter((person) => person.presence === 'in_room').length;
  const anybody = snapshot.people.some((person) => person.presence === 'in_room' && !isHost(person.role));
  const title = t('panel.people', { here, all: snapshot.people.length });
  return (
    <section className="panel-part" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <Button icon="microphoneOff" disabled={!anybody} onPress={() => void room.act('muteAll', {})}>
          {t('panel.muteAll')}
        </Button>
      </div>
      <ul className="people">
        {snapshot.people.map((person) => (
          <li key={person.personId} className="person">
            <Name person={person} role={words(`role.${person.role}`)} />
            <PersonActs person={person} snapshot={snapshot} isChair={isChair} onRemove={() => setRemoving(person)} />
          </li>
        ))}
      </ul>
      <Confirm
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('panel.removeTitle', { name: removing?.name ?? '' })}
        consequence={t('panel.removeConsequence')}
        act={t('panel.removeAct')}
        danger
        withReason
        onConfirm={(reason) =>
          removing === null ? undefined : void room.act('remove', { personId: removing.personId, reason })
        }
      />
    </section>
  );
}

const Name = ({ person, role }: { readonly person: RoomPerson; readonly role: string }) => (
  <div className="person-who">
    <span className="name-role">{role}</span>
    <span className="name-name">{person.name}</span>
  </div>
);

type ActsProps = {
  readonly person: RoomPerson;
  readonly snapshot: RoomSnapshot;
  readonly isChair: boolean;
  readonly onRemove: () => void;
};

function PersonActs({ person, snapshot, isChair, onRemove }: ActsProps) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { personId, name, presence, mutedByChair } = person;
  const here = presence === 'in_room' || presence === 'reconnecting';
  const device = person.atDeviceOf === null ? undefined : personIn(snapshot, person.atDeviceOf);
  const seats = useSeatChoice(snapshot, person);
  const speaks = producesMedia(person.role);
  const host = isHost(person.role);
  return (
    <div className="panel-acts">
      {presence === 'in_room' ? null : (
        <StateWord tone={here ? 'accent' : 'quiet'}>{t(`panel.presence.${presence}`)}</StateWord>
      )}
      {here && person.onRecord !== null ? (
        <StateWord tone={person.onRecord === 'heard' ? 'quiet' : 'danger'}>
          {t(person.onRecord === 'heard' ? 'onRecord.personHeard' : 'onRecord.personFailing')}
        </StateWord>
      ) : null}
      {device === undefined ? null : <StateWord>{t('panel.atDevice', { name: device.name })}</StateWord>}
      {here && isChair && speaks && person.role !== 'chair' ? <FloorButton person={person} /> : null}
      {here && speaks && !host ? (
        <Button
          label={t(mutedByChair ? 'panel.unmuteName' : 'panel.muteName', { name })}
          onPress={() => void room.act('mute', { personId, muted: !mutedByChair })}
        >
          {t(mutedByChair ? 'panel.unmute' : 'panel.mute')}
        </Button>
      ) : null}
      {seats === null && (host || !here) ? null : (
        <Menu
          label={t('panel.moreName', { name })}
          choices={seats === null ? [] : [seats]}
          acts={
            host || !here
              ? []
              : [{ key: 'remove', words: t('panel.remove'), icon: 'leave', danger: true, onPress: onRemove }]
          }
        />
      )}
    </div>
  );
}

function FloorButton({ person }: { readonly person: RoomPerson }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { personId, name, hasFloor } = person;
  return (
    <Button
      kind={hasFloor ? 'main' : 'plain'}
      label={t(hasFloor ? 'panel.takeFloorName' : 'panel.giveFloorName', { name })}
      onPress={() => void room.act('giveFloor', { personId, given: !hasFloor })}
    >
      {t(hasFloor ? 'panel.takeFloor' : 'panel.giveFloor')}
    </Button>
  );
}
