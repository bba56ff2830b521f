// The signer's sheet over the whole screen: the text, the signature, the three equal choices, and what came of it.
import { type ReactNode, useState } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import type { Line } from '../connection.ts';
import { PaperSheet } from '../paper/paper-sheet.tsx';
import { Deciding } from './deciding.tsx';
import { type Gone, GoneFromHere, Outcome } from './outcome.tsx';
import type { SheetActs } from './sheet-acts.ts';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  readonly letter: LetterView;
  /** It lay here and lies here no longer: taken back, or handed over on the clerk's device. */
  readonly gone: Gone | null;
  /** Not while the person looks at the hearing; what they have written is kept. */
  readonly shown: boolean;
  readonly acts: SheetActs;
  readonly line: Line;
  /** On the clerk's device the person reads anew, whatever they read on their own. */
  readonly readAnew: boolean;
  /** Who is present, or who speaks. */
  readonly above: ReactNode;
  /** The way out, at the top right. */
  readonly leave: ReactNode;
  /** The way on, below what came of it. */
  readonly onward: ReactNode;
};

export function SignerSheet(props: Props) {
  const { t } = useLetterWords();
  const { letter, gone, shown } = props;
  const [first] = useState(letter.version);
  return (
    <PaperSheet
      name={t('name')}
      shown={shown}
      above={props.above}
      leave={gone !== null || isDecided(letter) ? null : props.leave}
    >
      {gone !== null ? (
        <GoneFromHere gone={gone} onward={props.onward} />
      ) : isDecided(letter) ? (
        <Outcome letter={letter} onward={props.onward} />
      ) : (
        <Deciding key={letter.version} {...props} changed={letter.version !== first} />
      )}
    </PaperSheet>
  );
}

const isDecided = ({ state }: LetterView): boolean =>
  state === 'signed' || state === 'witnessed' || state === 'declined' || state === 'deferred';
