// Who did what and when in a case, entry by entry with the check value of each; asked for only when somebody wants it.
import { useState } from 'react';
import type { TrailEntry } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { DateTime } from '../../look/date-time.tsx';
import { CopyButton } from '../copy-button.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import '../records.css';
import { shortHash } from '../../look/figures.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { useActWords } from './act-words.ts';

/** As many as the server sends at once. */
const MOST = 500;

type Props = {
  readonly caseId: string;
  /** Names by id: some entries are about an id. */
  readonly names: ReadonlyMap<string, string>;
};

export function TrailPart({ caseId, names }: Props) {
  const { t } = useDeskWords();
  const [open, setOpen] = useState(false);
  return (
    <section className="card" aria-label={t('trail.title')}>
      <h2>{t('trail.title')}</h2>
      <p className="desk-soft">{t('trail.intro')}</p>
      <div className="desk-row">
        <Button onPress={() => setOpen(!open)}>{open ? t('trail.hide') : t('trail.show')}</Button>
      </div>
      {open ? <Entries caseId={caseId} names={names} /> : null}
    </section>
  );
}

function Entries({ caseId, names }: Props) {
  const { t } = useDeskWords();
  const trail = useLoaded(caseId, (signal) => call('caseTrail', { params: { id: caseId }, signal }));
  return (
    <LoadedPart of={trail}>
      {(entries) =>
        entries.length === 0 ? (
          <p className="desk-soft">{t('trail.empty')}</p>
        ) : (
          <>
            <TrailTable entries={entries} names={names} />
            {entries.length >= MOST ? <p className="desk-soft">{t('trail.limit', { n: entries.length })}</p> : null}
          </>
        )
      }
    </LoadedPart>
  );
}

type TableProps = Pick<Props, 'names'> & { readonly entries: readonly TrailEntry[] };

function TrailTable({ entries, names }: TableProps) {
  const { t } = useDeskWords();
  const words = useActWords();
  return (
    <table className="records">
      <caption className="unseen">{t('trail.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('trail.seq')}</th>
          <th scope="col">{t('trail.at')}</th>
          <th scope="col">{t('trail.who')}</th>
          <th scope="col">{t('trail.act')}</th>
          <th scope="col">{t('trail.about')}</th>
          <th scope="col">{t('trail.hash')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.seq}>
            <td data-label={t('trail.seq')}>{entry.seq}</td>
            <td data-label={t('trail.at')}>
              <DateTime atMs={entry.atMs} form="exact" />
            </td>
            <td data-label={t('trail.who')}>{entry.actorName === '' ? t('trail.system') : entry.actorName}</td>
            <th scope="row" className="records-head">
              {words(entry.act)}
            </th>
            <td className="records-wide">{names.get(entry.about) ?? entry.about}</td>
            <td data-label={t('trail.hash')}>
              <span className="hash">
                <code title={entry.hash}>{shortHash(entry.hash)}</code>
                <CopyButton kind="quiet" text={entry.hash} label={t('copy.whole', { about: String(entry.seq) })}>
                  {t('copy.act')}
                </CopyButton>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
