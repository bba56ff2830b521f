// In the room, while the sheet is closed: a letter waits, or the signer's copy is there.
import type { LetterView } from '../../../server/protocol/letter.ts';
import { Button } from '../../look/button.tsx';
import { Notice } from '../../look/notice.tsx';
import { WaitingNotice } from '../paper/waiting-notice.tsx';
import { useLetterWords } from './use-letter-words.ts';
import { isElsewhere, waitsHere } from './use-own-letter.ts';

export function LetterBanner({ letter, onOpen }: { readonly letter: LetterView; readonly onOpen: () => void }) {
  const { t } = useLetterWords();
  if (waitsHere(letter))
    return (
      <WaitingNotice title={t('banner.waits')} words={t('banner.waitsWords')} open={t('banner.open')} onOpen={onOpen} />
    );
  if (isElsewhere(letter)) return <Notice>{t('outcome.elsewhere')}</Notice>;
  if (letter.state !== 'signed' && letter.state !== 'witnessed') return null;
  return <Notice title={t('banner.signed')} actions={<Button onPress={onOpen}>{t('banner.openCopy')}</Button>} />;
}
