// Who took part, role first, since roles are how people find each other.
import type { Person } from '../../../server/protocol/api.ts';
import { useDeskWords } from '../use-desk-words.ts';

export function PeopleNames({ people }: { readonly people: readonly Person[] }) {
  const { t, common } = useDeskWords();
  return (
    <section className="record-part">
      <h3>{t('hearing.people', { n: people.length })}</h3>
      {people.length === 0 ? <p className="desk-soft">{t('hearing.noPeople')}</p> : null}
      <ul className="people-names">
        {people.map((person) => (
          <li key={person.id}>
            <span className="role-word">{common(`role.${person.role}`)}</span>
            <span>{person.name}</span>
            {person.consentedAtMs === null ? null : <span className="desk-soft">{t('hearing.consented')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
