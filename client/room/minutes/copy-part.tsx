// A signer's copy of the minutes: once all have answered.
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { PaperCopy } from '../paper/paper-copy.tsx';
import { useMinutesWords } from './use-minutes-words.ts';

type Props = {
  readonly copy: OwnMinutes['copy'];
  /** The screen is not the signer's own: they photograph the code. */
  readonly forOtherDevice?: boolean;
};

export function CopyPart({ copy, forOtherDevice = false }: Props) {
  const { t } = useMinutesWords();
  if (copy === null) return null;
  // Whoever gives the device back is not there when the last one has signed.
  if (forOtherDevice && copy.is !== 'ready') return <p>{t('copy.fromClerk')}</p>;
  if (copy.is === 'waiting') return <p>{t('copy.waiting')}</p>;
  return (
    <PaperCopy
      copy={copy.is === 'ready' ? copy : null}
      say={(sentence) => t(`copy.${sentence}`)}
      until={(when) => t('copy.until', { when })}
      forOtherDevice={forOtherDevice}
    />
  );
}
