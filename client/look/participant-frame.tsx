// The page of invited people: one thing per screen, its main button in the thumb's reach, the office's telephone always there.
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './frame.css';
import { usePageTitle } from './page-title.ts';
import { Preferences } from './preferences.tsx';
import { Telephone } from './telephone.tsx';
import { useParticipantSize } from './theme.ts';

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  /** The main button, and at most one quiet one; stays at the bottom of the screen. */
  readonly main?: ReactNode;
  /** Unknown until the link was opened. */
  readonly officeName?: string | undefined;
  readonly phone?: string | undefined;
  /** Where on the way this page is. */
  readonly step?: { readonly words: string; readonly now: number; readonly of: number };
};

export function ParticipantFrame({ title, children, main, officeName, phone, step }: Props) {
  const { t } = useTranslation();
  useParticipantSize();
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(title);
  // Each step is a page of its own: begin at its top, and let the screen reader begin there too.
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="page-narrow">
      <header className="page-head double-rule">
        <p className="page-office">{officeName ?? t('product')}</p>
        <Preferences />
      </header>
      <main className="page-main" id="main">
        {step ? (
          <div className="page-step">
            <span>{step.words}</span>
            <span className="page-step-marks" aria-hidden="true">
              {Array.from({ length: step.of }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the marks have no other identity and never change their order
                <i key={index} data-done={index < step.now ? '' : undefined} />
              ))}
            </span>
          </div>
        ) : null}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
      <footer className="page-foot">
        {main}
        {phone ? <Telephone phone={phone} /> : null}
      </footer>
    </div>
  );
}
