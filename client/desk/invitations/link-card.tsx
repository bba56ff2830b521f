// One new personal link: to copy, to paste as a message, to scan, to put into a calendar, to print.
import { useId } from 'react';
import { Button } from '../../look/button.tsx';
import { QrCode } from '../../look/qr-code.tsx';
import { CopyButton } from '../copy-button.tsx';
import { ShownText } from '../shown-text.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { type InvitationFacts, type InvitationWords, invitationText } from './invitation-facts.ts';
import { saveFile } from './save-file.ts';

type Props = {
  readonly facts: InvitationFacts;
  /** iCalendar text from the server. */
  readonly calendar: string;
  readonly words: InvitationWords;
  readonly onPrint: () => void;
};

export function LinkCard({ facts, calendar, words, onPrint }: Props) {
  const { t } = useDeskWords();
  const linkId = useId();
  const textId = useId();
  const { name } = facts;
  const text = invitationText(words, facts);
  return (
    <li className="link-card">
      <div className="link-card-words">
        <h4>
          <span className="role-word">{facts.role}</span> {name}
        </h4>
        <ShownText id={linkId} label={t('invite.linkOf', { name })} text={facts.url} />
        <div className="desk-row">
          <CopyButton kind="main" text={text} label={t('invite.copyMessageOf', { name })} shownIn={textId}>
            {t('invite.copyMessage')}
          </CopyButton>
          <CopyButton text={facts.url} label={t('invite.copyLinkOf', { name })} shownIn={linkId}>
            {t('invite.copyLink')}
          </CopyButton>
          <Button
            icon="download"
            label={t('invite.calendarOf', { name })}
            onPress={() => saveFile(t('invite.calendarFile', { name }), 'text/calendar;charset=utf-8', calendar)}
          >
            {t('invite.calendar')}
          </Button>
          <Button label={t('invite.printOf', { name })} onPress={onPrint}>
            {t('invite.print')}
          </Button>
        </div>
        <details className="desk-details">
          <summary>{t('invite.message')}</summary>
          <ShownText id={textId} label={t('invite.messageOf', { name })} text={text} lines={12} labelShown={false} />
        </details>
      </div>
      <figure className="link-card-qr">
        <QrCode text={facts.url} label={t('invite.qr', { name })} />
        <figcaption className="desk-soft">{t('invite.qrHint')}</figcaption>
      </figure>
    </li>
  );
}
