// The switches of microphone and camera, and the button they share with the other controls.
import { useTranslation } from 'react-i18next';
import type { Source } from '../../server/protocol/asks.ts';
import { useCapture } from '../devices/use-capture.ts';
import { Button } from '../look/button.tsx';
import type { IconName } from '../look/icon.tsx';
import { HALL_VOICES, HELD_VOICES, MUTED_VOICES, type Voice } from './reading.ts';
import { useRoom, useRoomState } from './use-room.tsx';

/** Switches, and where a device cannot be opened calls `onTrouble`, which explains what to do. */
function useSwitch(source: Source, onTrouble: () => void): (on: boolean) => void {
  const room = useRoom();
  return (on) =>
    void room.switch(source, on).then(() => {
      if (on && room.visit.capture.state()[source].state === 'problem') onTrouble();
    });
}

type MicrophoneProps = {
  readonly voice: Voice;
  /** The voice in words: why the switch would change nothing now. */
  readonly sentence: string;
  readonly onTrouble: () => void;
};

export function MicrophoneSwitch({ voice, sentence, onTrouble }: MicrophoneProps) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { microphoneOn } = useRoomState();
  const { microphone } = useCapture(room.visit.capture);
  const change = useSwitch('microphone', onTrouble);
  const none = microphone.state !== 'on';
  const held = HELD_VOICES.includes(voice);
  const on = microphoneOn && !none;
  const muted = MUTED_VOICES.includes(voice) ? 'own.microphoneMuted' : null;
  const heldWords = muted ?? (HALL_VOICES.includes(voice) ? 'own.microphoneHall' : 'own.microphoneHeld');
  const words = held ? heldWords : on ? 'own.microphoneOn' : 'own.microphoneOff';
  return (
    <OwnButton
      icon={on && !held ? 'microphone' : 'microphoneOff'}
      words={t(none ? 'own.microphoneNone' : words)}
      on={on && !held}
      hint={t(on ? 'own.turnOff' : 'own.turnOn')}
      why={held ? sentence : null}
      onPress={() => change(!on)}
    />
  );
}

export function CameraSwitch({ observer, onTrouble }: { readonly observer: boolean; readonly onTrouble: () => void }) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { camera } = useCapture(room.visit.capture);
  const change = useSwitch('camera', onTrouble);
  const on = camera.state === 'on';
  const words = on ? 'own.cameraOn' : camera.state === 'problem' || observer ? 'own.cameraNone' : 'own.cameraOff';
  return (
    <OwnButton
      icon={on ? 'camera' : 'cameraOff'}
      words={t(words)}
      on={on}
      hint={t(on ? 'own.turnOff' : 'own.turnOn')}
      why={observer ? t('own.observerNo') : null}
      onPress={() => change(!on)}
    />
  );
}

export function OwnButton(props: {
  readonly icon: IconName;
  readonly words: string;
  readonly on?: boolean;
  readonly why?: string | null;
  readonly hint?: string;
  readonly count?: number;
  readonly danger?: boolean;
  readonly onPress: () => void;
}) {
  const classes = ['own-button', props.on ? 'own-on' : '', props.danger ? 'own-danger' : ''].join(' ').trim();
  return (
    <Button
      className={classes}
      icon={props.icon}
      notBecause={props.why ?? null}
      onPress={props.onPress}
      {...(props.hint === undefined ? {} : { hint: props.hint })}
    >
      {props.words}
      {props.count ? <span className="own-count figures">{props.count}</span> : null}
    </Button>
  );
}
