// Reading a long paper on screen: a press goes on by a page, and it is known when its end has been seen.
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** How much of a page one press goes on; the rest of it stays on screen, so that no line is lost. */
const PAGE = 0.8;

export type Reading = {
  readonly scroller: RefObject<HTMLElement | null>;
  /** To be put below the last line. */
  readonly end: RefObject<HTMLParagraphElement | null>;
  readonly endSeen: boolean;
  readonly onward: () => void;
};

/** `isOpen`: the paper is drawn now. */
export function useReading(isOpen: boolean): Reading {
  const scroller = useRef<HTMLElement>(null);
  const end = useRef<HTMLParagraphElement>(null);
  const [endSeen, setEndSeen] = useState(false);
  useEffect(() => {
    if (!isOpen || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setEndSeen(true);
      },
      { root: scroller.current },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [isOpen]);
  const onward = useCallback((): void => {
    const element = scroller.current;
    element?.scrollBy({ top: element.clientHeight * PAGE });
  }, []);
  return { scroller, end, endSeen, onward };
}
