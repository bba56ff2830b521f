// Before the clerk hands over the device with the minutes: who the signer is has been checked, and what happens next is said.
import { useState } from 'react';
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Notice } from '../../look/notice.tsx';
import { Checkbox } from '../../look/tick.tsx';
import { useMinutesWords } from '../minutes/use-minutes-words.ts';
import { useRoom } from '../use-room.tsx';
import { useLetterAct } from './use-letter-act.ts';

type Props = {
  readonly person: RoomPerson;
  readonly version: number;
  readonly onClose: () => void;
  readonly onStart: (minutes: OwnMinutes) => void;
};

export function BesideDialog({ person, version, onClose, onStart }: Props) {
  const { t, common } = useMinutesWords();
  const room = useRoom();
  const [checked, setChecked] = useState(false);
  const act = useLetterAct();
  const { name, personId } = person;
  const start = (): Promise<boolean> =>
    act.run(async () =>
      onStart(await room.ask('minutesBeside', { act: 'read', version, personId, identityChecked: true })),
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('beside.title', { name })}
      actions={
        <>
          <Button onPress={onClose}>{common('cancel')}</Button>
          <Button
            kind="main"
            busy={act.busy}
            notBecause={checked ? null : t('beside.notChecked')}
            onPress={() => void start()}
          >
            {t('beside.act')}
          </Button>
        </>
      }
    >
      <p>{t('beside.intro', { name })}</p>
      <Checkbox label={t('beside.checked', { name })} checked={checked} onChange={setChecked} />
      {act.refused === null ? null : (
        <Notice kind="danger" title={common(`error.${act.refused}`)}>
          {common(`todo.${act.refused}`)}
        </Notice>
      )}
    </Dialog>
  );
}
