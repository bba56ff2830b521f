// The minutes on the clerk's device in a signer's hands: the witness named, the room out of reach until it is given back.
import { useMemo, useState } from 'react';
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { Button } from '../../look/button.tsx';
import { useParticipantSize } from '../../look/theme.ts';
import { useRoom, useRoomState } from '../use-room.tsx';
import { besideActs } from './minutes-acts.ts';
import { MinutesSheet } from './minutes-sheet.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  /** As they were when the clerk handed the device over. */
  readonly start: OwnMinutes;
  readonly witness: string;
  readonly onClose: () => void;
};

export function BesideSheet({ start, witness, onClose }: Props) {
  const { t } = useMinutesWords();
  const room = useRoom();
  const { line } = useRoomState();
  const [minutes, setMinutes] = useState<OwnMinutes | null>(start);
  useParticipantSize();
  const { personId, name } = start.signer;
  const acts = useMemo(
    () => besideActs(room.askUntilAnswered, personId, start.version, setMinutes),
    [room, personId, start.version],
  );
  const back = (
    <Button wide onPress={onClose}>
      {t('beside.handBack')}
    </Button>
  );
  return (
    <MinutesSheet
      minutes={minutes ?? start}
      gone={minutes === null}
      shown
      acts={acts}
      line={line}
      above={
        <p className="paper-witness">
          {t('beside.head', { witness })} · <strong>{t('beside.please', { signer: name })}</strong>
        </p>
      }
      leave={<Button onPress={onClose}>{t('beside.handBack')}</Button>}
      onward={back}
      beside
    />
  );
}
