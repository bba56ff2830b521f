// The cases of one page of the list, each by its number.
import { Link } from 'wouter';
import type { CaseRow } from '../../../server/protocol/api.ts';
import { DateTime } from '../../look/date-time.tsx';
import { RecordingStateWord } from '../../look/state-word.tsx';
import '../records.css';
import { useDeskWords } from '../use-desk-words.ts';

export function CaseTable({ rows }: { readonly rows: readonly CaseRow[] }) {
  const { t } = useDeskWords();
  return (
    <table className="records">
      <caption className="unseen">{t('cases.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('cases.number')}</th>
          <th scope="col">{t('cases.name')}</th>
          <th scope="col">{t('cases.hearings')}</th>
          <th scope="col">{t('cases.last')}</th>
          <th scope="col">{t('cases.created')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className="records-head records-number">
              <Link href={`/cases/${row.id}`}>{row.number}</Link>
            </th>
            <td className="records-wide">
              {row.title}
              {row.recordingTrouble === null ? null : (
                <>
                  {' '}
                  <span className="unseen">{t('recording.title')}</span>
                  <RecordingStateWord state={row.recordingTrouble} />
                </>
              )}
            </td>
            <td data-label={t('cases.hearings')}>{row.hearings === 0 ? t('cases.none') : row.hearings}</td>
            <td data-label={t('cases.last')}>
              {row.lastHearingAtMs === null ? t('cases.none') : <DateTime atMs={row.lastHearingAtMs} />}
            </td>
            <td data-label={t('cases.created')}>
              <DateTime atMs={row.createdAtMs} form="date" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
