// What a screen shows while its content is on its way, when it did not come, and when it could not be renewed.
import type { ReactNode } from 'react';
import { Button } from '../look/button.tsx';
import { formatDate } from '../look/date-time.tsx';
import { ErrorPanel } from '../look/error-panel.tsx';
import { Loading } from '../look/loading.tsx';
import { Notice } from '../look/notice.tsx';
import { useDeskWords } from './use-desk-words.ts';
import type { Loaded } from './use-loaded.ts';

type Props<Value> = { readonly of: Loaded<Value>; readonly children: (value: Value) => ReactNode };

export function LoadedPart<Value>({ of, children }: Props<Value>) {
  const { t, common, language } = useDeskWords();
  const again = (
    <Button icon="reconnect" onPress={of.reload}>
      {common('again')}
    </Button>
  );
  if (of.value === null) return of.error === null ? <Loading /> : <ErrorPanel error={of.error} actions={again} />;
  return (
    <>
      {of.error === null ? null : (
        <Notice kind="warn" actions={again}>
          {t('list.stale', { time: formatDate(of.atMs, 'exact', language) })}
        </Notice>
      )}
      {children(of.value)}
    </>
  );
}
