// What the keys do, from the same table that listens to them.
import { Dialog } from '../../look/dialog.tsx';
import { chordWords, DEEDS, KEYS } from './keys.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranscriptWords();
  return (
    <Dialog open title={t('keys.title')} onClose={onClose}>
      <dl className="keys">
        {DEEDS.map((deed) => (
          <div key={deed}>
            <dt>
              {KEYS[deed].map((chord) => (
                <kbd key={chordWords(chord)}>{chordWords(chord)}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${deed}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="desk-soft">{t('keys.whileTyping')}</p>
    </Dialog>
  );
}
