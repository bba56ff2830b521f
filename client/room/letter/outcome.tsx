// What came of the letter, calmly: signed with the copy at once, not signed, another day, or taken back.
import { type ReactNode, useEffect, useRef } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import { formatDate } from '../../look/date-time.tsx';
import { CopyPart } from './copy-part.tsx';
import { useLetterWords } from './use-letter-words.ts';

export function Outcome({ letter, onward }: { readonly letter: LetterView; readonly onward: ReactNode }) {
  const { t, language } = useLetterWords();
  const { state } = letter;
  if (state === 'declined' || state === 'deferred') {
    return (
      <Page title={t(`outcome.${state}Title`)} onward={onward}>
        <p>{t(`outcome.${state}`)}</p>
        <p>{t('outcome.again')}</p>
      </Page>
    );
  }
  const when = formatDate(letter.signedAtMs ?? letter.stateSinceMs, 'full', language);
  return (
    <Page title={t('outcome.signedTitle')} onward={onward}>
      <p>{t('outcome.signed', { when })}</p>
      <CopyPart letter={letter} />
    </Page>
  );
}

export type Gone = 'taken' | 'elsewhere';

export function GoneFromHere({ gone, onward }: { readonly gone: Gone; readonly onward: ReactNode }) {
  const { t } = useLetterWords();
  return (
    <Page title={t(`outcome.${gone}Title`)} onward={onward}>
      <p>{t(`outcome.${gone}`)}</p>
    </Page>
  );
}

type PageProps = { readonly title: string; readonly children: ReactNode; readonly onward: ReactNode };

function Page({ title, children, onward }: PageProps) {
  const head = useRef<HTMLHeadingElement>(null);
  // The screen reader goes on where the news is.
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <div className="letter-outcome">
        <h2 ref={head} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </div>
      <footer className="letter-bar">{onward}</footer>
    </>
  );
}
