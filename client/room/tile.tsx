// One place at the table: the person's picture, and in front of it the name card with role, name and small signs.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomPerson } from '../../server/protocol/snapshot.ts';
import { SelfView } from '../devices/self-view.tsx';
import { usePicture } from '../devices/use-picture.ts';
import { Icon, type IconName } from '../look/icon.tsx';
import { layerFor } from './grid.ts';
import type { Received } from './media.ts';
import { useList } from './use-list.ts';
import { useRoom, useSpeaks } from './use-room.tsx';

type Props = {
  readonly person: RoomPerson;
  /** Who sits at this person's device beside them. */
  readonly sharing: readonly RoomPerson[];
  /** Whose device is heard for this person, where it is not their own. */
  readonly device: RoomPerson | undefined;
  readonly received: Received | undefined;
  /** This is the person who looks: their own picture comes straight from the camera. */
  readonly own: MediaStreamTrack | null | undefined;
  readonly width: number;
};

/** Narrower than this, role and name do not fit on one line. In CSS pixels. */
const SMALL = 240;

export function Tile({ person, sharing, device, received, own, width }: Props) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const heard = useSpeaks(person.atDeviceOf ?? person.personId);
  // At somebody else's device only being named tells this person's voice from the others'.
  const speaks = heard && (device === undefined || device.speakerId === person.personId);
  const list = useList();
  const signs = signsOf(person);
  const speaker = [person, ...sharing].find(({ personId }) => personId === person.speakerId);
  const hasFloor = [person, ...sharing].some((one) => one.hasFloor);
  const here = person.presence === 'in_room';
  const role = words(`role.${person.role}`);
  const name = own === undefined ? person.name : `${person.name}（${t('tile.you')}）`;
  const names = list(sharing.map((one) => one.name));
  const together = sharing.length === 0 ? null : t('tile.sharing', { names, name: person.name });
  const badge = speaker ? t('tile.speaker', { name: speaker.name }) : hasFloor ? t('tile.floor') : null;
  const state = [
    ...(together === null ? [] : [together]),
    ...(device === undefined ? [] : [t('tile.atDevice', { name: device.name })]),
    ...(speaks ? [t('tile.speaking')] : []),
    ...(badge === null ? [] : [badge]),
    ...signs.map((sign) => t(`tile.${sign.words}`)),
  ].join(' · ');
  return (
    <figure
      className={width < SMALL ? 'tile tile-small' : 'tile'}
      aria-label={[`${role} ${name}`, state].filter((part) => part !== '').join(' · ')}
      data-speaking={speaks ? '' : undefined}
      data-floor={hasFloor ? '' : undefined}
      data-here={here ? '' : undefined}
    >
      <div className="tile-picture">
        <Picture person={person} received={received} own={own} width={width} />
        {badge === null ? null : <span className="tile-floor">{badge}</span>}
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
        {together === null ? null : (
          <span className="tile-sharing" title={together}>
            {together}
          </span>
        )}
        {device === undefined ? null : (
          <span className="tile-sharing">{t('tile.atDevice', { name: device.name })}</span>
        )}
      </figcaption>
    </figure>
  );
}

function Picture({ person, received, own, width }: Omit<Props, 'sharing' | 'device'>) {
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
  else if (person.atDeviceOf !== null) return signs;
  else if (person.microphone === 'off') signs.push({ icon: 'microphoneOff', words: 'off' });
  else if (person.microphone === 'none') signs.push({ icon: 'ear', words: 'noMicrophone' });
  return signs;
}
