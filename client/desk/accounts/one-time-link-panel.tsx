// A one-time link, shown once: the link, the sentence to send it with, and until when it works.
import { useId } from 'react';
import type { OneTimeLink } from '../../../server/protocol/api.ts';
import { formatDate } from '../../look/date-time.tsx';
import { CopyButton } from '../copy-button.tsx';
import { FocusHead } from '../focus-head.tsx';
import { ShownText } from '../shown-text.tsx';
import { useDeskWords } from '../use-desk-words.ts';

type Props = {
  readonly name: string;
  readonly loginName: string;
  readonly link: OneTimeLink;
};

export function OneTimeLinkPanel({ name, loginName, link }: Props) {
  const { t, language } = useDeskWords();
  const linkId = useId();
  const textId = useId();
  const expires = formatDate(link.expiresAtMs, 'full', language);
  const text = t('oneTimeLink.text', { name, loginName, expires, url: link.url });
  return (
    <section className="card card-fresh" aria-label={t('oneTimeLink.title', { name })}>
      <FocusHead>{t('oneTimeLink.title', { name })}</FocusHead>
      <p>{t('oneTimeLink.once', { name, expires })}</p>
      <ShownText id={linkId} label={t('oneTimeLink.link')} text={link.url} />
      <div className="desk-row">
        <CopyButton text={link.url} shownIn={linkId}>
          {t('oneTimeLink.copyLink')}
        </CopyButton>
      </div>
      <ShownText id={textId} label={t('oneTimeLink.message')} text={text} lines={6} />
      <div className="desk-row">
        <CopyButton kind="main" text={text} shownIn={textId}>
          {t('oneTimeLink.copyMessage')}
        </CopyButton>
      </div>
    </section>
  );
}
