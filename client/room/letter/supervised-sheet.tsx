// The sheet on the clerk's device in the signer's hands: the same sheet, the witness named, the room out of reach until it is given back.
import { useEffect, useState } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { useParticipantSize } from '../../look/theme.ts';
import { useRoom, useRoomState } from '../use-room.tsx';
import { which } from './own-letter.ts';
import type { SheetActs } from './sheet-acts.ts';
import { SignerSheet } from './signer-sheet.tsx';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  /** As it was when the clerk handed the device over. */
  readonly start: LetterView;
  readonly witness: string;
  readonly snapshot: RoomSnapshot;
  readonly onClose: () => void;
};

export function SupervisedSheet({ start, witness, snapshot, onClose }: Props) {
  const { t } = useLetterWords();
  const room = useRoom();
  const { line } = useRoomState();
  const [letter, setLetter] = useState(start);
  const [asking, setAsking] = useState(false);
  useParticipantSize();
  const look = async (): Promise<void> => setLetter(await room.ask('readLetter', { letterId: start.letterId }));
  // What changes elsewhere is told to hosts without the text.
  const told = snapshot.letters.find(({ letterId }) => letterId === letter.letterId);
  const news = told === undefined ? '' : `${told.version} ${told.state} ${told.pdf}`;
  const known = `${letter.version} ${letter.state} ${letter.pdf}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each piece of news
  useEffect(() => {
    if (news !== '' && news !== known) void look().catch(() => undefined);
  }, [news]);
  const acts: SheetActs = {
    // Reading is between the person and the paper here; the server hears of the decision.
    finishReading: async () => undefined,
    sign: async (shown, ink, textSha256) =>
      setLetter(await room.askUntilAnswered('signSupervised', { ...which(shown), ink, textSha256 })),
    decline: async (shown) => setLetter(await room.askUntilAnswered('declineSupervised', which(shown))),
    defer: async (shown) => setLetter(await room.askUntilAnswered('deferSupervised', which(shown))),
    look,
  };
  const taken = letter.state === 'prepared' || letter.state === 'voided' || letter.medium !== 'supervised';
  return (
    <>
      <SignerSheet
        letter={letter}
        gone={taken ? 'taken' : null}
        shown
        acts={acts}
        line={line}
        readAnew
        above={
          <p className="paper-witness">
            {t('supervised.head', { witness })} ·{' '}
            <strong>{t('supervised.please', { signer: letter.signerName })}</strong>
          </p>
        }
        leave={<Button onPress={() => setAsking(true)}>{t('supervised.handBack')}</Button>}
        onward={
          <Button kind="main" wide onPress={onClose}>
            {t('supervised.handBack')}
          </Button>
        }
      />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('supervised.handBackTitle')}
        consequence={t('supervised.handBackConsequence')}
        act={t('supervised.handBack')}
        stay={t('supervised.stay')}
        onConfirm={onClose}
      />
    </>
  );
}
