// Why the last act was refused, beside the button that did it: what happened, what to do, a code for the helper.
import type { ReactNode } from 'react';
import { codeOf } from '../api.ts';
import { Notice } from '../look/notice.tsx';
import { SHORT_CODE } from '../look/short-code.ts';
import { useDeskWords } from './use-desk-words.ts';

export function Refusal({ error, actions }: { readonly error: unknown; readonly actions?: ReactNode }) {
  const { common } = useDeskWords();
  if (error === null || error === undefined) return null;
  const code = codeOf(error);
  return (
    <Notice kind="danger" title={common(`error.${code}`)} actions={actions}>
      {common(`todo.${code}`)} {common('codeForHelper', { code: SHORT_CODE[code] })}
    </Notice>
  );
}
