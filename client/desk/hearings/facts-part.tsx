// The facts of the hearing that is being prepared, and the form to change them as long as it has not begun.
import { type FormEvent, useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { draftOf, readDraft } from './hearing-draft.ts';
import { HearingFacts } from './hearing-facts.tsx';
import { HearingFields } from './hearing-fields.tsx';
import { isOver, isPlanned } from './hearing-moments.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly mayChange: boolean;
  readonly onChanged: (hearing: HearingDetail) => void;
};

export function FactsPart({ hearing, mayChange, onChanged }: Props) {
  const { t } = useDeskWords();
  const [editing, setEditing] = useState(false);
  const planned = isPlanned(hearing.state);
  return (
    <section className="card" aria-label={t('setup.facts')}>
      <h2>{t('setup.facts')}</h2>
      {editing && planned ? (
        <Form
          hearing={hearing}
          onChanged={(next) => {
            setEditing(false);
            onChanged(next);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <>
          <HearingFacts hearing={hearing} />
          {mayChange && planned ? (
            <div className="desk-row">
              <Button label={t('hearingForm.editTitle')} onPress={() => setEditing(true)}>
                {t('hearingForm.edit')}
              </Button>
            </div>
          ) : null}
          {mayChange && !planned && !isOver(hearing.state) ? (
            <p className="desk-soft">{t('setup.runningAlready')}</p>
          ) : null}
        </>
      )}
    </section>
  );
}

type FormProps = {
  readonly hearing: HearingDetail;
  readonly onChanged: (hearing: HearingDetail) => void;
  readonly onCancel: () => void;
};

function Form({ hearing, onChanged, onCancel }: FormProps) {
  const { t, common } = useDeskWords();
  const [draft, setDraft] = useState(() => draftOf(hearing));
  const [tried, setTried] = useState(false);
  const saving = useAct();
  const { fields, problems } = readDraft(draft);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fields === null) return;
    void saving.run(async () => onChanged(await call('changeHearing', { params: { id: hearing.id }, body: fields })));
  };

  return (
    <form className="desk-stack" onSubmit={submit} noValidate aria-label={t('hearingForm.editTitle')}>
      <HearingFields draft={draft} onChange={setDraft} problems={tried ? problems : []} />
      <Refusal error={saving.error} />
      <div className="desk-row">
        <Button type="submit" kind="main" busy={saving.busy}>
          {t('hearingForm.save')}
        </Button>
        <Button onPress={onCancel}>{common('cancel')}</Button>
      </div>
    </form>
  );
}
