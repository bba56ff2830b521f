// The person's own switches, always in the same place; what is not allowed now stays there and says why.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isHost } from '../../server/protocol/roles.ts';
import type { RoomPerson, RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { producesMedia } from '../../server/protocol/stages.ts';
import { DeviceCheck } from '../devices/device-check.tsx';
import { useCapture } from '../devices/use-capture.ts';
import { Confirm, Dialog } from '../look/dialog.tsx';
import { Icon } from '../look/icon.tsx';
import { Notice } from '../look/notice.tsx';
import { Telephone } from '../look/telephone.tsx';
import { canKeepAwake } from './awake.ts';
import { MoreMenu } from './more-menu.tsx';
import { CameraSwitch, MicrophoneSwitch, OwnButton } from './own-switches.tsx';
import { CALLING_VOICES, namedInVoice, readVoice } from './reading.ts';
import { SoundDevices } from './sound-devices.tsx';
import { useList } from './use-list.ts';
import { useRoom, useRoomState } from './use-room.tsx';
import './own-controls.css';

type Props = {
  readonly snapshot: RoomSnapshot;
  readonly me: RoomPerson;
  /** Opens the panel where it is not beside the picture; absent for those who have none. */
  readonly onPanel?: () => void;
  /** How many things in the panel wait for a hand. */
  readonly panelCount: number;
};

export function OwnControls({ snapshot, me, onPanel, panelCount }: Props) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const { line } = useRoomState();
  const { microphone } = useCapture(room.visit.capture);
  const [leaving, setLeaving] = useState(false);
  const [devices, setDevices] = useState(false);
  const voice = readVoice(snapshot, me, { line, hasMicrophone: microphone.state === 'on' });
  const list = useList();
  const names = namedInVoice(snapshot, me).map(({ name }) => name);
  const sentence = t(`voice.${voice}`, { name: list(names) });
  const raised = me.handRaisedAtMs !== null;
  const observer = !producesMedia(me.role);
  return (
    <footer className="own">
      <p className="own-state" data-calling={CALLING_VOICES.includes(voice) ? '' : undefined}>
        {sentence}
        {line === 'connected' && snapshot.state === 'in_session' && me.onRecord !== null ? (
          <span className={`own-record own-record-${me.onRecord}`}>
            <Icon name={me.onRecord === 'heard' ? 'check' : 'warn'} />
            {t(me.onRecord === 'failing' && isHost(me.role) ? 'onRecord.failingHost' : `onRecord.${me.onRecord}`)}
          </span>
        ) : null}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form; these are switches */}
      <div className="own-row" role="group" aria-label={t('own.label')}>
        <MicrophoneSwitch voice={voice} sentence={sentence} onTrouble={() => setDevices(true)} />
        <CameraSwitch observer={observer} onTrouble={() => setDevices(true)} />
        {me.role === 'chair' ? null : (
          <OwnButton
            icon="hand"
            words={t(raised ? 'own.lowerHand' : 'own.raiseHand')}
            on={raised}
            why={observer ? t('own.observerNo') : null}
            onPress={() => void room.act('raiseHand', { raised: !raised })}
          />
        )}
        {onPanel ? (
          <OwnButton icon="people" words={t('own.panel')} on={panelCount > 0} count={panelCount} onPress={onPanel} />
        ) : null}
        <MoreMenu {...(observer ? {} : { onDevices: () => setDevices(true) })} />
        <OwnButton icon="leave" words={t('own.leave')} danger onPress={() => setLeaving(true)} />
      </div>
      <Dialog open={devices} onClose={() => setDevices(false)} title={t('own.devices')}>
        <DeviceCheck capture={room.visit.capture} />
        <SoundDevices />
        {canKeepAwake() ? null : <Notice>{t('awake')}</Notice>}
        <Telephone phone={snapshot.officePhone} />
      </Dialog>
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t('own.leaveTitle')}
        consequence={t('own.leaveConsequence')}
        act={t('own.leaveAct')}
        danger
        stay={t('own.leaveStay')}
        onConfirm={() => void room.leave()}
      />
    </footer>
  );
}
