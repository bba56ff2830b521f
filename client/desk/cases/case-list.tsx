// All cases that one may see, found by words, day and state, page by page; the search stands in the address.
import { useSearchParams } from 'wouter';
import type { CasePage } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { EmptyState } from '../../look/empty-state.tsx';
import { Go } from '../go.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { mayPrepare } from '../may.ts';
import { Page } from '../page.tsx';
import { useMe } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { type CaseFilters, filtersOf, isAnything, onlyWords, queryOf, searchOf } from './case-filters.ts';
import { CaseSearch } from './case-search.tsx';
import { CaseTable } from './case-table.tsx';
import { Pages } from './pages.tsx';
import { useFocusOnResult } from './use-focus-on-result.ts';

export function CaseList() {
  const { t } = useDeskWords();
  const [search] = useSearchParams();
  const filters = filtersOf(search);
  const key = JSON.stringify(filters);
  const page = pageOf(search.get('page'));
  const prepares = mayPrepare(useMe().account.role);
  const found = useLoaded(`${page} ${key}`, (signal) => call('cases', { body: { page, ...queryOf(filters) }, signal }));
  const count = useFocusOnResult(key, found.value !== null);
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
      <CaseSearch key={key} filters={filters} onSearch={count.searched} />
      <p className="desk-soft" role="status" tabIndex={-1} ref={count.ref}>
        {found.value === null ? null : t('cases.total', { total: found.value.total })}
      </p>
      <LoadedPart of={found}>
        {(list) =>
          list.rows.length === 0 ? (
            <NoCases filters={filters} prepares={prepares} />
          ) : (
            <Found list={list} filters={filters} page={page} />
          )
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

function Found({
  list,
  filters,
  page,
}: {
  readonly list: CasePage;
  readonly filters: CaseFilters;
  readonly page: number;
}) {
  const { t } = useDeskWords();
  const pages = Math.max(1, Math.ceil(list.total / list.pageSize));
  const hrefOf = (to: number): string => {
    const search = new URLSearchParams({
      ...searchOf(filters),
      ...(to === 1 ? {} : { page: String(to) }),
    }).toString();
    return search === '' ? '/cases' : `/cases?${search}`;
  };
  return (
    <section className="desk-stack" aria-label={t('cases.title')}>
      <CaseTable rows={list.rows} />
      {pages > 1 ? <Pages page={page} pages={pages} hrefOf={hrefOf} /> : null}
    </section>
  );
}

function NoCases({ filters, prepares }: { readonly filters: CaseFilters; readonly prepares: boolean }) {
  const { t } = useDeskWords();
  if (onlyWords(filters))
    return <EmptyState title={t('cases.notFound', { q: filters.q })}>{t('cases.notFoundTodo')}</EmptyState>;
  if (isAnything(filters))
    return <EmptyState title={t('cases.nothingMatches')}>{t('cases.nothingMatchesTodo')}</EmptyState>;
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
