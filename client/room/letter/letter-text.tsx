// The text of the letter, large and scrolling, exactly as it is hashed.
import type { ReactNode } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import type { Reading } from '../paper/use-reading.ts';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  readonly letter: LetterView;
  readonly reading: Reading;
  /** What stands after the end. */
  readonly children: ReactNode;
};

export function LetterText({ letter, reading, children }: Props) {
  const { t } = useLetterWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
    <section className="paper-scroll" ref={reading.scroller} tabIndex={0} aria-label={t('sheet.textLabel')}>
      <article className="paper-paper" lang={/[\u4e00-\u9fff]/.test(letter.text) ? 'zh-CN' : undefined}>
        <h2>{letter.title}</h2>
        <div className="paper-text">{letter.text}</div>
      </article>
      <p className="paper-end" ref={reading.end}>
        {t('sheet.end')}
      </p>
      {children}
    </section>
  );
}
