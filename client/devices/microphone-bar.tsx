// A bar that moves while one speaks, and says in words when it has heard something.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './devices.css';
import { HearYourself } from './hear-yourself.tsx';
import { Meter, SPEAKING } from './level.ts';

const LOOKS_PER_SECOND = 12;
/** A meter that starts late is not worth a word. */
const UNMEASURED_AFTER_MS = 1500;

export function MicrophoneBar({ track }: { readonly track: MediaStreamTrack }) {
  const { t } = useTranslation('join');
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  const [silenced, setSilenced] = useState(!track.enabled);
  const [unmeasured, setUnmeasured] = useState(false);
  useEffect(() => {
    setHeard(false);
    const meter = new Meter(track);
    let measuredAtMs = performance.now();
    const timer = setInterval(() => {
      const now = meter.level();
      if (now !== null) measuredAtMs = performance.now();
      setUnmeasured(performance.now() - measuredAtMs > UNMEASURED_AFTER_MS);
      setLevel(now ?? 0);
      setSilenced(!track.enabled);
      if ((now ?? 0) > SPEAKING) setHeard(true);
    }, 1000 / LOOKS_PER_SECOND);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track]);
  return (
    <div className="microphone-bar">
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn the same in every browser */}
      <div
        className="microphone-bar-well"
        role="meter"
        aria-label={t('devices.level')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(level * 10) * 10}
      >
        <div className="microphone-bar-level" style={{ transform: `scaleX(${level.toFixed(2)})` }} />
      </div>
      <p role="status">
        {t(`devices.${silenced ? 'silenced' : unmeasured ? 'unmeasured' : heard ? 'heard' : 'sayHello'}`)}
      </p>
      {silenced ? null : <HearYourself track={track} />}
    </div>
  );
}
