// After the hearing: the copy of what was signed, or how to get it when it was not made in time.
import type { LetterView } from '../../../server/protocol/letter.ts';
import { CopyPart } from './copy-part.tsx';
import { isSigned } from './letter-reading.ts';
import { useLetterWords } from './use-letter-words.ts';

export function SignedLetter({ letter }: { readonly letter: LetterView }) {
  const { t } = useLetterWords();
  if (!isSigned(letter)) return null;
  return (
    <section className="paper-signed">
      <h2>{t('banner.signed')}</h2>
      {letter.pdf === 'ready' ? <CopyPart letter={letter} /> : <p>{t('copy.later')}</p>}
    </section>
  );
}
