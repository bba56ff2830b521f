// The page of staff: office and way around at the top, who is signed in, title with its acts, content.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import './frame.css';
import { Menu, type MenuAct } from './menu.tsx';
import { Preferences } from './preferences.tsx';

export type DeskPlace = { readonly href: string; readonly words: string; readonly here: boolean };

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  readonly places?: readonly DeskPlace[];
  /** Who is signed in, with what they can do about it; absent on the page for signing in. */
  readonly person?: { readonly name: string; readonly role: string; readonly acts: readonly MenuAct[] };
  /** Buttons beside the title. */
  readonly actions?: ReactNode;
  /** Where this page hangs: shown above the title. */
  readonly above?: ReactNode;
};

/** In characters: longer titles are set smaller, or a telephone would show nothing else. */
const LONG_TITLE = 40;

export function DeskFrame({ title, children, places = [], person, actions, above }: Props) {
  const { t } = useTranslation();
  return (
    <div className="page-wide">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="page-head double-rule not-printed">
        <p className="page-office">{t('product')}</p>
        {places.length > 0 ? (
          <nav className="page-places" aria-label={t('product')}>
            {places.map((place) => (
              <Link key={place.href} href={place.href} aria-current={place.here ? 'page' : undefined}>
                {place.words}
              </Link>
            ))}
          </nav>
        ) : null}
        <div className="page-head-end">
          <Preferences withSize={false} />
          {person ? (
            <Menu label={`${person.name} · ${person.role}`} icon="down" acts={person.acts}>
              {person.name}
            </Menu>
          ) : null}
        </div>
      </header>
      <main className="page-main" id="main" tabIndex={-1}>
        {above}
        <div className="page-title">
          <h1 data-long={title.length > LONG_TITLE ? '' : undefined}>{title}</h1>
          {actions ? <div className="page-actions not-printed">{actions}</div> : null}
        </div>
        {children}
      </main>
    </div>
  );
}
