// First step: who invites, to what, when; the notice of recording; one button.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinInfo } from '../../server/protocol/api.ts';
import { Button } from '../look/button.tsx';
import { DateTime } from '../look/date-time.tsx';
import { ErrorPanel } from '../look/error-panel.tsx';
import { Notice } from '../look/notice.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { stepsFor } from './steps.ts';

export function InvitePage({ info, agree }: { readonly info: JoinInfo; readonly agree: () => Promise<void> }) {
  const { t } = useTranslation('join');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const press = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await agree();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <ParticipantFrame
      title={t('invite.title', { office: info.officeName })}
      officeName={info.officeName}
      phone={info.officePhone}
      step={{ words: t('step.notice'), now: 1, of: stepsFor(info) }}
      main={
        <Button kind="main" wide busy={busy} onPress={() => void press()}>
          {t('notice.agree')}
        </Button>
      }
    >
      {info.kind === 'practice' ? <Notice>{t('invite.practice')}</Notice> : null}
      <Facts info={info} />
      <section className="recording-notice" aria-labelledby="recording-notice">
        <h2 id="recording-notice">{t('notice.title')}</h2>
        <ul>
          <li>{t('notice.recorded')}</li>
          <li>{t('notice.use')}</li>
          <li>{t(info.publicity === 'public' ? 'notice.public' : 'notice.notPublic')}</li>
          <li>{t('notice.yourSide')}</li>
        </ul>
        <p>{t('notice.refuse')}</p>
      </section>
      {error === null ? null : <ErrorPanel error={error} />}
    </ParticipantFrame>
  );
}

function Facts({ info }: { readonly info: JoinInfo }) {
  const { t } = useTranslation('join');
  const { t: words } = useTranslation();
  return (
    <>
      <dl className="facts">
        <dt>{t('invite.when')}</dt>
        <dd className="facts-main">
          <DateTime atMs={info.scheduledAtMs} />
        </dd>
        <dt>{t('invite.hearing')}</dt>
        <dd>{info.title}</dd>
        <dt>{t('invite.caseNumber')}</dt>
        <dd>{info.caseNumber}</dd>
        <dt>{t('invite.chair')}</dt>
        <dd>{info.chairName}</dd>
        <dt>{t('invite.who')}</dt>
        <dd className="facts-main">
          {info.personName} · {words(`role.${info.role}`)}
        </dd>
      </dl>
      <p className="not-you">{t('invite.notYou', { name: info.personName })}</p>
    </>
  );
}
