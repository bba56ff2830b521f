// A paper over the whole screen: its name, who is present, the way out; what lies on it is the caller's.
import { type ReactNode, useEffect, useId, useRef } from 'react';
import './paper.css';

type Props = {
  readonly name: string;
  /** Not while the person looks at the hearing; what they have written is kept. */
  readonly shown: boolean;
  /** Who is present, or who speaks. */
  readonly above: ReactNode;
  /** The way out, at the top right; null when there is one below. */
  readonly leave: ReactNode;
  readonly children: ReactNode;
};

export function PaperSheet({ name, shown, above, leave, children }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    if (shown) head.current?.focus({ preventScroll: true });
  }, [shown]);
  return (
    <section className="paper-sheet" hidden={!shown} role="dialog" aria-modal="true" aria-labelledby={id}>
      <header className="paper-head">
        <h1 id={id} ref={head} tabIndex={-1}>
          {name}
        </h1>
        <div className="paper-above">{above}</div>
        {leave}
      </header>
      {children}
    </section>
  );
}

type OutcomeProps = { readonly title: string; readonly children: ReactNode; readonly onward: ReactNode };

/** What came of a paper, and the way on. */
export function PaperOutcome({ title, children, onward }: OutcomeProps) {
  const head = useRef<HTMLHeadingElement>(null);
  // The screen reader goes on where the news is.
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <div className="paper-outcome">
        <h2 ref={head} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </div>
      <footer className="paper-bar">{onward}</footer>
    </>
  );
}
