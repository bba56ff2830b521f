// The top of the hearing: which step, since when, and whether it is being recorded.
import { useTranslation } from 'react-i18next';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { formatDate } from '../look/date-time.tsx';
import { LanguageSwitch, SchemeMenu } from '../look/preferences.tsx';
import { HearingStateWord } from '../look/state-word.tsx';
import { STEPS, stepOf } from './reading.ts';
import { RecordingLight } from './recording-light.tsx';
import './stage-bar.css';

export function StageBar({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t, i18n } = useTranslation('room');
  const { t: words } = useTranslation();
  const step = stepOf(snapshot.stage);
  const paused = snapshot.state === 'recess' || snapshot.state === 'suspended';
  return (
    <header className="stage-bar double-rule">
      <div className="stage-bar-now">
        <p className="stage-bar-title">
          {snapshot.caseNumber} · {snapshot.title}
        </p>
        <h1 className="stage-bar-stage">
          {step ? <span className="stage-bar-step figures">{t('step', step)}</span> : null}
          <span>{words(`stage.${snapshot.stage}`)}</span>
          {paused ? <HearingStateWord state={snapshot.state} /> : null}
          {step ? (
            <span className="stage-bar-since figures">
              {t('since', { time: formatDate(snapshot.stageSinceMs, 'time', i18n.language) })}
            </span>
          ) : null}
        </h1>
        <div className="stage-marks" aria-hidden="true">
          {STEPS.map((stage, index) => (
            <i key={stage} data-done={step && index < step.number ? '' : undefined} />
          ))}
        </div>
      </div>
      <div className="stage-bar-end">
        <RecordingLight light={snapshot.recording} />
        <div className="stage-bar-preferences">
          <LanguageSwitch />
          <span className="stage-bar-scheme">
            <SchemeMenu />
          </span>
        </div>
      </div>
    </header>
  );
}
