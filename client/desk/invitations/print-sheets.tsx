// Invitations on paper in large type, one sheet for each person; opens the print dialog as soon as they are laid out.
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { InvitationFacts, InvitationWords } from './invitation-facts.ts';
import './print-sheets.css';
import { QrCode } from '../../look/qr-code.tsx';

type Props = {
  readonly sheets: readonly InvitationFacts[];
  readonly words: InvitationWords;
  readonly onPrinted: () => void;
};

export function PrintSheets({ sheets, words, onPrinted }: Props) {
  const done = useRef(onPrinted);
  done.current = onPrinted;
  useEffect(() => {
    const root = document.documentElement;
    root.setAttribute('data-printing', 'sheets');
    const finish = (): void => done.current();
    window.addEventListener('afterprint', finish);
    window.print();
    return () => {
      window.removeEventListener('afterprint', finish);
      root.removeAttribute('data-printing');
    };
  }, []);
  return createPortal(
    <div className="print-sheets" lang={words.language === 'zh' ? 'zh-CN' : 'en'}>
      {sheets.map((facts) => (
        <Sheet key={facts.url} facts={facts} words={words} />
      ))}
    </div>,
    document.body,
  );
}

function Sheet({ facts, words: { t } }: { readonly facts: InvitationFacts; readonly words: InvitationWords }) {
  return (
    <article className="print-sheet">
      <h1>{t('sheet.title')}</h1>
      <p className="print-to">{t('sheet.to', facts)}</p>
      <p>{t('sheet.please')}</p>
      <dl>
        <dt>{t('sheet.hearing')}</dt>
        <dd>{facts.title}</dd>
        <dt>{t('sheet.number')}</dt>
        <dd>{facts.caseNumber}</dd>
        <dt>{t('sheet.when')}</dt>
        <dd>
          <strong>{t('sheet.whenText', facts)}</strong>
        </dd>
      </dl>
      <div className="print-how">
        <div>
          <h2>{t('sheet.how')}</h2>
          <ol>
            <li>{t('sheet.step1')}</li>
            <li>{t('sheet.step2')}</li>
            <li>{t('sheet.step3')}</li>
          </ol>
        </div>
        <QrCode text={facts.url} label={t('invite.qr', facts)} />
      </div>
      <p className="print-link">
        <span>{t('sheet.link')}</span> {facts.url}
      </p>
      <p className="print-note">{t('sheet.note', facts)}</p>
      <p className="print-note">{t('sheet.help', facts)}</p>
    </article>
  );
}
