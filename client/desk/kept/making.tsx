// How far a file is that is being made.
import { useDeskWords } from '../use-desk-words.ts';

/** `words` say it with the percentage. */
type Props = { readonly progress: number; readonly words: (percent: number) => string };

export function Making({ progress, words }: Props) {
  const { t } = useDeskWords();
  const percent = Math.round(Math.min(1, Math.max(0, progress)) * 100);
  return (
    <div className="desk-stack">
      <p role="status">{words(percent)}</p>
      <progress aria-label={t('recording.makingShort')} max={100} value={percent} />
    </div>
  );
}
