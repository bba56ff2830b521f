// The screen behind a one-time link: says what the link is for, then takes the new password.
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { Me } from '../../../server/protocol/api.ts';
import { call, codeOf } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { EmptyState } from '../../look/empty-state.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { Loading } from '../../look/loading.tsx';
import { SHORT_CODE } from '../../look/short-code.ts';
import { Go } from '../go.tsx';
import { homeOf, Page } from '../page.tsx';
import { useSession } from '../session.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { useLoaded } from '../use-loaded.ts';
import { SetPasswordForm } from './set-password-form.tsx';

export function OneTime() {
  const { t } = useDeskWords();
  const token = useHash();
  if (token !== '') return <WithToken key={token} token={token} />;
  return (
    <Page title={t('oneTime.titlePassword')}>
      <EmptyState title={t('oneTime.noToken')} action={<Go href="/sign-in">{t('oneTime.toSignIn')}</Go>}>
        {t('oneTime.noTokenTodo')}
      </EmptyState>
    </Page>
  );
}

function WithToken({ token }: { readonly token: string }) {
  const { t } = useDeskWords();
  const { signedIn } = useSession();
  const [, go] = useLocation();
  const info = useLoaded(token, (signal) => call('oneTimeLinkInfo', { body: { token }, signal }));
  const done = (me: Me): void => {
    // Replaced, so that going back does not show a used link again.
    go(homeOf(me.account.role), { replace: true });
    signedIn(me);
  };
  const first = info.value?.purpose === 'first_admin';
  return (
    <Page title={first ? t('oneTime.titleFirst') : t('oneTime.titlePassword')}>
      {info.value === null && info.error === null ? <Loading /> : null}
      {info.error === null ? null : <Refused error={info.error} again={info.reload} />}
      {info.value === null ? null : <SetPasswordForm token={token} info={info.value} onDone={done} />}
    </Page>
  );
}

/** Links of staff are renewed by the administrator, not by the office's telephone. */
function Refused({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  const { t, common } = useDeskWords();
  const code = codeOf(error);
  if (code !== 'link_unknown' && code !== 'link_expired' && code !== 'link_revoked') {
    return <ErrorPanel error={error} actions={<Button onPress={again}>{common('again')}</Button>} />;
  }
  return (
    <EmptyState title={common(`error.${code}`)} action={<Go href="/sign-in">{t('oneTime.toSignIn')}</Go>}>
      {t('oneTime.staffTodo')} {common('codeForHelper', { code: SHORT_CODE[code] })}
    </EmptyState>
  );
}

/** The secret stands after the #, where no server and no log sees it; somebody may paste another link into the same tab. */
function useHash(): string {
  const [hash, setHash] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    const read = () => setHash(window.location.hash.slice(1));
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return hash;
}
