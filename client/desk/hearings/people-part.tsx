// The people of a hearing by role, and the form that adds the next one.
import type { HearingDetail } from '../../../server/protocol/api.ts';
import type { Invitations } from '../invitations/use-invitations.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { PersonForm } from './person-form.tsx';
import { PersonRow } from './person-row.tsx';

type Props = {
  readonly hearing: HearingDetail;
  readonly mayChange: boolean;
  readonly invitations: Invitations;
  readonly onChanged: () => void;
};

export function PeoplePart({ hearing, mayChange, invitations, onChanged }: Props) {
  const { t } = useDeskWords();
  const title = t('people.title', { n: hearing.people.length });
  return (
    <section className="card people-card" aria-label={title}>
      <h2>{title}</h2>
      {hearing.people.length === 0 ? <p className="desk-soft">{t('people.empty')}</p> : null}
      <ul className="people">
        {hearing.people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            hearing={hearing}
            mayChange={mayChange}
            invitations={invitations}
            onChanged={onChanged}
          />
        ))}
      </ul>
      {mayChange ? <PersonForm hearing={hearing} onAdded={onChanged} /> : null}
    </section>
  );
}
