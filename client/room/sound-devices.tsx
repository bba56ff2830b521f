// Where the voices of the others come out, and what the browser does to one's own: chosen and shown beside camera and microphone.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCapture } from '../devices/use-capture.ts';
import { Select } from '../look/field.tsx';
import { canChooseSpeaker } from './sound.ts';
import { useList } from './use-list.ts';
import { useRoom } from './use-room.tsx';

export function SoundDevices() {
  const { t } = useTranslation('room');
  const room = useRoom();
  const list = useList();
  const { microphone } = useCapture(room.visit.capture);
  return (
    <div className="sound-devices">
      <SpeakerChooser />
      {microphone.state === 'on' ? (
        <p className="panel-hint">
          {t('sound.processing', { list: list(processingOf(microphone.track).map((one) => t(`sound.${one}`))) })}
        </p>
      ) : null}
    </div>
  );
}

function SpeakerChooser() {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { devices } = useCapture(room.visit.capture);
  const [chosen, setChosen] = useState(room.speaker);
  const [failed, setFailed] = useState(false);
  const speakers = devices.filter(({ kind }) => kind === 'audiooutput');
  if (!canChooseSpeaker() || speakers.length < 2) return null;
  const here = speakers.some(({ deviceId }) => deviceId === chosen);
  return (
    <Select
      label={t('sound.speaker')}
      value={here ? chosen : ''}
      error={failed ? t('sound.speakerFailed') : undefined}
      choices={[
        { value: '', label: t('sound.speakerSystem') },
        ...speakers
          // Chromium lists the system's own once more under this id.
          .filter(({ deviceId }) => deviceId !== 'default')
          .map(({ deviceId, label }, index) => ({
            value: deviceId,
            label: label === '' ? `${t('sound.speaker')} ${index + 1}` : label,
          })),
      ]}
      onChange={(deviceId) =>
        void room.chooseSpeaker(deviceId).then((done) => {
          setFailed(!done);
          if (done) setChosen(deviceId);
        })
      }
    />
  );
}

/** What the browser says it does; asked for in every microphone, but the system decides. */
function processingOf(track: MediaStreamTrack): readonly ('echo' | 'noEcho' | 'noise' | 'gain')[] {
  const { echoCancellation, noiseSuppression, autoGainControl } = track.getSettings();
  return [
    echoCancellation === true ? 'echo' : 'noEcho',
    ...(noiseSuppression === true ? (['noise'] as const) : []),
    ...(autoGainControl === true ? (['gain'] as const) : []),
  ];
}
