// Before the clerk hands over the device: who the signer is has been checked, and what happens next is said.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Refused } from '../../look/refused.tsx';
import { Checkbox } from '../../look/tick.tsx';
import { useLetterAct } from './use-letter-act.ts';

type Props = {
  readonly title: string;
  readonly intro: string;
  /** What the clerk says that they have done, and what it says where they have not. */
  readonly checkedLabel: string;
  readonly notChecked: string;
  readonly act: string;
  readonly onClose: () => void;
  /** A refusal is shown here. */
  readonly onStart: () => Promise<void>;
};

export function HandOverDialog({ title, intro, checkedLabel, notChecked, act, onClose, onStart }: Props) {
  const { t: common } = useTranslation();
  const [checked, setChecked] = useState(false);
  const { busy, refused, run } = useLetterAct();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onPress={onClose}>{common('cancel')}</Button>
          <Button kind="main" busy={busy} notBecause={checked ? null : notChecked} onPress={() => void run(onStart)}>
            {act}
          </Button>
        </>
      }
    >
      <p>{intro}</p>
      <Checkbox label={checkedLabel} checked={checked} onChange={setChecked} />
      <Refused code={refused} />
    </Dialog>
  );
}
