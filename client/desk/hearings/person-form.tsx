// Adds people one after the other: role, then a name or a colleague; after each the focus is ready for the next.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import { PersonName } from '../../../server/protocol/ids.ts';
import { ACCOUNT_FOR, HEARING_ROLES, type HearingRole } from '../../../server/protocol/roles.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Field, Select } from '../../look/field.tsx';
import { useCreationIds } from '../creation-id.ts';
import { Refusal } from '../refusal.tsx';
import { useMe } from '../session.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { ColleagueSelect } from './colleague-select.tsx';
import { nextRole } from './next-role.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly onAdded: () => void;
};
type Content =
  | { readonly role: HearingRole; readonly name: string }
  | { readonly role: HearingRole; readonly accountId: string };

export function PersonForm({ hearing, onAdded }: Props) {
  const { t, common } = useDeskWords();
  const me = useMe().account;
  const colleagues = useLoaded('colleagues', (signal) => call('colleagues', { signal }));
  const [role, setRole] = useState<HearingRole>(() => nextRole(hearing.people, null));
  const [name, setName] = useState('');
  const [accountId, setAccountId] = useState('');
  const [tried, setTried] = useState(false);
  const [added, setAdded] = useState<{ times: number; words: string }>({ times: 0, words: '' });
  const ids = useCreationIds();
  const adding = useAct();
  const form = useRef<HTMLFormElement>(null);
  const accountRoles = ACCOUNT_FOR[role];
  const goodName = PersonName.safeParse(name).data;

  useEffect(() => {
    if (added.times > 0) form.current?.querySelector<HTMLElement>('[name="person"]')?.focus();
  }, [added.times]);

  const add = (content: Content): void => {
    void adding.run(async () => {
      const person = await call('addPerson', {
        params: { id: hearing.id },
        body: { id: ids.idFor(content), ...content },
      });
      ids.next();
      setName('');
      setAccountId('');
      setTried(false);
      setRole(nextRole([...hearing.people, person], person.role));
      const words = t('people.added', { name: person.name, role: common(`role.${person.role}`) });
      setAdded((before) => ({ times: before.times + 1, words }));
      onAdded();
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (accountRoles === undefined) {
      if (goodName !== undefined) add({ role, name: goodName });
    } else if (accountId !== '') add({ role, accountId });
  };

  /** One press for what is meant most often. */
  const own: HearingRole | null = me.role === 'prosecutor' ? 'chair' : me.role === 'clerk' ? 'clerk' : null;
  const ownIsOpen = own !== null && !hearing.people.some((person) => person.role === own || person.accountId === me.id);

  return (
    <form className="person-form" ref={form} onSubmit={submit} noValidate aria-label={t('people.add')}>
      <h3>{t('people.add')}</h3>
      {ownIsOpen ? (
        <div className="desk-row">
          <Button icon="add" busy={adding.busy} onPress={() => add({ role: own, accountId: me.id })}>
            {own === 'chair' ? t('people.meAsChair') : t('people.meAsClerk')}
          </Button>
        </div>
      ) : null}
      <div className="person-form-fields">
        <Select
          label={t('people.role')}
          value={role}
          onChange={setRole}
          choices={HEARING_ROLES.map((value) => ({ value, label: common(`role.${value}`) }))}
        />
        {accountRoles === undefined ? (
          <Field
            label={t('people.name')}
            name="person"
            value={name}
            onChange={setName}
            maxLength={60}
            error={tried && goodName === undefined ? t('people.nameWrong') : undefined}
          />
        ) : (
          <ColleagueSelect
            role={role}
            colleagues={colleagues}
            taken={hearing.people}
            value={accountId}
            onChange={setAccountId}
            error={tried && accountId === '' ? t('people.accountWrong') : undefined}
          />
        )}
        <Button type="submit" icon="add" busy={adding.busy}>
          {t('people.addAct')}
        </Button>
      </div>
      <Refusal error={adding.error} />
      <p className="desk-soft" role="status">
        {added.words}
      </p>
    </form>
  );
}
