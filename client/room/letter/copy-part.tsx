// The signer's copy of a letter.
import type { LetterView } from '../../../server/protocol/letter.ts';
import { PaperCopy } from '../paper/paper-copy.tsx';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  readonly letter: Pick<LetterView, 'pdf' | 'copyUrl' | 'copyUntilMs'>;
  /** The screen is not the signer's own: they photograph the code. */
  readonly forOtherDevice?: boolean;
};

export function CopyPart({ letter, forOtherDevice = false }: Props) {
  const { t } = useLetterWords();
  const { pdf, copyUrl: url, copyUntilMs: untilMs } = letter;
  if (pdf === 'ready' && url === null) return <p>{t('copy.over')}</p>;
  return (
    <PaperCopy
      copy={pdf !== 'ready' || url === null ? null : { url, untilMs }}
      say={(sentence) => t(`copy.${sentence}`)}
      until={(when) => t('copy.until', { when })}
      forOtherDevice={forOtherDevice}
    />
  );
}
