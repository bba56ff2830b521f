// Outside the door: where one is, when it begins, who will open, and that there is nothing to do.
import { useTranslation } from 'react-i18next';
import type { DoorView } from '../../server/protocol/snapshot.ts';
import { SelfView } from '../devices/self-view.tsx';
import { useCapture } from '../devices/use-capture.ts';
import { formatDate } from '../look/date-time.tsx';
import { Notice } from '../look/notice.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { canKeepAwake, useAwake } from './awake.ts';
import { Banners } from './banners.tsx';
import { useRoom, useServerNow } from './use-room.tsx';

type Props = { readonly door: DoorView; readonly officeName: string | undefined; readonly listener: boolean };

export function WaitingRoom({ door, officeName, listener }: Props) {
  const { t, i18n } = useTranslation('room');
  const now = useServerNow();
  useAwake();
  const running = door.state === 'in_session' || door.state === 'recess' || door.state === 'suspended';
  const when = formatDate(door.scheduledAtMs, 'full', i18n.language);
  return (
    <ParticipantFrame title={t('waiting.title')} phone={door.officePhone} officeName={officeName}>
      <Banners />
      <div className="waiting-room" role="status">
        <p className="waiting-room-when">{running ? t('waiting.running') : t('waiting.starts', { when })}</p>
        {!running && now > door.scheduledAtMs ? <p>{t('waiting.late')}</p> : null}
        <p>{t('waiting.letIn')}</p>
        <p>{t('waiting.keepOpen')}</p>
        {canKeepAwake() ? null : <p>{t('awake')}</p>}
      </div>
      {listener ? null : <OwnDevices />}
    </ParticipantFrame>
  );
}

function OwnDevices() {
  const { t } = useTranslation('room');
  const { t: join } = useTranslation('join');
  const capture = useCapture(useRoom().visit.capture);
  const sound = capture.microphone.state === 'on';
  const picture = capture.camera.state === 'on';
  const words = sound && picture ? 'deviceOk' : sound ? 'soundOnly' : picture ? 'pictureOnly' : 'listenOnly';
  return (
    <div className="waiting-room-self">
      {capture.camera.state === 'on' ? (
        <div className="waiting-room-picture">
          <SelfView track={capture.camera.track} label={join('devices.you')} />
        </div>
      ) : null}
      <Notice>{t(`waiting.${words}`)}</Notice>
    </div>
  );
}
