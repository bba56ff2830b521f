// A check value with its name, shortened to its ends and copied whole.

import { shortHash } from '../../look/figures.ts';
import { CopyButton } from '../copy-button.tsx';
import '../records.css';
import { useDeskWords } from '../use-desk-words.ts';

export function CheckValue({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useDeskWords();
  return (
    <p className="hash">
      <span>{name}</span> <code title={value}>{shortHash(value)}</code>
      <CopyButton kind="quiet" text={value} label={t('copy.whole', { about: name })}>
        {t('copy.act')}
      </CopyButton>
    </p>
  );
}
