// The link of a hearing that is over or was cancelled: a calm page, and whom to call.
import { useTranslation } from 'react-i18next';
import type { JoinInfo } from '../../server/protocol/api.ts';
import { DateTime } from '../look/date-time.tsx';
import { ParticipantFrame } from '../look/participant-frame.tsx';

export function OverPage({ info }: { readonly info: JoinInfo }) {
  const { t } = useTranslation('join');
  const cancelled = info.state === 'cancelled';
  return (
    <ParticipantFrame
      title={t(cancelled ? 'over.cancelledTitle' : 'over.closedTitle')}
      officeName={info.officeName}
      phone={info.officePhone}
    >
      <p>
        {info.title} · <DateTime atMs={info.scheduledAtMs} />
      </p>
      <p>{t(cancelled ? 'over.cancelled' : 'over.closed')}</p>
    </ParticipantFrame>
  );
}
