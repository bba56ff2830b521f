// One hearing in the list of days: time, title, case, state, one's own role, and what to do with it.
import { Link } from 'wouter';
import type { HearingRow } from '../../../server/protocol/api.ts';
import { DateTime } from '../../look/date-time.tsx';
import { HearingStateWord } from '../../look/state-word.tsx';
import { Go } from '../go.tsx';
import { mayPrepare } from '../may.ts';
import { useMe } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { isOver, mayEnter } from './hearing-moments.ts';

type Props = { readonly hearing: HearingRow; readonly withDate: boolean };

export function HearingEntry({ hearing, withDate }: Props) {
  const { t, common } = useDeskWords();
  const { title, yourRole } = hearing;
  const prepares = mayPrepare(useMe().account.role) && !isOver(hearing.state);
  return (
    <li className="entry">
      <p className="entry-time figures">
        <strong className={withDate ? 'entry-date' : undefined}>
          <DateTime atMs={hearing.scheduledAtMs} form={withDate ? 'full' : 'time'} />
        </strong>
        <span className="desk-soft">{t('today.minutes', { minutes: hearing.minutes })}</span>
      </p>
      <div className="entry-what">
        <h3>{title}</h3>
        <p className="desk-facts">
          <HearingStateWord state={hearing.state} />
          <Link href={`/cases/${hearing.caseId}`}>{t('today.caseOf', { number: hearing.caseNumber })}</Link>
          <span>
            {common(`hearingKind.${hearing.kind}`)} · {common(`publicity.${hearing.publicity}`)}
          </span>
          <span>
            {yourRole === null ? t('today.youAreNot') : t('today.youAre', { role: common(`role.${yourRole}`) })}
          </span>
        </p>
      </div>
      <div className="desk-row entry-acts">
        {mayEnter(hearing) ? (
          <Go href={`/hearings/${hearing.id}/room`} kind="main" label={t('today.enterOf', { title })}>
            {t('today.enter')}
          </Go>
        ) : null}
        {prepares ? (
          <Go href={`/hearings/${hearing.id}`} label={t('today.prepareOf', { title })}>
            {t('today.prepare')}
          </Go>
        ) : (
          <Go href={`/hearings/${hearing.id}`} label={t('today.viewOf', { title })}>
            {t('today.view')}
          </Go>
        )}
      </div>
    </li>
  );
}
