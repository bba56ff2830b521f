// See yourself and hear yourself, before the hearing: the same check for invited people and for staff.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../look/button.tsx';
import { Notice } from '../look/notice.tsx';
import type { Capture } from './capture.ts';
import type { CaptureState } from './capture-state.ts';
import { DeviceChooser } from './device-chooser.tsx';
import './devices.css';
import { MicrophoneBar } from './microphone-bar.tsx';
import { type Problem, SOURCES } from './problem.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { SelfView } from './self-view.tsx';
import { useCapture } from './use-capture.ts';

export function DeviceCheck({ capture }: { readonly capture: Capture }) {
  const { t } = useTranslation('join');
  const state = useCapture(capture);
  useEffect(() => void capture.start(), [capture]);
  const shared = sharedProblem(state);
  const asking = state.microphone.state === 'asking' || state.camera.state === 'asking';
  return (
    <div className="device-check">
      {asking ? (
        <div className="device-check-wide">
          <Notice title={t('devices.allowTitle')}>{t('devices.allow')}</Notice>
        </div>
      ) : null}
      {shared === null ? (
        <>
          <CameraPart capture={capture} state={state} />
          <MicrophonePart capture={capture} state={state} />
        </>
      ) : (
        <div className="device-check-wide">
          <ProblemNotice capture={capture} sources={SOURCES} problem={shared} />
        </div>
      )}
    </div>
  );
}

/** What is wrong with both in the same way is said once, with one button. */
function sharedProblem({ camera, microphone }: CaptureState): Problem | null {
  if (camera.state !== 'problem' || microphone.state !== 'problem') return null;
  return camera.problem === microphone.problem ? camera.problem : null;
}

type PartProps = { readonly capture: Capture; readonly state: CaptureState };

function CameraPart({ capture, state }: PartProps) {
  const { t } = useTranslation('join');
  const camera = state.camera;
  if (camera.state === 'problem')
    return <ProblemNotice capture={capture} sources={['camera']} problem={camera.problem} />;
  return (
    <section className="device-check-part" aria-label={t('devices.camera')}>
      <div className="self-view-frame">
        {camera.state === 'on' ? <SelfView track={camera.track} label={t('devices.you')} /> : null}
        {camera.state === 'asking' ? <p>{t('devices.opening')}</p> : null}
        {camera.state === 'unwanted' ? (
          <div>
            <p>{t('devices.noCamera')}</p>
            <Button onPress={() => void capture.want('camera', true)}>{t('devices.cameraAgain')}</Button>
          </div>
        ) : null}
      </div>
      <DeviceChooser capture={capture} source="camera" />
    </section>
  );
}

function MicrophonePart({ capture, state }: PartProps) {
  const { t } = useTranslation('join');
  const microphone = state.microphone;
  if (microphone.state === 'problem') {
    return <ProblemNotice capture={capture} sources={['microphone']} problem={microphone.problem} />;
  }
  return (
    <section className="device-check-part" aria-label={t('devices.microphone')}>
      {microphone.state === 'on' ? (
        <>
          <MicrophoneBar track={microphone.track} />
          <DeviceChooser capture={capture} source="microphone" />
        </>
      ) : null}
      {microphone.state === 'unwanted' ? (
        <Notice
          kind="warn"
          actions={
            <Button onPress={() => void capture.want('microphone', true)}>{t('devices.microphoneAgain')}</Button>
          }
        >
          {t('devices.listenOnly')}
        </Notice>
      ) : null}
    </section>
  );
}
