// The stages that a hearing went through: when, on which clock, by whom, and why where a reason was asked.
import type { StageSpan } from '../../../server/protocol/api.ts';
import { DateTime } from '../../look/date-time.tsx';
import '../records.css';
import { clock } from '../../look/figures.ts';
import { useDeskWords } from '../use-desk-words.ts';

export function StageTable({ stages }: { readonly stages: readonly StageSpan[] }) {
  const { t, common } = useDeskWords();
  return (
    <section className="record-part">
      <h3>{t('hearing.stages')}</h3>
      {stages.length === 0 ? (
        <p className="desk-soft">{t('hearing.noStages')}</p>
      ) : (
        <ol className="stages">
          {stages.map((span) => (
            <li key={`${span.startedAtMs} ${span.stage}`}>
              <span className="stages-when figures">
                <DateTime atMs={span.startedAtMs} form="time" />
                <span className="desk-soft">{span.startMs === null ? t('recording.noJump') : clock(span.startMs)}</span>
              </span>
              <span className="stages-what">
                <strong>{common(`stage.${span.stage}`)}</strong>
                <span className="desk-soft">
                  {t('hearing.stageBy', { name: span.actorName })}
                  {span.reason === null ? '' : ` · ${t('hearing.stageReason', { reason: span.reason })}`}
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
