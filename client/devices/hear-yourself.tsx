// Three seconds recorded and played back: what the others will hear. Nothing leaves this device.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../look/button.tsx';

const RECORD_MS = 3000;
type Phase = 'ready' | 'recording' | 'playing' | 'failed';

export function HearYourself({ track }: { readonly track: MediaStreamTrack }) {
  const { t } = useTranslation('join');
  const [phase, setPhase] = useState<Phase>('ready');
  const stopNow = useRef<(() => void) | null>(null);
  useEffect(() => () => stopNow.current?.(), []);

  const start = (): void => {
    try {
      const recorder = new MediaRecorder(new MediaStream([track]));
      const player = new Audio();
      const parts: Blob[] = [];
      const timer = setTimeout(() => recorder.stop(), RECORD_MS);
      let url = '';
      const finish = (next: Phase): void => {
        URL.revokeObjectURL(url);
        setPhase(next);
      };
      stopNow.current = () => {
        clearTimeout(timer);
        player.pause();
        URL.revokeObjectURL(url);
      };
      recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
      recorder.addEventListener('stop', () => {
        url = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
        player.src = url;
        player.addEventListener('ended', () => finish('ready'));
        setPhase('playing');
        player.play().catch(() => finish('failed'));
      });
      recorder.addEventListener('error', () => finish('failed'));
      recorder.start();
      setPhase('recording');
    } catch {
      // Old browsers have no recorder: the moving bar is proof enough.
      setPhase('failed');
    }
  };

  return (
    <div className="hear-yourself">
      <Button
        icon={phase === 'playing' ? 'speaker' : 'ear'}
        onPress={start}
        busy={phase === 'recording' || phase === 'playing'}
      >
        {phase === 'recording'
          ? t('devices.recording')
          : phase === 'playing'
            ? t('devices.playing')
            : t('devices.hearMe')}
      </Button>
      <p role="status">{phase === 'failed' ? t('devices.hearFailed') : ''}</p>
    </div>
  );
}
