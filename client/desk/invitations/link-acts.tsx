// What can be done about one person's link: make it, make another one in its place, revoke it.
import { useState } from 'react';
import type { Person } from '../../../server/protocol/api.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import type { Invitations } from './use-invitations.ts';

type Props = {
  readonly person: Person;
  /** The person's role in words. */
  readonly role: string;
  readonly invitations: Invitations;
};

export function LinkActs({ person, role, invitations }: Props) {
  const { t } = useDeskWords();
  const [asking, setAsking] = useState<'again' | 'revoke' | null>(null);
  const revoking = useAct();
  const { name } = person;
  const works = person.invitation?.state === 'open';
  const busy = invitations.progress !== null || revoking.busy;
  const make = (): void => void invitations.make([person]);
  return (
    <>
      {works ? (
        <>
          <Button
            kind="quiet"
            label={t('invite.againOf', { name, role })}
            busy={busy}
            onPress={() => setAsking('again')}
          >
            {t('invite.again')}
          </Button>
          <Button
            kind="quiet"
            label={t('invite.revokeOf', { name, role })}
            busy={busy}
            onPress={() => setAsking('revoke')}
          >
            {t('invite.revoke')}
          </Button>
        </>
      ) : (
        <Button kind="quiet" label={t('invite.makeOf', { name, role })} busy={busy} onPress={make}>
          {t('invite.make')}
        </Button>
      )}
      <Refusal error={revoking.error} />
      <Confirm
        open={asking === 'again'}
        onClose={() => setAsking(null)}
        title={t('invite.againAsk', { name })}
        consequence={t('invite.againConsequence', { name })}
        act={t('invite.again')}
        onConfirm={make}
      />
      <Confirm
        open={asking === 'revoke'}
        onClose={() => setAsking(null)}
        title={t('invite.revokeAsk', { name })}
        consequence={t('invite.revokeConsequence', { name })}
        act={t('invite.revoke')}
        danger
        onConfirm={() => void revoking.run(() => invitations.revoke(person))}
      />
    </>
  );
}
