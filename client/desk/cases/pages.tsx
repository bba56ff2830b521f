// From page to page of a long list, by links, so that the browser's own back works.
import { Go } from '../go.tsx';
import { useDeskWords } from '../use-desk-words.ts';

type Props = {
  readonly page: number;
  readonly pages: number;
  readonly hrefOf: (page: number) => string;
};

export function Pages({ page, pages, hrefOf }: Props) {
  const { t } = useDeskWords();
  return (
    <nav className="desk-row" aria-label={t('cases.pages')}>
      {page > 1 ? (
        <Go href={hrefOf(page - 1)} icon="left">
          {t('cases.previous')}
        </Go>
      ) : null}
      <span className="desk-soft">{t('cases.page', { page, pages })}</span>
      {page < pages ? (
        <Go href={hrefOf(page + 1)} icon="right">
          {t('cases.next')}
        </Go>
      ) : null}
    </nav>
  );
}
