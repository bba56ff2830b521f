// Searches what was said in all hearings that one may see; each hit leads to its place.
import { type FormEvent, useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { WordsHit, WordsHits } from '../../../server/protocol/transcript.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { Field } from '../../look/field.tsx';
import { clock } from '../../look/figures.ts';
import { Page } from '../page.tsx';
import { Refusal } from '../refusal.tsx';
import '../transcript/transcript.css';
import { useTranscriptWords } from '../transcript/use-transcript-words.ts';
import { useAct } from '../use-act.ts';
import { placeOf } from './places.ts';

export function SearchPage() {
  const { t } = useTranscriptWords();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('q') ?? '';
  const [typed, setTyped] = useState(asked);
  const [hits, setHits] = useState<readonly WordsHit[] | null>(null);
  const [more, setMore] = useState<number | null>(null);
  const { run, busy, error } = useAct();

  useEffect(() => {
    setTyped(asked);
    setHits(null);
    if (asked === '') return;
    void run(async () => take(await call('searchWords', { body: { q: asked } }), []));
    function take(page: WordsHits, before: readonly WordsHit[]): void {
      setHits([...before, ...page.hits]);
      setMore(page.more);
    }
  }, [asked, run]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const q = typed.trim();
    if (q !== '') setSearch({ q });
  };
  const goOn = (): void =>
    void run(async () => {
      const page = await call('searchWords', { body: { q: asked, ...(more === null ? {} : { before: more }) } });
      setHits([...(hits ?? []), ...page.hits]);
      setMore(page.more);
    });
  return (
    <Page title={t('search.title')} place="words">
      <form className="desk-search" onSubmit={submit}>
        <Field label={t('search.label')} hint={t('search.hint')} value={typed} maxLength={60} onChange={setTyped} />
        <div className="desk-row">
          <Button type="submit" kind="main" icon="search" busy={busy}>
            {t('search.act')}
          </Button>
        </div>
      </form>
      <Refusal error={error} />
      <p role="status" className="desk-soft">
        {hits === null || asked === ''
          ? ''
          : t(more === null ? 'search.found' : 'search.foundMore', { n: hits.length })}
      </p>
      {hits !== null && hits.length === 0 ? (
        <EmptyState title={t('search.none', { q: asked })}>
          <p>{t('search.noneTodo')}</p>
        </EmptyState>
      ) : null}
      {[...byHearing(hits ?? [])].map(([hearingId, ofOne]) => (
        <Hearing key={hearingId} hits={ofOne} />
      ))}
      {more === null ? null : (
        <div className="desk-row">
          <Button busy={busy} onPress={goOn}>
            {t('search.more')}
          </Button>
        </div>
      )}
    </Page>
  );
}

/** In the order in which they were found. */
function byHearing(hits: readonly WordsHit[]): Map<string, WordsHit[]> {
  const found = new Map<string, WordsHit[]>();
  for (const hit of hits) found.set(hit.hearingId, [...(found.get(hit.hearingId) ?? []), hit]);
  return found;
}

function Hearing({ hits }: { readonly hits: readonly WordsHit[] }) {
  const { t, language } = useTranscriptWords();
  const [first] = hits;
  if (first === undefined) return null;
  const name = `${first.caseNumber} ${first.hearingTitle}`;
  return (
    <section className="card" aria-label={name}>
      <h2>{first.hearingTitle}</h2>
      <p className="desk-soft">
        {first.caseNumber} · {formatDate(first.scheduledAtMs, 'full', language)}
      </p>
      <ol className="hits">
        {hits.map(({ lineId, personName, startMs, text, from, to, hearingId }) => (
          <li key={lineId}>
            <Link className="hit-text" href={placeOf(hearingId, lineId, startMs)}>
              <span className="figures">{clock(startMs)}</span> <strong>{personName ?? t('nobody')}</strong>{' '}
              {text.slice(0, from)}
              <mark>{text.slice(from, to)}</mark>
              {text.slice(to)}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
