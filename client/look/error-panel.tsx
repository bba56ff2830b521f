// An error as an instruction: what happened, what to do, whom to call, and a short code for the helper.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type ClientCode, codeOf } from '../api.ts';
import './notice.css';
import { SHORT_CODE } from './short-code.ts';
import { Telephone } from './telephone.tsx';

type Props = {
  /** Whatever was caught; a refusal of the server has its own sentence. */
  readonly error: unknown;
  /** The office's number, where it is known and not on screen already. */
  readonly phone?: string;
  readonly actions?: ReactNode;
};

export function ErrorPanel({ error, phone, actions }: Props) {
  const { t } = useTranslation();
  const code: ClientCode = codeOf(error);
  return (
    <section className="error-panel" role="alert">
      <h2>{t(`error.${code}`)}</h2>
      <p>{t(`todo.${code}`)}</p>
      {phone ? <Telephone phone={phone} /> : null}
      {actions ? <div className="error-panel-actions">{actions}</div> : null}
      <p className="error-panel-code">{t('codeForHelper', { code: `${SHORT_CODE[code]} · ${code}` })}</p>
    </section>
  );
}
