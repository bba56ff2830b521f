// Preparing a hearing: its facts, its people, scheduling, and the personal links.
import { useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Notice } from '../../look/notice.tsx';
import { HearingStateWord } from '../../look/state-word.tsx';
import { Crumb } from '../crumb.tsx';
import { Go } from '../go.tsx';
import { InvitePart } from '../invitations/invite-part.tsx';
import { useInvitations } from '../invitations/use-invitations.ts';
import { LoadedPart } from '../loaded-part.tsx';
import { mayPrepare } from '../may.ts';
import { Page } from '../page.tsx';
import { useMe } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useEvery } from '../use-every.ts';
import { type Loaded, useLoaded } from '../use-loaded.ts';
import { CancelPart } from './cancel-part.tsx';
import { FactsPart } from './facts-part.tsx';
import { isOpen, isOver, mayEnter } from './hearing-moments.ts';
import { PeoplePart } from './people-part.tsx';
import { SchedulePart } from './schedule-part.tsx';
import './setup.css';

const RENEW_MS = 20_000;

export function SetupPage({ hearingId }: { readonly hearingId: string }) {
  const { t } = useDeskWords();
  const detail = useLoaded(hearingId, (signal) => call('hearingDetail', { params: { id: hearingId }, signal }));
  const hearing = detail.value;
  // Links that were opened and stages that were reached show by themselves.
  useEvery(hearing !== null && isOpen(hearing.state) ? RENEW_MS : null, detail.reload);
  return (
    <Page
      title={hearing === null ? t('setup.start') : hearing.title}
      place="cases"
      above={
        hearing === null ? (
          <Crumb href="/cases">{t('case.back')}</Crumb>
        ) : (
          <Crumb href={`/cases/${hearing.caseId}`}>{t('case.backToCase', { number: hearing.caseNumber })}</Crumb>
        )
      }
      actions={
        hearing === null ? null : (
          <>
            <HearingStateWord state={hearing.state} />
            {mayEnter(hearing) ? (
              <Go href={`/hearings/${hearing.id}/room`} kind="main">
                {t('setup.enter')}
              </Go>
            ) : null}
          </>
        )
      }
    >
      <LoadedPart of={detail}>{(value) => <Content hearing={value} detail={detail} />}</LoadedPart>
    </Page>
  );
}

type ContentProps = { readonly hearing: HearingDetail; readonly detail: Loaded<HearingDetail> };

function Content({ hearing, detail }: ContentProps) {
  const { t } = useDeskWords();
  const mayChange = mayPrepare(useMe().account.role) && !isOver(hearing.state);
  const [timeChanged, setTimeChanged] = useState(false);
  const invitations = useInvitations(detail.reload);
  const changed = (next: HearingDetail): void => {
    const invited = hearing.people.some((person) => person.invitation?.state === 'open');
    if (invited && next.scheduledAtMs !== hearing.scheduledAtMs) setTimeChanged(true);
    detail.put(next);
  };
  return (
    <>
      {hearing.state === 'cancelled' ? <Notice>{t('setup.cancelledAlready')}</Notice> : null}
      {hearing.state === 'closed' ? (
        <Notice actions={<Go href={`/cases/${hearing.caseId}`}>{t('setup.viewCase')}</Go>}>
          {t('setup.closedAlready')}
        </Notice>
      ) : null}
      {timeChanged ? <Notice kind="warn">{t('setup.timeChanged')}</Notice> : null}
      <div className="setup">
        <FactsPart hearing={hearing} mayChange={mayChange} onChanged={changed} />
        <PeoplePart hearing={hearing} mayChange={mayChange} invitations={invitations} onChanged={detail.reload} />
        {mayChange ? <SchedulePart hearing={hearing} onChanged={changed} /> : null}
      </div>
      {mayChange && isOpen(hearing.state) ? (
        <InvitePart hearing={hearing} invitations={invitations} loadedAtMs={detail.atMs} />
      ) : null}
      {mayChange ? <CancelPart hearing={hearing} onChanged={changed} /> : null}
    </>
  );
}
