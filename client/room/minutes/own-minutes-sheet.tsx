// The minutes on the signer's own device: over the room, whose sound goes on.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { SpeakingStrip } from '../letter/speaking-strip.tsx';
import { useRoom, useRoomState } from '../use-room.tsx';
import { MinutesSheet } from './minutes-sheet.tsx';
import { PlayedStrip } from './played-notice.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  readonly minutes: OwnMinutes;
  readonly gone: boolean;
  readonly shown: boolean;
  readonly snapshot: RoomSnapshot;
  readonly onClose: () => void;
};

export function OwnMinutesSheet({ minutes, gone, shown, snapshot, onClose }: Props) {
  const { t } = useMinutesWords();
  const room = useRoom();
  const { line } = useRoomState();
  return (
    <MinutesSheet
      minutes={minutes}
      gone={gone}
      shown={shown}
      acts={room.minutes}
      line={line}
      above={<PlayedStrip snapshot={snapshot} otherwise={<SpeakingStrip snapshot={snapshot} />} />}
      leave={
        <Button kind="quiet" icon="people" onPress={onClose}>
          {t('sheet.toHearing')}
        </Button>
      }
      onward={
        <Button wide onPress={onClose}>
          {t('outcome.toHearing')}
        </Button>
      }
    />
  );
}
