// All cases that one may see, found by number, title or person, page by page; the search stands in the address.
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { CasePage } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { Field } from '../../look/field.tsx';
import { Go } from '../go.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { mayPrepare } from '../may.ts';
import { Page } from '../page.tsx';
import { useMe } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { CaseTable } from './case-table.tsx';
import { Pages } from './pages.tsx';

export function CaseList() {
  const { t } = useDeskWords();
  const [search] = useSearchParams();
  const q = search.get('q')?.trim() ?? '';
  const page = pageOf(search.get('page'));
  const prepares = mayPrepare(useMe().account.role);
  const found = useLoaded(`${page} ${q}`, (signal) =>
    call('cases', { body: { page, ...(q === '' ? {} : { q }) }, signal }),
  );
  return (
    <Page
      title={t('cases.title')}
      place="cases"
      actions={
        prepares ? (
          <Go href="/cases/new" kind="main" icon="add">
            {t('cases.add')}
          </Go>
        ) : null
      }
    >
      <SearchForm key={q} q={q} />
      <LoadedPart of={found}>
        {(list) =>
          list.rows.length === 0 ? <NoCases q={q} prepares={prepares} /> : <Found list={list} q={q} page={page} />
        }
      </LoadedPart>
    </Page>
  );
}

/** Whatever stands in the address: a whole number from 1 on. */
export function pageOf(text: string | null): number {
  const page = Number(text ?? '1');
  return Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1;
}

function SearchForm({ q }: { readonly q: string }) {
  const { t } = useDeskWords();
  const [, setSearch] = useSearchParams();
  const [text, setText] = useState(q);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSearch(text.trim() === '' ? {} : { q: text.trim() });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers of some years ago do not know the element <search>
    <form className="desk-search" role="search" onSubmit={submit}>
      <Field
        label={t('cases.search')}
        hint={t('cases.searchHint')}
        value={text}
        onChange={setText}
        type="search"
        maxLength={80}
      />
      <div className="desk-row">
        <Button type="submit" icon="search">
          {t('cases.searchAct')}
        </Button>
        {q === '' ? null : (
          <Button kind="quiet" onPress={() => setSearch({})}>
            {t('cases.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}

function Found({ list, q, page }: { readonly list: CasePage; readonly q: string; readonly page: number }) {
  const { t } = useDeskWords();
  const pages = Math.max(1, Math.ceil(list.total / list.pageSize));
  const hrefOf = (to: number): string => {
    const search = new URLSearchParams({
      ...(q === '' ? {} : { q }),
      ...(to === 1 ? {} : { page: String(to) }),
    }).toString();
    return search === '' ? '/cases' : `/cases?${search}`;
  };
  return (
    <section className="desk-stack" aria-label={t('cases.title')}>
      <p className="desk-soft" role="status">
        {t('cases.total', { total: list.total })}
      </p>
      <CaseTable rows={list.rows} />
      {pages > 1 ? <Pages page={page} pages={pages} hrefOf={hrefOf} /> : null}
    </section>
  );
}

function NoCases({ q, prepares }: { readonly q: string; readonly prepares: boolean }) {
  const { t } = useDeskWords();
  if (q !== '') return <EmptyState title={t('cases.notFound', { q })}>{t('cases.notFoundTodo')}</EmptyState>;
  if (!prepares) return <EmptyState title={t('cases.emptyReader')} />;
  return (
    <EmptyState
      title={t('cases.empty')}
      action={
        <Go href="/cases/new" icon="add">
          {t('cases.add')}
        </Go>
      }
    >
      {t('cases.emptyTodo')}
    </EmptyState>
  );
}
