// Before the clerk hands over the device: who the signer is has been checked, and what happens next is said.
import { useState } from 'react';
import type { LetterProgress, LetterView } from '../../../server/protocol/letter.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Notice } from '../../look/notice.tsx';
import { Checkbox } from '../../look/tick.tsx';
import { which } from '../letter/own-letter.ts';
import { useLetterDeskWords } from '../letter/use-letter-desk-words.ts';
import { useRoom } from '../use-room.tsx';
import { useLetterAct } from './use-letter-act.ts';

type Props = {
  readonly person: RoomPerson;
  readonly letter: LetterProgress;
  readonly onClose: () => void;
  readonly onStart: (letter: LetterView) => void;
};

export function SuperviseDialog({ person, letter, onClose, onStart }: Props) {
  const { t, common } = useLetterDeskWords();
  const room = useRoom();
  const [checked, setChecked] = useState(false);
  const act = useLetterAct();
  const { name } = person;
  const start = (): Promise<boolean> =>
    act.run(async () => onStart(await room.ask('superviseLetter', { ...which(letter), identityChecked: true })));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('supervising.title', { name })}
      actions={
        <>
          <Button onPress={onClose}>{common('cancel')}</Button>
          <Button
            kind="main"
            busy={act.busy}
            notBecause={checked ? null : t('supervising.notChecked')}
            onPress={() => void start()}
          >
            {t('supervising.act')}
          </Button>
        </>
      }
    >
      <p>{t('supervising.intro', { name })}</p>
      <Checkbox label={t('supervising.checked', { name })} checked={checked} onChange={setChecked} />
      {act.refused === null ? null : (
        <Notice kind="danger" title={common(`error.${act.refused}`)}>
          {common(`todo.${act.refused}`)}
        </Notice>
      )}
    </Dialog>
  );
}
