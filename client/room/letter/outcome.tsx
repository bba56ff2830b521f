// What came of the letter, calmly: signed with the copy at once, not signed, another day, or taken back.
import type { ReactNode } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import { formatDate } from '../../look/date-time.tsx';
import { PaperOutcome } from '../paper/paper-sheet.tsx';
import { CopyPart } from './copy-part.tsx';
import { useLetterWords } from './use-letter-words.ts';

export function Outcome({ letter, onward }: { readonly letter: LetterView; readonly onward: ReactNode }) {
  const { t, language } = useLetterWords();
  const { state } = letter;
  if (state === 'declined' || state === 'deferred') {
    return (
      <PaperOutcome title={t(`outcome.${state}Title`)} onward={onward}>
        <p>{t(`outcome.${state}`)}</p>
        <p>{t('outcome.again')}</p>
      </PaperOutcome>
    );
  }
  const when = formatDate(letter.signedAtMs ?? letter.stateSinceMs, 'full', language);
  return (
    <PaperOutcome title={t('outcome.signedTitle')} onward={onward}>
      <p>{t('outcome.signed', { when })}</p>
      <CopyPart letter={letter} />
    </PaperOutcome>
  );
}

export type Gone = 'taken' | 'elsewhere';

export function GoneFromHere({ gone, onward }: { readonly gone: Gone; readonly onward: ReactNode }) {
  const { t } = useLetterWords();
  return (
    <PaperOutcome title={t(`outcome.${gone}Title`)} onward={onward}>
      <p>{t(`outcome.${gone}`)}</p>
    </PaperOutcome>
  );
}
