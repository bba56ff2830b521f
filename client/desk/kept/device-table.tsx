// Who sat together at one device of the hearing room and who spoke there, so that a voice in its recording has a name.
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { DateTime } from '../../look/date-time.tsx';
import { clock } from '../../look/figures.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { deviceEvents } from './device-events.ts';

export function DeviceTable({ hearing }: { readonly hearing: HearingDetail }) {
  const { t } = useDeskWords();
  const events = deviceEvents(hearing);
  if (events.length === 0) return null;
  return (
    <section className="record-part">
      <h3>{t('hearing.devices')}</h3>
      <ol className="stages">
        {events.map(({ what, person, device, atMs, startMs, endMs }) => (
          <li key={`${atMs} ${what} ${person.id}`}>
            <span className="stages-when figures">
              <DateTime atMs={atMs} form="time" />
              <span className="desk-soft">{startMs === null ? t('recording.noJump') : clock(startMs)}</span>
            </span>
            <span className="stages-what">
              <strong>{t(`hearing.device.${what}`, { name: person.name })}</strong>
              <span className="desk-soft">
                {t('hearing.device.of', { name: device.name })}
                {endMs === null ? '' : ` · ${t('hearing.device.until', { time: clock(endMs) })}`}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
