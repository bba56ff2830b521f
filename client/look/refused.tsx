// Why the last act was refused, where it was done: what happened and what to do.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientCode } from '../api.ts';
import { Notice } from './notice.tsx';

type Props = {
  /** Null when it was not. */
  readonly code: ClientCode | null;
  readonly kind?: 'warn' | 'danger';
  readonly actions?: ReactNode;
};

export function Refused({ code, kind = 'danger', actions }: Props) {
  const { t } = useTranslation();
  if (code === null) return null;
  return (
    <Notice kind={kind} title={t(`error.${code}`)} actions={actions}>
      {t(`todo.${code}`)}
    </Notice>
  );
}
