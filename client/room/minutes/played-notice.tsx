// That some seconds of the recording are being played to everybody, and whose.
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Notice } from '../../look/notice.tsx';
import { personIn } from '../reading.ts';
import { useRoomState } from '../use-room.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

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
