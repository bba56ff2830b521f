// Second step: see yourself, hear yourself, and say so; with microphone only and with listening only too.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinInfo } from '../../server/protocol/api.ts';
import type { Capture } from '../devices/capture.ts';
import type { CaptureState } from '../devices/capture-state.ts';
import { DeviceCheck } from '../devices/device-check.tsx';
import { useCapture } from '../devices/use-capture.ts';
import { Button } from '../look/button.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { loadHearing } from './hearing-page.tsx';
import { stepsFor } from './steps.ts';

type Props = { readonly info: JoinInfo; readonly capture: Capture; readonly onDone: () => void };

export function DevicesPage({ info, capture, onDone }: Props) {
  const { t } = useTranslation('join');
  const state = useCapture(capture);
  // While the person looks at themselves, what comes next is fetched.
  useEffect(() => void loadHearing(), []);
  // While something can still be put right, its own button is the main one.
  const broken = state.microphone.state === 'problem' || state.camera.state === 'problem';
  const hopeless = state.microphone.state === 'problem' && state.microphone.problem === 'no_webrtc';
  const asking = state.microphone.state === 'asking' || state.camera.state === 'asking';
  return (
    <ParticipantFrame
      title={t('devices.title')}
      officeName={info.officeName}
      phone={info.officePhone}
      step={{ words: t('step.devices'), now: 2, of: stepsFor(info) }}
      main={
        hopeless ? null : (
          <Button kind={broken ? 'plain' : 'main'} wide disabled={asking} onPress={onDone}>
            {t(`devices.${confirmation(state)}`)}
          </Button>
        )
      }
    >
      <p>{t('devices.intro')}</p>
      <DeviceCheck capture={capture} />
      <p className="hint">{t('devices.helperHint')}</p>
    </ParticipantFrame>
  );
}

/** The button says what is true: nobody confirms a picture that is not there. */
function confirmation(state: CaptureState): 'confirm' | 'confirmSound' | 'confirmPicture' | 'confirmListen' {
  const sound =
    state.microphone.state === 'on' || state.microphone.state === 'asking' || state.microphone.state === 'idle';
  const picture = state.camera.state === 'on' || state.camera.state === 'asking' || state.camera.state === 'idle';
  if (sound) return picture ? 'confirm' : 'confirmSound';
  return picture ? 'confirmPicture' : 'confirmListen';
}
