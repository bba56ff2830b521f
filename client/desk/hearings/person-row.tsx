// One person of the hearing: role, name, how they come in, and what can be done about it.
import { useState } from 'react';
import type { HearingDetail, Person } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { InvitationState } from '../invitations/invitation-state.tsx';
import { LinkActs } from '../invitations/link-acts.tsx';
import type { Invitations } from '../invitations/use-invitations.ts';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { isOpen, isPlanned } from './hearing-moments.ts';

type Props = {
  readonly person: Person;
  readonly hearing: HearingDetail;
  readonly mayChange: boolean;
  readonly invitations: Invitations;
  readonly onChanged: () => void;
};

export function PersonRow({ person, hearing, mayChange, invitations, onChanged }: Props) {
  const { t, common } = useDeskWords();
  const [asking, setAsking] = useState(false);
  const removing = useAct();
  const { name } = person;
  const role = common(`role.${person.role}`);
  const remove = (): void => {
    void removing.run(async () => {
      await call('removePerson', { params: { id: person.id } });
      invitations.forget(person.id);
      onChanged();
    });
  };
  return (
    <li className="person">
      <p className="person-who">
        <span className="role-word">{role}</span>
        <strong>{name}</strong>
      </p>
      <p className="desk-soft person-state">
        {person.accountId === null ? (
          <InvitationState invitation={person.invitation} planned={hearing.state === 'draft'} />
        ) : (
          t('people.byAccount')
        )}
        {person.consentedAtMs === null ? null : ` · ${t('hearing.consented')}`}
      </p>
      {mayChange ? (
        <div className="desk-row person-acts">
          {person.accountId === null && isOpen(hearing.state) ? (
            <LinkActs person={person} role={role} invitations={invitations} />
          ) : null}
          {isPlanned(hearing.state) ? (
            <Button
              kind="quiet"
              label={t('people.removeOf', { name, role })}
              busy={removing.busy}
              onPress={() => setAsking(true)}
            >
              {t('people.remove')}
            </Button>
          ) : null}
        </div>
      ) : null}
      <Refusal error={removing.error} />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('people.removeAsk', { name, role })}
        consequence={t('people.removeConsequence', { name })}
        act={t('people.remove')}
        danger
        onConfirm={remove}
      />
    </li>
  );
}
