// The staff's part of the client: which address shows which screen, and that somebody must be signed in to see most.
import { useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import type { Account } from '../../server/protocol/api.ts';
import { Button } from '../look/button.tsx';
import { ErrorPanel } from '../look/error-panel.tsx';
import { Loading } from '../look/loading.tsx';
import { desk as en } from '../words/en/desk.ts';
import { addWords } from '../words/setup.ts';
import { desk as zh } from '../words/zh/desk.ts';
import { AccountList } from './accounts/account-list.tsx';
import { NewAccountPage } from './accounts/new-account.tsx';
import { CaseList } from './cases/case-list.tsx';
import { CasePage } from './cases/case-page.tsx';
import { NewCasePage } from './cases/new-case.tsx';
import { OneTime } from './entry/one-time.tsx';
import { SignIn } from './entry/sign-in.tsx';
import { Go } from './go.tsx';
import { NewHearingPage } from './hearings/new-hearing.tsx';
import { SetupPage } from './hearings/setup-page.tsx';
import { Today } from './hearings/today.tsx';
import { mayPlay, mayPrepare } from './may.ts';
import { MinutesPage } from './minutes/minutes-page.tsx';
import { homeOf, Page } from './page.tsx';
import { SearchPage } from './search/search-page.tsx';
import { SessionProvider, useSession } from './session.tsx';
import { TranscriptPage } from './transcript/transcript-page.tsx';
import { useDeskWords } from './use-desk-words.ts';

export function Desk() {
  // Before anything below is drawn, and once.
  useState(() => addWords('desk', { zh, en }));
  return (
    <SessionProvider>
      <Switch>
        <Route path="/one-time">
          <OneTime />
        </Route>
        <Route>
          <Gate />
        </Route>
      </Switch>
    </SessionProvider>
  );
}

function Gate() {
  const { t, common } = useDeskWords();
  const { now, ask } = useSession();
  switch (now.state) {
    case 'asking':
      return <Loading />;
    case 'failed':
      return (
        <Page title={t('signIn.title')}>
          <ErrorPanel error={now.error} actions={<Button onPress={ask}>{common('again')}</Button>} />
        </Page>
      );
    case 'out':
      return <SignIn lost={now.lost} />;
    case 'in':
      return now.me.account.role === 'admin' ? (
        <AdminPlaces account={now.me.account} />
      ) : (
        <Places account={now.me.account} />
      );
  }
}

type Who = { readonly account: Account };

/** An administrator has no way to cases: not hidden, but absent. */
const AdminPlaces = ({ account }: Who) => (
  <Switch>
    <Route path="/sign-in">
      <Redirect to="/accounts" replace />
    </Route>
    <Route path="/">
      <Redirect to="/accounts" replace />
    </Route>
    <Route path="/accounts">
      <AccountList />
    </Route>
    <Route path="/accounts/new">
      <NewAccountPage />
    </Route>
    <Route>
      <Elsewhere account={account} />
    </Route>
  </Switch>
);

const Places = ({ account }: Who) => (
  <Switch>
    <Route path="/sign-in">
      <Redirect to={homeOf(account.role)} replace />
    </Route>
    <Route path="/">{account.role === 'archivist' ? <Redirect to="/cases" replace /> : <Today />}</Route>
    <Route path="/cases">
      <CaseList />
    </Route>
    <Route path="/cases/new">{mayPrepare(account.role) ? <NewCasePage /> : <Elsewhere account={account} />}</Route>
    <Route path="/cases/:id">{({ id }) => <CasePage key={id} caseId={id} />}</Route>
    <Route path="/cases/:id/hearings/new">
      {({ id }) =>
        mayPrepare(account.role) ? <NewHearingPage key={id} caseId={id} /> : <Elsewhere account={account} />
      }
    </Route>
    <Route path="/words">{mayPlay(account.role) ? <SearchPage /> : <Elsewhere account={account} />}</Route>
    <Route path="/hearings/:id/transcript">
      {({ id }) =>
        mayPlay(account.role) ? <TranscriptPage key={id} hearingId={id} /> : <Elsewhere account={account} />
      }
    </Route>
    <Route path="/hearings/:id/minutes">
      {({ id }) => (mayPlay(account.role) ? <MinutesPage key={id} hearingId={id} /> : <Elsewhere account={account} />)}
    </Route>
    <Route path="/hearings/:id">{({ id }) => <SetupPage key={id} hearingId={id} />}</Route>
    <Route>
      <Elsewhere account={account} />
    </Route>
  </Switch>
);

function Elsewhere({ account }: Who) {
  const { t, common } = useDeskWords();
  return (
    <Page title={t('frame.nowhere')}>
      <p>{t('frame.nowhereTodo', { role: common(`staffRole.${account.role}`) })}</p>
      <div className="desk-row">
        <Go href={homeOf(account.role)}>{t('frame.home')}</Go>
      </div>
    </Page>
  );
}
