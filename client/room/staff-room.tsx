// The room for people with an account: a look at their own camera and microphone, then in.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Capture } from '../devices/capture.ts';
import { DeviceCheck } from '../devices/device-check.tsx';
import { Button, LinkButton } from '../look/button.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { newId } from '../new-id.ts';
import type { Who } from './connection.ts';
import { Hearing } from './hearing.tsx';
import { hasEntered } from './switches.ts';

export function StaffRoom({ hearingId }: { readonly hearingId: string }) {
  const { t } = useTranslation('room');
  const [capture] = useState(() => new Capture());
  const [who] = useState<Who>(() => ({ hearingId, tabId: newId() }));
  const [entered, setEntered] = useState(() => hasEntered(hearingId));
  useEffect(() => () => capture.release(), [capture]);
  if (entered) return <Hearing who={who} capture={capture} listener={false} />;
  return (
    <ParticipantFrame
      title={t('staff.title')}
      main={
        <Button kind="main" wide onPress={() => setEntered(true)}>
          {t('staff.enter')}
        </Button>
      }
    >
      <p>{t('staff.intro')}</p>
      <DeviceCheck capture={capture} />
      <p>
        <LinkButton kind="quiet" icon="left" href={`/hearings/${hearingId}`}>
          {t('staff.backToDesk')}
        </LinkButton>
      </p>
    </ParticipantFrame>
  );
}
