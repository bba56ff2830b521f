// Before the clerk hands over the device with a letter.
import type { LetterProgress, LetterView } from '../../../server/protocol/letter.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { which } from '../letter/own-letter.ts';
import { useLetterDeskWords } from '../letter/use-letter-desk-words.ts';
import { useRoom } from '../use-room.tsx';
import { HandOverDialog } from './hand-over-dialog.tsx';

type Props = {
  readonly person: RoomPerson;
  readonly letter: LetterProgress;
  readonly onClose: () => void;
  readonly onStart: (letter: LetterView) => void;
};

export function SuperviseDialog({ person: { name }, letter, onClose, onStart }: Props) {
  const { t } = useLetterDeskWords();
  const room = useRoom();
  return (
    <HandOverDialog
      title={t('supervising.title', { name })}
      intro={t('supervising.intro', { name })}
      checkedLabel={t('supervising.checked', { name })}
      notChecked={t('supervising.notChecked')}
      act={t('supervising.act')}
      onClose={onClose}
      onStart={async () => onStart(await room.ask('superviseLetter', { ...which(letter), identityChecked: true }))}
    />
  );
}
