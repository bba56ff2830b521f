// What was recorded of a hearing when, what is missing and why, and the manifest that says it: the strip, and the same as sentences.
import type { HearingDetail, Recording } from '../../../server/protocol/api.ts';
import type { RecordingTimeline } from '../../../server/protocol/manifest.ts';
import { manifestPath } from '../../../server/protocol/routes.ts';
import { Button } from '../../look/button.tsx';
import { DateTime, formatDate } from '../../look/date-time.tsx';
import { bytes, clock, shortHash } from '../../look/figures.ts';
import { Icon } from '../../look/icon.tsx';
import { Notice } from '../../look/notice.tsx';
import { CopyButton } from '../copy-button.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import type { Moment } from './deep-link.ts';
import './timeline.css';
import { type Entry, quiets, troubles } from './timeline-entries.ts';
import { TimelineStrip } from './timeline-strip.tsx';

type Props = {
  readonly hearing: HearingDetail;
  readonly recording: Recording;
  readonly timeline: RecordingTimeline;
  /** Null for who does not play recordings. */
  readonly onJump: ((moment: Moment) => void) | null;
};

export function TimelinePart({ hearing, recording, timeline, onJump }: Props) {
  const { t } = useDeskWords();
  const bad = troubles(timeline, hearing.people, t);
  const quiet = quiets(timeline, hearing.people, t);
  const list = { recording, onJump };
  return (
    <section className="timeline" aria-label={t('timeline.title')}>
      <h4>{t('timeline.title')}</h4>
      {bad.length === 0 ? null : (
        <Notice kind="danger" title={t('timeline.troubles', { n: bad.length })}>
          <Entries entries={bad} {...list} />
        </Notice>
      )}
      {bad.length === 0 && timeline.state === 'sealed' ? <p>{t('timeline.complete')}</p> : null}
      {timeline.people.length === 0 ? (
        <p className="desk-soft">{t('timeline.empty')}</p>
      ) : (
        <TimelineStrip hearing={hearing} recording={recording} timeline={timeline} onJump={onJump} />
      )}
      {quiet.length === 0 ? null : (
        <details className="desk-details">
          <summary>{t('timeline.quiets', { n: quiet.length })}</summary>
          <Entries entries={quiet} {...list} />
        </details>
      )}
      <Manifest hearing={hearing} timeline={timeline} mayDownload={onJump !== null} />
    </section>
  );
}

type EntriesProps = Pick<Props, 'recording' | 'onJump'> & { readonly entries: readonly Entry[] };

function Entries({ entries, recording, onJump }: EntriesProps) {
  const { t, language } = useDeskWords();
  const timeAt = (ms: number): string => formatDate(recording.startedAtMs + ms, 'seconds', language);
  return (
    <ol className="timeline-entries">
      {entries.map(({ key, startMs, endMs, personId, who, what }) => (
        <li key={key}>
          {startMs === null || endMs === null ? null : (
            <span className="figures timeline-when">
              {t('timeline.fromTo', { from: timeAt(startMs), to: timeAt(endMs) })}
            </span>
          )}
          <span>{who === '' ? what : t('timeline.entry', { who, what })}</span>
          {startMs === null || onJump === null ? null : (
            <Button
              kind="quiet"
              icon="play"
              label={t('timeline.goToOf', { clock: clock(startMs), what })}
              onPress={() => onJump({ personId, atMs: startMs })}
            >
              {t('timeline.goTo')}
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

type ManifestProps = Pick<Props, 'hearing' | 'timeline'> & { readonly mayDownload: boolean };

function Manifest({ hearing, timeline, mayDownload }: ManifestProps) {
  const { t } = useDeskWords();
  const { manifest, checkedAtMs } = timeline;
  if (manifest === null) return null;
  return (
    <p className="timeline-manifest">
      <span className="desk-soft">
        {t('timeline.checkedAt')} <DateTime atMs={checkedAtMs ?? manifest.madeAtMs} form="exact" />
      </span>
      <span className="hash">
        <code title={manifest.sha256}>{shortHash(manifest.sha256)}</code>
        <CopyButton kind="quiet" text={manifest.sha256} label={t('copy.whole', { about: t('timeline.manifest') })}>
          {t('copy.act')}
        </CopyButton>
      </span>
      {mayDownload ? (
        <a className="button button-plain" href={manifestPath(hearing.id)} download>
          <Icon name="download" />
          <span className="button-words">{t('timeline.download', { size: bytes(manifest.bytes) })}</span>
        </a>
      ) : null}
    </p>
  );
}
