// In the room, while the sheet is closed: the minutes wait for this person.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { WaitingNotice } from '../paper/waiting-notice.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

export function MinutesBanner({ minutes, onOpen }: { readonly minutes: OwnMinutes; readonly onOpen: () => void }) {
  const { t } = useMinutesWords();
  const { state } = minutes.signer;
  if (state !== 'pending' && state !== 'absent') return null;
  return (
    <WaitingNotice title={t('banner.waits')} words={t('banner.waitsWords')} open={t('banner.open')} onOpen={onOpen} />
  );
}
