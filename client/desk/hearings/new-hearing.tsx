// A new hearing of a case; afterwards people are added on its own screen.
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { CaseDetail } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { useCreationIds } from '../creation-id.ts';
import { Crumb } from '../crumb.tsx';
import { Go } from '../go.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { Page } from '../page.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { firstDraft, readDraft } from './hearing-draft.ts';
import { HearingFields } from './hearing-fields.tsx';

export function NewHearingPage({ caseId }: { readonly caseId: string }) {
  const { t } = useDeskWords();
  const ofCase = useLoaded(caseId, (signal) => call('caseDetail', { params: { id: caseId }, signal }));
  const number = ofCase.value?.number;
  return (
    <Page
      title={t('newHearing.title')}
      place="cases"
      above={
        <Crumb href={`/cases/${caseId}`}>
          {number === undefined ? t('cases.title') : t('case.backToCase', { number })}
        </Crumb>
      }
    >
      <LoadedPart of={ofCase}>{(found) => <Form found={found} />}</LoadedPart>
    </Page>
  );
}

function Form({ found }: { readonly found: CaseDetail }) {
  const { t, common } = useDeskWords();
  const [, go] = useLocation();
  const [draft, setDraft] = useState(() =>
    firstDraft(t('newHearing.titleFor', { caseTitle: found.title }), Date.now()),
  );
  const [tried, setTried] = useState(false);
  const ids = useCreationIds();
  const making = useAct();
  const { fields, problems } = readDraft(draft);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fields === null) return;
    void making.run(async () => {
      const body = { id: ids.idFor(fields), ...fields };
      const made = await call('createHearing', { params: { id: found.id }, body });
      // Replaced, so that going back does not show a form that has done its work.
      go(`/hearings/${made.id}`, { replace: true });
    });
  };

  return (
    <form className="card desk-form" onSubmit={submit} noValidate>
      <HearingFields draft={draft} onChange={setDraft} problems={tried ? problems : []} />
      <Refusal error={making.error} />
      <div className="desk-row">
        <Button type="submit" kind="main" busy={making.busy}>
          {t('newHearing.act')}
        </Button>
        <Go href={`/cases/${found.id}`}>{common('cancel')}</Go>
      </div>
    </form>
  );
}
