// One place at the table: the person's picture, and in front of it the name card with role, name and small signs.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomPerson } from '../../server/protocol/snapshot.ts';
import { SelfView } from '../devices/self-view.tsx';
import { usePicture } from '../devices/use-picture.ts';
import { Icon, type IconName } from '../look/icon.tsx';
import { layerFor } from './grid.ts';
import type { Received } from './media.ts';
import { useRoom, useSpeaks } from './use-room.tsx';

type Props = {
  readonly person: RoomPerson;
  readonly received: Received | undefined;
  /** This is the person who looks: their own picture comes straight from the camera. */
  readonly own: MediaStreamTrack | null | undefined;
  readonly width: number;
};

/** Narrower than this, role and name do not fit on one line. In CSS pixels. */
const SMALL = 240;

export function Tile({ person, received, own, width }: Props) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const speaks = useSpeaks(person.personId);
  const signs = signsOf(person);
  const here = person.presence === 'in_room';
  const role = words(`role.${person.role}`);
  const name = own === undefined ? person.name : `${person.name}（${t('tile.you')}）`;
  const state = [
    ...(speaks ? [t('tile.speaking')] : []),
    ...(person.hasFloor ? [t('tile.floor')] : []),
    ...signs.map((sign) => t(`tile.${sign.words}`)),
  ].join(' · ');
  return (
    <figure
      className={width < SMALL ? 'tile tile-small' : 'tile'}
      aria-label={[`${role} ${name}`, state].filter((part) => part !== '').join(' · ')}
      data-speaking={speaks ? '' : undefined}
      data-floor={person.hasFloor ? '' : undefined}
      data-here={here ? '' : undefined}
    >
      <div className="tile-picture">
        <Picture person={person} received={received} own={own} width={width} />
        {person.hasFloor ? <span className="tile-floor">{t('tile.floor')}</span> : null}
      </div>
      <figcaption className="tile-card">
        <span className="tile-role">{role}</span>
        <span className="tile-name">{name}</span>
        <span className="tile-signs">
          {signs.map((sign) => (
            <span key={sign.words} title={t(`tile.${sign.words}`)}>
              <Icon name={sign.icon} />
            </span>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}

function Picture({ person, received, own, width }: Props) {
  const { t } = useTranslation('room');
  const label = t('tile.pictureOf', { name: person.name });
  if (own) return <SelfView track={own} label={label} />;
  if (person.presence === 'in_room' && person.camera === 'on' && received) {
    return <RemoteView received={received} label={label} width={width} />;
  }
  const where = person.presence;
  return (
    <div className="tile-empty">
      <span className="tile-letter" aria-hidden="true">
        {Array.from(person.name.trim())[0] ?? ''}
      </span>
      <span>
        {where === 'in_room'
          ? null
          : t(where === 'reconnecting' ? 'tile.reconnecting' : where === 'left' ? 'tile.left' : 'tile.away')}
      </span>
    </div>
  );
}

function RemoteView({
  received,
  label,
  width,
}: {
  readonly received: Received;
  readonly label: string;
  readonly width: number;
}) {
  const room = useRoom();
  const { track, consumerId } = received;
  const video = usePicture(track);
  const layer = layerFor(width * window.devicePixelRatio);
  useEffect(() => room.preferLayer(consumerId, layer), [room, consumerId, layer]);
  return <video ref={video} muted playsInline autoPlay aria-label={label} />;
}

type Sign = {
  readonly icon: IconName;
  readonly words: 'hand' | 'muted' | 'off' | 'noMicrophone' | 'reconnecting';
};

/** Only what others should know: a microphone that merely waits for its turn is the normal case. */
function signsOf(person: RoomPerson): readonly Sign[] {
  if (person.presence === 'reconnecting') return [{ icon: 'reconnect', words: 'reconnecting' }];
  if (person.presence !== 'in_room') return [];
  const signs: Sign[] = [];
  if (person.handRaisedAtMs !== null) signs.push({ icon: 'hand', words: 'hand' });
  if (person.mutedByChair) signs.push({ icon: 'microphoneOff', words: 'muted' });
  else if (person.microphone === 'off') signs.push({ icon: 'microphoneOff', words: 'off' });
  else if (person.microphone === 'none') signs.push({ icon: 'ear', words: 'noMicrophone' });
  return signs;
}
