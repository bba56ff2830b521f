// The sheet on the signer's own device: over the room, whose sound goes on.
import type { LetterView } from '../../../server/protocol/letter.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { useRoom, useRoomState } from '../use-room.tsx';
import type { Gone } from './outcome.tsx';
import type { SheetActs } from './sheet-acts.ts';
import { SignerSheet } from './signer-sheet.tsx';
import { SpeakingStrip } from './speaking-strip.tsx';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  readonly letter: LetterView;
  readonly gone: Gone | null;
  readonly shown: boolean;
  readonly snapshot: RoomSnapshot;
  readonly onClose: () => void;
};

export function OwnSheet({ letter, gone, shown, snapshot, onClose }: Props) {
  const { t } = useLetterWords();
  const room = useRoom();
  const { line } = useRoomState();
  const { finishReading, sign, decline, defer } = room.letter;
  const acts: SheetActs = { finishReading, sign, decline, defer, look: () => room.letter.look() };
  return (
    <SignerSheet
      letter={letter}
      gone={gone}
      shown={shown}
      acts={acts}
      line={line}
      readAnew={false}
      above={<SpeakingStrip snapshot={snapshot} />}
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
