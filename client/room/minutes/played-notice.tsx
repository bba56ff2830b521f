// That some seconds of the recording are being played to everybody, and whose: in the room, and on one line of a sheet, where nothing may move under a hand that writes.
import type { ReactNode } from 'react';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { clock } from '../../look/figures.ts';
import { Icon } from '../../look/icon.tsx';
import { Notice } from '../../look/notice.tsx';
import { personIn } from '../reading.ts';
import { useRoomState } from '../use-room.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = { readonly snapshot: RoomSnapshot };

function usePlayed(snapshot: RoomSnapshot) {
  const { common } = useMinutesWords();
  const { playing } = useRoomState();
  const person = playing === null ? undefined : personIn(snapshot, playing.personId);
  return { playing, who: person === undefined ? '' : `${common(`role.${person.role}`)} ${person.name}` };
}

/** `otherwise`: what stands on the line when nothing is played. */
export function PlayedStrip({ snapshot, otherwise }: Props & { readonly otherwise: ReactNode }) {
  const { t } = useMinutesWords();
  const { playing, who } = usePlayed(snapshot);
  if (playing === null) return otherwise;
  return (
    <p className="paper-speaking" role="status">
      <Icon name="speaker" />
      <span>{t('banner.playingShort', { who })}</span>
    </p>
  );
}

export function PlayedNotice({ snapshot }: Props) {
  const { t } = useMinutesWords();
  const { playing, who } = usePlayed(snapshot);
  if (playing === null) return null;
  return (
    <Notice title={t('banner.playing', { who, from: clock(playing.fromMs), to: clock(playing.toMs) })}>
      {t('banner.playedBy', { name: playing.byName })}
    </Notice>
  );
}
