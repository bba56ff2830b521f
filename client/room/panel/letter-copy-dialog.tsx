// The code of the signer's copy, large, for the person to photograph from this screen.

import { useEffect, useState } from 'react';
import type { LetterProgress, LetterView } from '../../../server/protocol/letter.ts';
import type { RoomPerson } from '../../../server/protocol/snapshot.ts';
import { type ClientCode, codeOf } from '../../api.ts';
import { Dialog } from '../../look/dialog.tsx';
import { Loading } from '../../look/loading.tsx';
import { Refused } from '../../look/refused.tsx';
import { CopyPart } from '../letter/copy-part.tsx';
import { useLetterDeskWords } from '../letter/use-letter-desk-words.ts';
import { useRoom } from '../use-room.tsx';

type Props = { readonly person: RoomPerson; readonly letter: LetterProgress; readonly onClose: () => void };

export function LetterCopyDialog({ person, letter, onClose }: Props) {
  const { t } = useLetterDeskWords();
  const room = useRoom();
  const [whole, setWhole] = useState<LetterView | null>(null);
  const [refused, setRefused] = useState<ClientCode | null>(null);
  const { letterId } = letter;
  useEffect(() => {
    let gone = false;
    room.ask('readLetter', { letterId }).then(
      (answer) => (gone ? undefined : setWhole(answer)),
      (thrown: unknown) => (gone ? undefined : setRefused(codeOf(thrown))),
    );
    return () => {
      gone = true;
    };
  }, [room, letterId]);
  return (
    <Dialog open onClose={onClose} title={t('copy.title', { name: person.name })}>
      <Refused code={refused} />
      {whole === null ? refused === null ? <Loading /> : null : <CopyPart letter={whole} forOtherDevice />}
    </Dialog>
  );
}
