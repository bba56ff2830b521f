// Third step: one button. Its press also lets the browser play sound.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinInfo } from '../../server/protocol/api.ts';
import { producesMedia } from '../../server/protocol/stages.ts';
import { Button } from '../look/button.tsx';
import { DateTime } from '../look/date-time.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { loadHearing } from './hearing-page.tsx';
import { stepsFor } from './steps.ts';

type Props = { readonly info: JoinInfo; readonly onEnter: () => void; readonly onDevices: () => void };

export function ReadyPage({ info, onEnter, onDevices }: Props) {
  const { t } = useTranslation('join');
  const { t: words } = useTranslation();
  useEffect(() => void loadHearing(), []);
  const steps = stepsFor(info);
  return (
    <ParticipantFrame
      title={t('ready.title')}
      officeName={info.officeName}
      phone={info.officePhone}
      step={{ words: t('step.enter'), now: steps, of: steps }}
      main={
        <Button kind="main" wide onPress={onEnter}>
          {t('ready.enter')}
        </Button>
      }
    >
      <p>{t('ready.as', { role: words(`role.${info.role}`), name: info.personName })}</p>
      <p className="ready-when">
        {t('ready.starts')}
        <DateTime atMs={info.scheduledAtMs} />
      </p>
      <p>{t('ready.next')}</p>
      {producesMedia(info.role) ? (
        <p>
          <Button kind="quiet" icon="left" onPress={onDevices}>
            {t('ready.again')}
          </Button>
        </p>
      ) : null}
    </ParticipantFrame>
  );
}
