// All personal links at once: make those that are missing, and hand on the ones just made.
import type { HearingDetail, Person } from '../../../server/protocol/api.ts';
import { codeOf } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { FreshLinks } from './fresh-links.tsx';
import './invitations.css';
import type { Invitations } from './use-invitations.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly invitations: Invitations;
  /** When `hearing` was loaded. */
  readonly loadedAtMs: number;
};

const needsLink = (person: Person): boolean => person.accountId === null;

export function InvitePart({ hearing, invitations, loadedAtMs }: Props) {
  const { t, common } = useDeskWords();
  const guests = hearing.people.filter(needsLink);
  const without = guests.filter((person) => person.invitation?.state !== 'open');
  const { progress } = invitations;
  return (
    <section className="card" aria-label={t('invite.title')}>
      <h2>{t('invite.title')}</h2>
      <p className="desk-soft">{guests.length === 0 ? t('invite.nobody') : t('invite.intro')}</p>
      {invitations.failures.map(({ name, error }) => (
        <Notice key={name} kind="danger">
          {t('invite.failed', { name, why: common(`error.${codeOf(error)}`) })}
        </Notice>
      ))}
      {guests.length > 0 && without.length === 0 && progress === null ? <p>{t('invite.allDone')}</p> : null}
      {without.length > 0 || progress !== null ? (
        <div className="desk-row">
          <Button kind="main" busy={progress !== null} onPress={() => void invitations.make(without)}>
            {progress !== null
              ? t('invite.allBusy', { done: progress.done + 1, total: progress.total })
              : without.length === guests.length
                ? t('invite.all')
                : t('invite.allRest', { n: without.length })}
          </Button>
        </div>
      ) : null}
      <FreshLinks hearing={hearing} invitations={invitations} loadedAtMs={loadedAtMs} />
    </section>
  );
}
