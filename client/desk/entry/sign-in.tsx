// Signing in: name and password, the reason when it fails, and a word to those who are here by mistake.
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { Notice } from '../../look/notice.tsx';
import { homeOf, Page } from '../page.tsx';
import { Refusal } from '../refusal.tsx';
import { useSession } from '../session.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { PasswordField } from './password-field.tsx';

/** Shown at its own address and in the place of any screen that needs somebody signed in. */
export function SignIn({ lost }: { readonly lost: boolean }) {
  const { t } = useDeskWords();
  const { signedIn } = useSession();
  const [path, go] = useLocation();
  const [loginName, setLoginName] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const entering = useAct();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (loginName.trim() === '' || password === '') return;
    void entering.run(async () => {
      const me = await call('signIn', { body: { loginName: loginName.trim().toLowerCase(), password } });
      if (path === '/sign-in') go(homeOf(me.account.role), { replace: true });
      signedIn(me);
    });
  };

  return (
    <Page title={t('signIn.title')}>
      <form className="card desk-narrow" onSubmit={submit} noValidate>
        {lost ? <Notice kind="warn">{t('signIn.lost')}</Notice> : null}
        <Field
          label={t('signIn.loginName')}
          value={loginName}
          onChange={setLoginName}
          autoComplete="username"
          maxLength={60}
          required
          error={tried && loginName.trim() === '' ? t('signIn.loginNameMissing') : undefined}
        />
        <PasswordField
          label={t('signIn.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          error={tried && password === '' ? t('signIn.passwordMissing') : undefined}
        />
        <Refusal error={entering.error} />
        <Button type="submit" kind="main" wide busy={entering.busy}>
          {t('signIn.act')}
        </Button>
        <p className="desk-soft">{t('signIn.forgotten')}</p>
        <p className="desk-soft">{t('signIn.participant')}</p>
      </form>
    </Page>
  );
}
