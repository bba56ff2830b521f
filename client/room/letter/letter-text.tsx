// The text of the letter, large and scrolling, exactly as it is hashed; knows when its end has been on screen.
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import { useLetterWords } from './use-letter-words.ts';

/** How much of a page one press goes on; the rest of it stays on screen, so that no line is lost. */
const PAGE = 0.8;

export type Reading = {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly endSeen: boolean;
  readonly seeEnd: () => void;
  readonly onward: () => void;
};

export function useReading(): Reading {
  const scroller = useRef<HTMLElement>(null);
  const [endSeen, setEndSeen] = useState(false);
  const seeEnd = useCallback(() => setEndSeen(true), []);
  const onward = (): void => {
    const element = scroller.current;
    element?.scrollBy({ top: element.clientHeight * PAGE });
  };
  return { scroller, endSeen, seeEnd, onward };
}

type Props = {
  readonly letter: LetterView;
  readonly reading: Reading;
  /** What stands after the end. */
  readonly children: ReactNode;
};

export function LetterText({ letter, reading, children }: Props) {
  const { t } = useLetterWords();
  const { scroller, seeEnd } = reading;
  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) seeEnd();
      },
      { root: scroller.current },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [scroller, seeEnd]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard
    <section className="letter-scroll" ref={scroller} tabIndex={0} aria-label={t('sheet.textLabel')}>
      <article className="letter-paper" lang={/[\u4e00-\u9fff]/.test(letter.text) ? 'zh-CN' : undefined}>
        <h2>{letter.title}</h2>
        <div className="letter-text">{letter.text}</div>
      </article>
      <p className="letter-end" ref={end}>
        {t('sheet.end')}
      </p>
      {children}
    </section>
  );
}
