// A password that can be looked at while it is typed: seeing it helps more than typing it twice.
import { useState } from 'react';
import { Field } from '../../look/field.tsx';
import { Checkbox } from '../../look/tick.tsx';
import { useDeskWords } from '../use-desk-words.ts';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly hint?: string;
  readonly error?: string | undefined;
};

export function PasswordField(props: Props) {
  const { t } = useDeskWords();
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <Field {...props} type={shown ? 'text' : 'password'} maxLength={200} required />
      <Checkbox label={t('signIn.showPassword')} checked={shown} onChange={setShown} />
    </div>
  );
}
