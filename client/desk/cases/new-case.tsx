// A new case: number and title; a number that is there already leads to its case.
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { NewCase } from '../../../server/protocol/api.ts';
import { Id } from '../../../server/protocol/ids.ts';
import { call, Refused } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { useCreationIds } from '../creation-id.ts';
import { Go } from '../go.tsx';
import { Page } from '../page.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';

export function NewCasePage() {
  const { t, common } = useDeskWords();
  const [, go] = useLocation();
  const [number, setNumber] = useState('');
  const [title, setTitle] = useState('');
  const [tried, setTried] = useState(false);
  const ids = useCreationIds();
  const making = useAct();
  const goodNumber = NewCase.shape.number.safeParse(number).data;
  const goodTitle = NewCase.shape.title.safeParse(title).data;
  const taken = takenBy(making.error);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (goodNumber === undefined || goodTitle === undefined) return;
    const content = { number: goodNumber, title: goodTitle };
    void making.run(async () => {
      const made = await call('createCase', { body: { id: ids.idFor(content), ...content } });
      // Replaced, so that going back does not show a form that has done its work.
      go(`/cases/${made.id}`, { replace: true });
    });
  };

  return (
    <Page title={t('newCase.title')} place="cases">
      <form className="card desk-narrow" onSubmit={submit} noValidate>
        <Field
          label={t('newCase.number')}
          hint={t('newCase.numberHint')}
          value={number}
          onChange={setNumber}
          maxLength={80}
          required
          error={tried && goodNumber === undefined ? t('newCase.numberWrong') : undefined}
        />
        <Field
          label={t('newCase.name')}
          hint={t('newCase.nameHint')}
          value={title}
          onChange={setTitle}
          maxLength={120}
          required
          error={tried && goodTitle === undefined ? t('newCase.nameWrong') : undefined}
        />
        <Refusal
          error={making.error}
          actions={taken === null ? null : <Go href={`/cases/${taken}`}>{t('newCase.taken')}</Go>}
        />
        <div className="desk-row">
          <Button type="submit" kind="main" busy={making.busy}>
            {t('newCase.act')}
          </Button>
          <Go href="/cases">{common('cancel')}</Go>
        </div>
      </form>
    </Page>
  );
}

/** The id of the case that has this number already; null for every other refusal. */
export function takenBy(error: unknown): string | null {
  if (!(error instanceof Refused) || error.code !== 'case_number_taken') return null;
  return Id.safeParse(error.detail).data ?? null;
}
