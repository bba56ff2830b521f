// The administrator's list of accounts, and the link that a reset gives.
import { useState } from 'react';
import type { Account, OneTimeLink } from '../../../server/protocol/api.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { DateTime } from '../../look/date-time.tsx';
import { StateWord, type Tone } from '../../look/state-word.tsx';
import { Go } from '../go.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { Page } from '../page.tsx';
import '../records.css';
import { useMe } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { AccountActs } from './account-acts.tsx';
import { OneTimeLinkPanel } from './one-time-link-panel.tsx';

const TONE: Readonly<Record<Account['state'], Tone>> = { invited: 'accent', active: 'main', disabled: 'quiet' };
type Fresh = { readonly account: Account; readonly link: OneTimeLink };

export function AccountList() {
  const { t } = useDeskWords();
  const accounts = useLoaded('accounts', (signal) => call('accounts', { signal }));
  const [fresh, setFresh] = useState<Fresh | null>(null);
  return (
    <Page
      title={t('accounts.title')}
      place="accounts"
      actions={
        <Go href="/accounts/new" kind="main" icon="add">
          {t('accounts.add')}
        </Go>
      }
    >
      <p className="desk-soft">{t('accounts.intro')}</p>
      {fresh === null ? null : (
        <>
          <OneTimeLinkPanel
            key={fresh.link.url}
            name={fresh.account.displayName}
            loginName={fresh.account.loginName}
            link={fresh.link}
          />
          <div className="desk-row">
            <Button onPress={() => setFresh(null)}>{t('oneTimeLink.sent')}</Button>
          </div>
        </>
      )}
      <LoadedPart of={accounts}>
        {(list) => (
          <>
            <AccountTable accounts={list} onChanged={accounts.reload} onLink={setFresh} />
            {list.length === 1 ? <p className="desk-soft">{t('accounts.empty')}</p> : null}
          </>
        )}
      </LoadedPart>
    </Page>
  );
}

type TableProps = {
  readonly accounts: readonly Account[];
  readonly onChanged: () => void;
  readonly onLink: (fresh: Fresh) => void;
};

function AccountTable({ accounts, onChanged, onLink }: TableProps) {
  const { t, common } = useDeskWords();
  const me = useMe().account;
  return (
    <table className="records">
      <caption className="unseen">{t('accounts.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('accounts.name')}</th>
          <th scope="col">{t('accounts.loginName')}</th>
          <th scope="col">{t('accounts.role')}</th>
          <th scope="col">{t('accounts.state')}</th>
          <th scope="col">{t('accounts.created')}</th>
          <th scope="col">{t('accounts.acts')}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row" className="records-head">
              {account.displayName}
              {account.id === me.id ? t('accounts.you') : ''}
            </th>
            <td className="records-wide" data-label={t('accounts.loginName')}>
              {account.loginName}
            </td>
            <td data-label={t('accounts.role')}>{common(`staffRole.${account.role}`)}</td>
            <td data-label={t('accounts.state')}>
              <StateWord tone={TONE[account.state]}>{t(`accounts.states.${account.state}`)}</StateWord>
            </td>
            <td data-label={t('accounts.created')}>
              <DateTime atMs={account.createdAtMs} form="date" />
            </td>
            <td className="records-acts">
              <AccountActs
                account={account}
                own={account.id === me.id}
                onChanged={onChanged}
                onLink={(link) => onLink({ account, link })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
