// In the room, while the sheet is closed: the minutes wait for this person.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

export function MinutesBanner({ minutes, onOpen }: { readonly minutes: OwnMinutes; readonly onOpen: () => void }) {
  const { t } = useMinutesWords();
  const { state } = minutes.signer;
  if (state !== 'pending' && state !== 'absent') return null;
  return (
    <Notice
      kind="warn"
      title={t('banner.waits')}
      actions={
        <Button kind="main" onPress={onOpen}>
          {t('banner.open')}
        </Button>
      }
    >
      {t('banner.waitsWords')}
    </Notice>
  );
}
