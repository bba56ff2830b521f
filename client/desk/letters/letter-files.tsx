// The files of one letter: the signed document or the scan to take along, or the paper to be printed and signed by hand.
import { type FiledLetter, letterFilePath, letterPrintPath } from '../../../server/protocol/letter.ts';
import { bytes } from '../../look/figures.ts';
import { Icon } from '../../look/icon.tsx';
import { isSigned } from '../../room/letter/letter-reading.ts';
import { useLetterDeskWords } from '../../room/letter/use-letter-desk-words.ts';

type Props = { readonly letter: FiledLetter; readonly mayPrint: boolean };

export function LetterFiles({ letter, mayPrint }: Props) {
  const { t } = useLetterDeskWords();
  const { letterId, signerName: name, state } = letter;
  const signed = isSigned(letter);
  const file = t(letter.medium === 'paper_scan' ? 'kept.downloadScan' : 'kept.download');
  const download = `${file} (${bytes(letter.bytes ?? 0)})`;
  return (
    <div className="desk-row not-printed">
      {letter.bytes === null ? null : (
        <a
          className="button button-plain"
          href={letterFilePath(letterId)}
          download
          aria-label={t('kept.downloadOf', { what: download, name })}
        >
          <Icon name="download" />
          <span className="button-words">{download}</span>
        </a>
      )}
      {signed && letter.bytes === null ? <span className="desk-soft">{t('kept.making')}</span> : null}
      {mayPrint && !signed && state !== 'voided' ? (
        <a
          className="button button-plain"
          href={letterPrintPath(letterId)}
          target="_blank"
          rel="noreferrer"
          aria-label={t('kept.printOf', { name })}
        >
          <span className="button-words">{t('kept.print')}</span>
        </a>
      ) : null}
    </div>
  );
}
