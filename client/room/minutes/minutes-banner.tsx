// In the room, while the sheet is closed: the minutes wait for this person, or their copy is there.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import { WaitingNotice } from '../paper/waiting-notice.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  readonly minutes: OwnMinutes;
  /** Hosts have the document itself, with the case. */
  readonly wantsCopy: boolean;
  readonly onOpen: () => void;
};

export function MinutesBanner({ minutes, wantsCopy, onOpen }: Props) {
  const { t } = useMinutesWords();
  const { state } = minutes.signer;
  if (minutes.copy?.is === 'ready' && wantsCopy)
    return <Notice title={t('banner.signed')} actions={<Button onPress={onOpen}>{t('banner.openCopy')}</Button>} />;
  if (state !== 'pending' && state !== 'absent') return null;
  return (
    <WaitingNotice title={t('banner.waits')} words={t('banner.waitsWords')} open={t('banner.open')} onOpen={onOpen} />
  );
}
