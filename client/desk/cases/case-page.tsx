// Everything that is kept of one case: its hearings with their people, stages and recordings, and who did what.
import { useEffect } from 'react';
import type { CaseDetail } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { DateTime } from '../../look/date-time.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { Crumb } from '../crumb.tsx';
import { Go } from '../go.tsx';
import { HearingRecord } from '../kept/hearing-record.tsx';
import { TrailPart } from '../kept/trail-part.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { mayPlay } from '../may.ts';
import { Page } from '../page.tsx';
import { useMe } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';

export function CasePage({ caseId }: { readonly caseId: string }) {
  const { t } = useDeskWords();
  const detail = useLoaded(caseId, (signal) => call('caseDetail', { params: { id: caseId }, signal }));
  const found = detail.value;
  return (
    <Page
      title={found === null ? t('cases.title') : found.title}
      place="cases"
      above={<Crumb href="/cases">{t('case.back')}</Crumb>}
      actions={
        found?.mayChange ? (
          <Go href={`/cases/${caseId}/hearings/new`} kind="main" icon="add">
            {t('case.addHearing')}
          </Go>
        ) : null
      }
    >
      <LoadedPart of={detail}>{(value) => <Content found={value} onChanged={detail.reload} />}</LoadedPart>
    </Page>
  );
}

function Content({ found, onChanged }: { readonly found: CaseDetail; readonly onChanged: () => void }) {
  const { t } = useDeskWords();
  const { role } = useMe().account;
  useComeToHash();
  const names = new Map(found.hearings.flatMap((hearing) => hearing.people.map((one) => [one.id, one.name] as const)));
  const hearings = [...found.hearings].sort((a, b) => b.scheduledAtMs - a.scheduledAtMs);
  return (
    <>
      <p className="case-facts">
        <strong>{found.number}</strong>{' '}
        <span className="desk-soft">
          {t('case.createdAt')} <DateTime atMs={found.createdAtMs} form="date" />
        </span>
      </p>
      {found.mayChange ? null : <p className="desk-soft">{t('case.readOnly')}</p>}
      {hearings.length === 0 ? (
        <EmptyState title={t('case.noHearings')}>{found.mayChange ? t('case.noHearingsTodo') : null}</EmptyState>
      ) : null}
      {hearings.map((hearing) => (
        <HearingRecord
          key={hearing.id}
          hearing={hearing}
          mayChange={found.mayChange}
          mayPlay={mayPlay(role)}
          onChanged={onChanged}
        />
      ))}
      {mayPlay(role) ? <TrailPart caseId={found.id} names={names} /> : null}
    </>
  );
}

/** The browser looked for the #part before it was there. An address that names a person opens their player, which comes into view by itself. */
function useComeToHash(): void {
  useEffect(() => {
    if (new URLSearchParams(window.location.search).has('person')) return;
    const part = document.getElementById(window.location.hash.slice(1));
    if (part === null) return;
    part.scrollIntoView();
    part.focus({ preventScroll: true });
  }, []);
}
