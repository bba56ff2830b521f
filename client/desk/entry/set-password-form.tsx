// Name and password of the first administrator, or the password alone of everybody else.
import { type FormEvent, useState } from 'react';
import { LoginName, type Me, type OneTimeLinkInfo } from '../../../server/protocol/api.ts';
import { PersonName } from '../../../server/protocol/ids.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { Field } from '../../look/field.tsx';
import { Refusal } from '../refusal.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { PasswordField } from './password-field.tsx';
import { passwordProblem } from './password-problem.ts';

type Props = {
  readonly token: string;
  readonly info: OneTimeLinkInfo;
  readonly onDone: (me: Me) => void;
};

export function SetPasswordForm({ token, info, onDone }: Props) {
  const { t } = useDeskWords();
  const first = info.purpose === 'first_admin';
  const [loginName, setLoginName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const saving = useAct();

  const problem = passwordProblem(password);
  const names = first && {
    loginName: LoginName.safeParse(loginName).data,
    displayName: PersonName.safeParse(displayName).data,
  };
  const passwordError =
    problem === null
      ? undefined
      : problem.kind === 'short'
        ? t('oneTime.passwordShort', { missing: problem.missing })
        : t('oneTime.passwordLong');

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem !== null) return;
    if (!names) {
      void saving.run(async () => onDone(await call('setPassword', { body: { token, password } })));
    } else if (names.loginName !== undefined && names.displayName !== undefined) {
      const body = { token, password, loginName: names.loginName, displayName: names.displayName };
      void saving.run(async () => onDone(await call('setPassword', { body })));
    }
  };

  return (
    <form className="card desk-narrow" onSubmit={submit} noValidate>
      <p>{first ? t('oneTime.forFirst') : t('oneTime.forPassword', { loginName: info.loginName ?? '' })}</p>
      {names ? (
        <>
          <Field
            label={t('oneTime.loginName')}
            hint={t('oneTime.loginNameHint')}
            value={loginName}
            onChange={setLoginName}
            autoComplete="username"
            maxLength={40}
            required
            error={tried && names.loginName === undefined ? t('oneTime.loginNameWrong') : undefined}
          />
          <Field
            label={t('oneTime.displayName')}
            hint={t('oneTime.displayNameHint')}
            value={displayName}
            onChange={setDisplayName}
            autoComplete="name"
            maxLength={60}
            required
            error={tried && names.displayName === undefined ? t('oneTime.displayNameWrong') : undefined}
          />
        </>
      ) : (
        // Read by password keepers only: which account the new password belongs to.
        <input type="text" name="username" autoComplete="username" value={info.loginName ?? ''} readOnly hidden />
      )}
      <PasswordField
        label={t('oneTime.password')}
        hint={t('oneTime.passwordHint')}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        error={tried ? passwordError : undefined}
      />
      <Refusal error={saving.error} />
      <Button type="submit" kind="main" wide busy={saving.busy}>
        {t('oneTime.act')}
      </Button>
    </form>
  );
}
