// A way to another screen of the desk that looks like a button and loads no new page.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ButtonKind } from '../look/button.tsx';
import '../look/button.css';
import { Icon, type IconName } from '../look/icon.tsx';

type Props = {
  readonly href: string;
  readonly children: ReactNode;
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** When the visible words are too short to stand alone; must contain them. */
  readonly label?: string;
};

export const Go = ({ href, children, kind = 'plain', icon, label }: Props) => (
  <Link href={href} className={`button button-${kind}`} aria-label={label}>
    {icon ? <Icon name={icon} /> : null}
    <span className="button-words">{children}</span>
  </Link>
);
