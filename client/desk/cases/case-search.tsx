// The form over the list of cases: words, days and state, put into the address when it is sent.
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'wouter';
import { HearingState } from '../../../server/protocol/stages.ts';
import { Button } from '../../look/button.tsx';
import { Field, Select } from '../../look/field.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import {
  type CaseFilters,
  FIRST_DAY,
  isAnything,
  isBackwards,
  LAST_DAY,
  MAX_WORDS,
  NO_FILTERS,
  searchOf,
} from './case-filters.ts';

type Props = { readonly filters: CaseFilters; readonly onSearch: (filters: CaseFilters) => void };

export function CaseSearch({ filters, onSearch }: Props) {
  const { t, common } = useDeskWords();
  const [, setSearch] = useSearchParams();
  const [draft, setDraft] = useState(filters);
  const set = (change: Partial<CaseFilters>): void => setDraft((before) => ({ ...before, ...change }));
  const backwards = isBackwards(draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (backwards) return;
    onSearch(draft);
    setSearch(searchOf(draft));
  };
  const clear = (): void => {
    setDraft(NO_FILTERS);
    onSearch(NO_FILTERS);
    setSearch({});
  };
  const days = { type: 'date', min: FIRST_DAY, max: LAST_DAY } as const;
  const states = HearingState.options.map((value) => ({ value, label: common(`hearingState.${value}`) }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers of some years ago do not know the element <search>
    <form className="desk-search" role="search" onSubmit={submit}>
      <Field
        label={t('cases.search')}
        hint={t('cases.searchHint')}
        value={draft.q}
        onChange={(q) => set({ q })}
        type="search"
        maxLength={MAX_WORDS}
      />
      <Field {...days} label={t('cases.from')} value={draft.from} onChange={(from) => set({ from })} />
      <Field
        {...days}
        label={t('cases.to')}
        value={draft.to}
        onChange={(to) => set({ to })}
        error={backwards ? t('cases.rangeWrong') : undefined}
      />
      <Select<HearingState | ''>
        label={t('cases.state')}
        value={draft.state}
        onChange={(state) => set({ state })}
        choices={[{ value: '', label: t('cases.anyState') }, ...states]}
      />
      <div className="desk-row">
        <Button type="submit" icon="search">
          {t('cases.searchAct')}
        </Button>
        {isAnything(filters) || isAnything(draft) ? (
          <Button kind="quiet" onPress={clear}>
            {t('cases.clear')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
