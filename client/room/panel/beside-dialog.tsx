// Before the clerk hands over the device with the minutes.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { useMinutesWords } from '../minutes/use-minutes-words.ts';
import { useRoom } from '../use-room.tsx';
import { HandOverDialog } from './hand-over-dialog.tsx';

type Props = {
  readonly person: RoomPerson;
  readonly version: number;
  readonly onClose: () => void;
  readonly onStart: (minutes: OwnMinutes) => void;
};

export function BesideDialog({ person: { name, personId }, version, onClose, onStart }: Props) {
  const { t } = useMinutesWords();
  const room = useRoom();
  return (
    <HandOverDialog
      title={t('beside.title', { name })}
      intro={t('beside.intro', { name })}
      checkedLabel={t('beside.checked', { name })}
      notChecked={t('beside.notChecked')}
      act={t('beside.act')}
      onClose={onClose}
      onStart={async () =>
        onStart(await room.ask('minutesBeside', { act: 'read', version, personId, identityChecked: true }))
      }
    />
  );
}
