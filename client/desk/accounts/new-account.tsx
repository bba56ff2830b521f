// A new account: name, login name, role; afterwards the one-time link, and the way to the next one.
import { type FormEvent, useState } from 'react';
import { type Account, LoginName, type OneTimeLink } from '../../../server/protocol/api.ts';
import { PersonName } from '../../../server/protocol/ids.ts';
import { STAFF_ROLES, type StaffRole } from '../../../server/protocol/roles.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Field, Select } from '../../look/field.tsx';
import { useCreationIds } from '../creation-id.ts';
import { Go } from '../go.tsx';
import { Page } from '../page.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { OneTimeLinkPanel } from './one-time-link-panel.tsx';

type Made = { readonly account: Account; readonly link: OneTimeLink };

export function NewAccountPage() {
  const { t } = useDeskWords();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Page title={t('newAccount.title')} place="accounts">
      {made === null ? (
        <NewAccountForm onMade={setMade} />
      ) : (
        <>
          <OneTimeLinkPanel name={made.account.displayName} loginName={made.account.loginName} link={made.link} />
          <div className="desk-row">
            <Button onPress={() => setMade(null)}>{t('newAccount.another')}</Button>
            <Go href="/accounts">{t('newAccount.done')}</Go>
          </div>
        </>
      )}
    </Page>
  );
}

/** Administrators last: they are made rarely. */
const ROLES: readonly StaffRole[] = [...STAFF_ROLES.filter((role) => role !== 'admin'), 'admin'];

function NewAccountForm({ onMade }: { readonly onMade: (made: Made) => void }) {
  const { t, common } = useDeskWords();
  const [displayName, setDisplayName] = useState('');
  const [loginName, setLoginName] = useState('');
  const [role, setRole] = useState<StaffRole>('prosecutor');
  const [tried, setTried] = useState(false);
  const ids = useCreationIds();
  const making = useAct();
  const name = PersonName.safeParse(displayName).data;
  const login = LoginName.safeParse(loginName).data;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name === undefined || login === undefined) return;
    const content = { loginName: login, displayName: name, role };
    void making.run(async () => onMade(await call('createAccount', { body: { id: ids.idFor(content), ...content } })));
  };

  return (
    <form className="card desk-narrow" onSubmit={submit} noValidate>
      <Field
        label={t('newAccount.name')}
        hint={t('newAccount.nameHint')}
        value={displayName}
        onChange={setDisplayName}
        maxLength={60}
        required
        error={tried && name === undefined ? t('newAccount.nameWrong') : undefined}
      />
      <Field
        label={t('newAccount.loginName')}
        hint={t('newAccount.loginNameHint')}
        value={loginName}
        onChange={setLoginName}
        maxLength={40}
        required
        error={tried && login === undefined ? t('newAccount.loginNameWrong') : undefined}
      />
      <Select
        label={t('newAccount.role')}
        hint={t(`newAccount.roleHints.${role}`)}
        value={role}
        onChange={setRole}
        choices={ROLES.map((value) => ({ value, label: common(`staffRole.${value}`) }))}
      />
      <Refusal error={making.error} />
      <div className="desk-row">
        <Button type="submit" kind="main" busy={making.busy}>
          {t('newAccount.act')}
        </Button>
        <Go href="/accounts">{common('cancel')}</Go>
      </div>
    </form>
  );
}
