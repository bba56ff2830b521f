// That some seconds of the recording are being played to everybody, and whose.
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { clock } from '../../look/figures.ts';
import { Notice } from '../../look/notice.tsx';
import { personIn } from '../reading.ts';
import { useRoomState } from '../use-room.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

export function PlayedNotice({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t, common } = useMinutesWords();
  const { playing } = useRoomState();
  if (playing === null) return null;
  const person = personIn(snapshot, playing.personId);
  const who = person === undefined ? '' : `${common(`role.${person.role}`)} ${person.name}`;
  return (
    <Notice title={t('banner.playing', { who, from: clock(playing.fromMs), to: clock(playing.toMs) })}>
      {t('banner.playedBy', { name: playing.byName })}
    </Notice>
  );
}
