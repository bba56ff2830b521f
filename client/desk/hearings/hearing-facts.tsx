// The facts of a hearing in one look: when, how long, which kind, how public.
import type { HearingRow } from '../../../server/protocol/api.ts';
import { DateTime } from '../../look/date-time.tsx';
import { useDeskWords } from '../use-desk-words.ts';

export function HearingFacts({ hearing }: { readonly hearing: HearingRow }) {
  const { t, common } = useDeskWords();
  return (
    <dl className="facts">
      <div>
        <dt>{t('hearing.when')}</dt>
        <dd>
          <DateTime atMs={hearing.scheduledAtMs} /> · {t('today.minutes', { minutes: hearing.minutes })}
        </dd>
      </div>
      <div>
        <dt>{t('hearing.kind')}</dt>
        <dd>{common(`hearingKind.${hearing.kind}`)}</dd>
      </div>
      <div>
        <dt>{t('hearing.publicity')}</dt>
        <dd>{common(`publicity.${hearing.publicity}`)}</dd>
      </div>
    </dl>
  );
}
