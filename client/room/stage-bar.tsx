// The top of the hearing: which step, since when, and whether it is being recorded.
import { useTranslation } from 'react-i18next';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { formatDate } from '../look/date-time.tsx';
import { Icon } from '../look/icon.tsx';
import { LanguageSwitch, SchemeMenu } from '../look/preferences.tsx';
import { HearingStateWord } from '../look/state-word.tsx';
import { callTo } from '../look/telephone.tsx';
import { STEPS, stepOf } from './reading.ts';
import { RecordingLight } from './recording-light.tsx';
import './stage-bar.css';
import { useRoom } from './use-room.tsx';

export function StageBar({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t, i18n } = useTranslation('room');
  const { t: words } = useTranslation();
  const step = stepOf(snapshot.stage);
  const invited = useRoom().visit.who.personId !== undefined;
  const paused = snapshot.state === 'recess' || snapshot.state === 'suspended';
  return (
    <header className="stage-bar double-rule" data-invited={invited ? '' : undefined}>
      <div className="stage-bar-now">
        <p className="stage-bar-title">
          {snapshot.caseNumber} · {snapshot.title}
        </p>
        <h1 className="stage-bar-stage">
          {snapshot.isPractice ? <span className="stage-bar-practice">{words('hearingKind.practice')}</span> : null}
          {step ? <span className="stage-bar-step figures">{t('step', step)}</span> : null}
          <span>{words(`stage.${snapshot.stage}`)}</span>
          {paused ? (
            <span className="stage-bar-paused">
              <HearingStateWord state={snapshot.state} />
            </span>
          ) : null}
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
          {invited ? <Call phone={snapshot.officePhone} /> : null}
          <span className="stage-bar-language">
            <LanguageSwitch />
          </span>
          <span className="stage-bar-scheme">
            <SchemeMenu />
          </span>
        </div>
      </div>
    </header>
  );
}

/** The office's number, seen where there is room for it and always spoken; a tap calls either way. */
function Call({ phone }: { readonly phone: string }) {
  const { t } = useTranslation('room');
  return (
    <a className="button button-quiet" href={callTo(phone)}>
      <Icon name="phone" />
      <span>{t('own.phone')}</span>
      <span className="stage-bar-phone figures">{phone}</span>
    </a>
  );
}
