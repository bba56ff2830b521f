// The first screen of those who hold hearings: today and the days to come, and the door to each.
import { useState } from 'react';
import type { HearingRow } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { DateTime } from '../../look/date-time.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { Go } from '../go.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { Page } from '../page.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useEvery } from '../use-every.ts';
import { useLoaded } from '../use-loaded.ts';
import { byDay, type DayGroup, rangeAround } from './hearing-days.ts';
import { HearingEntry } from './hearing-entry.tsx';

const RENEW_MS = 20_000;

export function Today() {
  const { t } = useDeskWords();
  const [nowMs, setNowMs] = useState(() => Date.now());
  const hearings = useLoaded('hearings', (signal) => call('hearings', { body: rangeAround(Date.now()), signal }));
  useEvery(RENEW_MS, () => {
    setNowMs(Date.now());
    hearings.reload();
  });
  return (
    <Page title={t('today.title')} place="today">
      <p className="desk-soft">{t('today.range')}</p>
      <LoadedPart of={hearings}>
        {(rows) => {
          const groups = byDay(rows, nowMs);
          if (groups.length === 0) return <NoHearings />;
          return groups.map((group) => <Day key={`${group.kind} ${group.dayMs}`} group={group} />);
        }}
      </LoadedPart>
    </Page>
  );
}

function Day({ group }: { readonly group: DayGroup<HearingRow> }) {
  const { t } = useDeskWords();
  return (
    <section className="desk-stack">
      <h2>
        {group.kind === 'later' ? null : t(`today.${group.kind}`)}
        {group.kind === 'today' || group.kind === 'tomorrow' ? ' · ' : null}
        {group.kind === 'open' ? null : <DateTime atMs={group.dayMs} form="date" />}
      </h2>
      <ul className="entries">
        {group.rows.map((hearing) => (
          <HearingEntry key={hearing.id} hearing={hearing} withDate={group.kind === 'open'} />
        ))}
      </ul>
    </section>
  );
}

function NoHearings() {
  const { t } = useDeskWords();
  return (
    <EmptyState title={t('today.empty')} action={<Go href="/cases">{t('today.toCases')}</Go>}>
      {t('today.emptyTodo')}
    </EmptyState>
  );
}
