// Why nobody is seen or heard just now: not begun yet, a recess, or suspended.
import { useTranslation } from 'react-i18next';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { formatDate } from '../look/date-time.tsx';
import { Notice } from '../look/notice.tsx';

export function PauseNotice({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t, i18n } = useTranslation('room');
  const { state, pauseReason } = snapshot;
  if (state === 'in_session') return null;
  if (state === 'recess' || state === 'suspended') {
    return (
      <Notice kind="warn" title={t(`pause.${state}`)}>
        <p>{t(state === 'recess' ? 'pause.recessWords' : 'pause.suspendedWords')}</p>
        {pauseReason === '' ? null : <p>{t('pause.because', { reason: pauseReason })}</p>}
      </Notice>
    );
  }
  return (
    <Notice title={t('pause.notStarted')}>
      <p>{t('waiting.starts', { when: formatDate(snapshot.scheduledAtMs, 'full', i18n.language) })}</p>
      <p>{t('pause.notStartedWords')}</p>
    </Notice>
  );
}
