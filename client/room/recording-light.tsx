// The recording light: a dot and honest words, never red unless something is being written or lost.
import { useTranslation } from 'react-i18next';
import type { RecordingLight as Light } from '../../server/protocol/snapshot.ts';
import { formatDate } from '../look/date-time.tsx';
import { readLight } from './reading.ts';
import { useRoomState, useServerNow } from './use-room.tsx';

export function RecordingLight({ light }: { readonly light: Light }) {
  const { t, i18n } = useTranslation('room');
  const { line } = useRoomState();
  const reading = readLight(light, useServerNow(), line);
  const time = 'sinceMs' in reading ? formatDate(reading.sinceMs, 'time', i18n.language) : '';
  return (
    <p className={`light light-${reading.tone}`}>
      <span className="light-dot" aria-hidden="true" />
      <span>{t(`light.${reading.key}`, { time, gaps: 'gaps' in reading ? reading.gaps : 0 })}</span>
    </p>
  );
}
