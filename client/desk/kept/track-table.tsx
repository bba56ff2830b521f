// The single original files with their check values: what a stranger needs to verify them.
import type { HearingDetail, Segment } from '../../../server/protocol/api.ts';
import { segmentFilePath } from '../../../server/protocol/routes.ts';
import { Icon } from '../../look/icon.tsx';
import { CopyButton } from '../copy-button.tsx';
import '../records.css';
import { bytes, exactClock, shortHash } from '../../look/figures.ts';
import { useDeskWords } from '../use-desk-words.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly segments: readonly Segment[];
  readonly mayDownload: boolean;
};

export function TrackTable({ hearing, segments, mayDownload }: Props) {
  const { t } = useDeskWords();
  const names = new Map(hearing.people.map((person) => [person.id, person.name]));
  const seats = new Map(hearing.people.map((person, seat) => [person.id, seat]));
  const seat = (segment: Segment): number => seats.get(segment.personId) ?? seats.size;
  const sorted = [...segments].sort(
    (a, b) => seat(a) - seat(b) || b.source.localeCompare(a.source) || a.startMs - b.startMs,
  );
  return (
    <details className="desk-details">
      <summary>{t('tracks.title', { n: segments.length })}</summary>
      {segments.length === 0 ? <p className="desk-soft">{t('tracks.empty')}</p> : null}
      {segments.length === 0 ? null : (
        <>
          <p className="desk-soft">{t('tracks.intro')}</p>
          <table className="records">
            <caption className="unseen">{t('tracks.title', { n: segments.length })}</caption>
            <thead>
              <tr>
                <th scope="col">{t('tracks.person')}</th>
                <th scope="col">{t('tracks.source')}</th>
                <th scope="col">{t('tracks.start')}</th>
                <th scope="col">{t('tracks.length')}</th>
                <th scope="col">{t('tracks.size')}</th>
                <th scope="col">{t('tracks.sha256')}</th>
                {mayDownload ? <th scope="col">{t('tracks.download')}</th> : null}
              </tr>
            </thead>
            <tbody>
              {sorted.map((segment) => (
                <TrackRow
                  key={segment.id}
                  segment={segment}
                  name={names.get(segment.personId) ?? ''}
                  mayDownload={mayDownload}
                />
              ))}
            </tbody>
          </table>
        </>
      )}
    </details>
  );
}

type RowProps = { readonly segment: Segment; readonly name: string; readonly mayDownload: boolean };

function TrackRow({ segment, name, mayDownload }: RowProps) {
  const { t } = useDeskWords();
  const source = t(segment.source === 'microphone' ? 'recording.sound' : 'recording.picture');
  const start = exactClock(segment.startMs);
  const about = t('tracks.downloadOf', { name, source, start });
  return (
    <tr>
      <th scope="row" className="records-head">
        {name}
      </th>
      <td data-label={t('tracks.source')}>{source}</td>
      <td data-label={t('tracks.start')}>{start}</td>
      <td data-label={t('tracks.length')}>{exactClock(segment.durationMs)}</td>
      <td data-label={t('tracks.size')}>{bytes(segment.bytes)}</td>
      <td data-label={t('tracks.sha256')}>
        <span className="hash">
          <code title={segment.sha256}>{shortHash(segment.sha256)}</code>
          <CopyButton
            kind="quiet"
            text={segment.sha256}
            label={t('copy.whole', { about: `${name} ${source} ${start}` })}
          >
            {t('copy.act')}
          </CopyButton>
        </span>
      </td>
      {mayDownload ? (
        <td className="records-acts">
          <a className="button button-quiet" href={segmentFilePath(segment.id)} download aria-label={about}>
            <Icon name="download" />
            <span className="button-words">{t('tracks.download')}</span>
          </a>
        </td>
      ) : null}
    </tr>
  );
}
