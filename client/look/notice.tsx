// A sentence that matters longer than a glance: on the page itself, told to screen readers when it appears.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './notice.css';

type NoticeKind = 'info' | 'warn' | 'danger';
const SIGN: Readonly<Record<NoticeKind, IconName>> = { info: 'info', warn: 'warn', danger: 'warn' };

type Props = {
  readonly kind?: NoticeKind;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
};

export function Notice({ kind = 'info', title, children, actions }: Props) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'info' ? 'status' : 'alert'}>
      <Icon name={SIGN[kind]} />
      <div className="notice-words">
        {title ? <p className="notice-title">{title}</p> : null}
        {children ? <div>{children}</div> : null}
        {actions ? <div className="notice-actions">{actions}</div> : null}
      </div>
    </div>
  );
}
