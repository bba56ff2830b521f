// The hearing as a strip: a row for each person with sound above and picture below, pauses and outages across all of them, the stages underneath.
import type { CSSProperties, MouseEvent } from 'react';
import type { HearingDetail, Recording } from '../../../server/protocol/api.ts';
import type { RecordingTimeline, Span } from '../../../server/protocol/manifest.ts';
import { formatDate } from '../../look/date-time.tsx';
import { clock } from '../../look/figures.ts';
import { useDeskWords } from '../use-desk-words.ts';
import type { Moment } from './deep-link.ts';
import { isShown, isTrouble } from './timeline-entries.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly recording: Recording;
  readonly timeline: RecordingTimeline;
  /** Null for who does not play recordings. */
  readonly onJump: ((moment: Moment) => void) | null;
};

export function TimelineStrip({ hearing, recording, timeline, onJump }: Props) {
  const { t, common, language } = useDeskWords();
  const { endMs, people, pauses, outages } = timeline;
  const timeAt = (ms: number): string => formatDate(recording.startedAtMs + ms, 'seconds', language);
  const rows = hearing.people.flatMap((person) => {
    const found = people.find(({ personId }) => personId === person.id);
    return found === undefined ? [] : [{ person, lanes: found.lanes }];
  });
  const across = (
    <>
      {pauses.map((pause) => (
        <Piece key={`pause ${pause.startMs}`} of={pause} endMs={endMs} kind="pause" />
      ))}
      {outages.map((outage) => (
        <Piece key={`outage ${outage.startMs}`} of={outage} endMs={endMs} kind="outage" />
      ))}
    </>
  );
  return (
    <figure className="timeline-strip">
      <ul className="timeline-rows">
        {rows.map(({ person, lanes }) => {
          const bars = (
            <span className="timeline-lanes" aria-hidden="true">
              {lanes.map(({ source, recorded, gaps }) => (
                <span className="timeline-lane" key={source}>
                  {recorded.map((span) => (
                    <Piece key={span.startMs} of={span} endMs={endMs} kind="recorded" />
                  ))}
                  {gaps
                    .filter((gap) => isShown(gap) || isTrouble(gap.reason))
                    .map((gap) => (
                      <Piece key={gap.startMs} of={gap} endMs={endMs} kind={isTrouble(gap.reason) ? 'lost' : 'gap'} />
                    ))}
                </span>
              ))}
              {across}
            </span>
          );
          const { name } = person;
          const role = common(`role.${person.role}`);
          return (
            <li key={person.id}>
              <span className="timeline-who">
                <span className="role-word">{role}</span> {name}
              </span>
              {onJump === null ? (
                <span className="timeline-bar">{bars}</span>
              ) : (
                <button
                  type="button"
                  className="timeline-bar"
                  aria-label={t('timeline.row', { name, role })}
                  title={t('timeline.row', { name, role })}
                  onClick={(event) =>
                    onJump({ personId: person.id, atMs: momentOf(event, endMs) ?? lanes[0]?.recorded[0]?.startMs ?? 0 })
                  }
                >
                  {bars}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <p className="timeline-scale figures" aria-hidden="true">
        <span>{timeAt(0)}</span>
        <span>{timeAt(endMs / 2)}</span>
        <span>{timeAt(endMs)}</span>
      </p>
      <Stages hearing={hearing} onJump={onJump} />
      <figcaption className="timeline-legend">
        <span>{t('timeline.lanes')}</span>
        {(['recorded', 'gap', 'pause', 'lost', 'outage'] as const).map((kind) => (
          <span key={kind}>
            <span className={`timeline-sign timeline-${kind}`} aria-hidden="true" /> {t(`timeline.legend.${kind}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

type Kind = 'recorded' | 'gap' | 'lost' | 'pause' | 'outage';

function Piece({ of, endMs, kind }: { readonly of: Span; readonly endMs: number; readonly kind: Kind }) {
  const percent = (ms: number): string => `${((100 * Math.max(0, ms)) / Math.max(1, endMs)).toFixed(3)}%`;
  const place: CSSProperties = { left: percent(of.startMs), width: percent(of.endMs - of.startMs) };
  return <span className={`timeline-piece timeline-${kind}`} style={place} />;
}

function Stages({ hearing, onJump }: Pick<Props, 'hearing' | 'onJump'>) {
  const { t, common } = useDeskWords();
  const stages = hearing.stages.flatMap(({ stage, startMs }) =>
    startMs === null || stage === 'ended' ? [] : [{ stage, startMs }],
  );
  return (
    <ol className="timeline-stages" aria-label={t('recording.jump')}>
      {stages.map(({ stage, startMs }) => (
        <li key={startMs}>
          <button
            type="button"
            className="timeline-stage"
            disabled={onJump === null}
            onClick={() => onJump?.({ personId: null, atMs: startMs })}
          >
            <span className="figures">{clock(startMs)}</span> {common(`stage.${stage}`)}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Where the bar was pressed; null when it was not a pointer that did it. */
function momentOf({ detail, clientX, currentTarget }: MouseEvent<HTMLElement>, endMs: number): number | null {
  const { left, width } = currentTarget.getBoundingClientRect();
  if (detail === 0 || width === 0) return null;
  return endMs * Math.min(1, Math.max(0, (clientX - left) / width));
}
