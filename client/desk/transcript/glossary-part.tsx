// Names and terms of this hearing and what they are misheard as; put right in machine text at a press.
import { useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import type { Glossary, GlossaryTerm, TranscriptLine } from '../../../server/protocol/transcript.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Field, Select } from '../../look/field.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useLoaded } from '../use-loaded.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

type Props = { readonly hearing: HearingDetail; readonly onChanged: (lines: readonly TranscriptLine[]) => void };

export function GlossaryPart(props: Props) {
  const { t } = useTranscriptWords();
  const [open, setOpen] = useState(false);
  return (
    <details className="desk-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('glossary.title')}</summary>
      {open ? <Loaded {...props} /> : null}
    </details>
  );
}

function Loaded(props: Props) {
  const { id } = props.hearing;
  const loaded = useLoaded(`glossary ${id}`, (signal) => call('glossary', { params: { id }, signal }));
  return <LoadedPart of={loaded}>{(glossary) => <Terms {...props} {...glossary} put={loaded.put} />}</LoadedPart>;
}

/** Several ways of mishearing in one field: by comma, Chinese or not, or by space. */
const partsOf = (text: string): string[] => [...new Set(text.split(/[\s,，、;；]+/).filter((part) => part !== ''))];

function Terms({ hearing, onChanged, terms, put }: Props & Glossary & { readonly put: (glossary: Glossary) => void }) {
  const { t } = useTranscriptWords();
  const act = useAct();
  const [term, setTerm] = useState('');
  const [kind, setKind] = useState<GlossaryTerm['kind']>('term');
  const [heardAs, setHeardAs] = useState('');
  const [changed, setChanged] = useState<number | null>(null);
  const params = { id: hearing.id };
  const set = (next: readonly GlossaryTerm[]) =>
    act.run(async () => put(await call('setGlossary', { params, body: { terms: [...next] } })));
  const add = async (): Promise<void> => {
    const made: GlossaryTerm = { term: term.trim(), kind, heardAs: partsOf(heardAs) };
    if (!(await set([...terms.filter((one) => one.term !== made.term), made]))) return;
    setTerm('');
    setHeardAs('');
  };
  const apply = () =>
    act.run(async () => {
      const lines = await call('applyGlossary', { params });
      onChanged(lines);
      setChanged(lines.length);
    });
  const names = hearing.people.map(({ name }) => name).filter((name) => !terms.some((one) => one.term === name));
  return (
    <div className="desk-stack">
      <p className="desk-soft">{t('glossary.intro')}</p>
      <Refusal error={act.error} />
      <ul className="glossary">
        {terms.map((one) => (
          <li key={one.term}>
            <span>
              <strong>{one.term}</strong> <span className="desk-soft">{t(`glossary.${one.kind}`)}</span>
              <br />
              {one.heardAs.length === 0 ? (
                <span className="desk-soft">{t('glossary.neverMisheard')}</span>
              ) : (
                t('glossary.heardAs', { words: one.heardAs.join('、') })
              )}
            </span>
            <Button
              kind="quiet"
              icon="close"
              label={t('glossary.removeOf', { term: one.term })}
              busy={act.busy}
              onPress={() => void set(terms.filter((other) => other !== one))}
            >
              {t('glossary.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="desk-stack"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field
          label={t('glossary.right')}
          hint={t('glossary.rightHint', { names: names.slice(0, 6).join('、') })}
          value={term}
          maxLength={40}
          onChange={setTerm}
        />
        <Select
          label={t('glossary.kind')}
          value={kind}
          onChange={setKind}
          choices={(['term', 'name'] as const).map((value) => ({ value, label: t(`glossary.${value}`) }))}
        />
        <Field
          label={t('glossary.misheard')}
          hint={t('glossary.misheardHint')}
          value={heardAs}
          maxLength={400}
          onChange={setHeardAs}
        />
        <div className="desk-row">
          <Button
            type="submit"
            icon="add"
            busy={act.busy}
            notBecause={term.trim() === '' ? t('glossary.noTerm') : null}
          >
            {t('glossary.add')}
          </Button>
          <Button
            busy={act.busy}
            notBecause={terms.length === 0 ? t('glossary.empty') : null}
            onPress={() => void apply()}
          >
            {t('glossary.apply')}
          </Button>
        </div>
        <p role="status">{changed === null ? '' : t('glossary.applied', { n: changed })}</p>
      </form>
    </div>
  );
}
