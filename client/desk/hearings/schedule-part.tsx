// What is still missing before the hearing can be scheduled, and the button that schedules it.
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { Icon } from '../../look/icon.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly onChanged: (hearing: HearingDetail) => void;
};

export function SchedulePart({ hearing, onChanged }: Props) {
  const { t, language } = useDeskWords();
  const scheduling = useAct();
  if (hearing.state === 'scheduled') {
    const linksMissing = hearing.people.some(
      (person) => person.accountId === null && person.invitation?.state !== 'open',
    );
    return (
      <section className="card" aria-label={t('setup.plan')}>
        <h2>{t('setup.plan')}</h2>
        <p role="status">
          {t('setup.scheduled', { when: formatDate(hearing.scheduledAtMs, 'full', language) })}{' '}
          {linksMissing ? t('setup.scheduledNext') : null}
        </p>
      </section>
    );
  }
  if (hearing.state !== 'draft') return null;
  const ready = hearing.missing.length === 0;
  return (
    <section className="card" aria-label={t('setup.plan')}>
      <h2>{t('setup.plan')}</h2>
      {ready ? <p role="status">{t('setup.ready')}</p> : <p>{t('setup.missingTitle')}</p>}
      {ready ? null : (
        <ul className="missing">
          {hearing.missing.map((one) => (
            <li key={one}>
              <Icon name="right" />
              <span>{t(`setup.missing.${one}`)}</span>
            </li>
          ))}
        </ul>
      )}
      <Refusal error={scheduling.error} />
      <Button
        kind="main"
        busy={scheduling.busy}
        notBecause={
          ready ? null : t('setup.missingTitle') + hearing.missing.map((one) => t(`setup.missing.${one}`)).join(' ')
        }
        onPress={() =>
          void scheduling.run(async () => onChanged(await call('scheduleHearing', { params: { id: hearing.id } })))
        }
      >
        {t('setup.schedule')}
      </Button>
    </section>
  );
}
