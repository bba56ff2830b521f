// The signer's copy: being made, to be saved with one press, or taken along by photographing a code.
import type { LetterView } from '../../../server/protocol/letter.ts';
import { formatDate } from '../../look/date-time.tsx';
import { Icon } from '../../look/icon.tsx';
import { QrCode } from '../../look/qr-code.tsx';
import './copy-part.css';
import { useLetterWords } from './use-letter-words.ts';

type Props = {
  readonly letter: Pick<LetterView, 'pdf' | 'copyUrl' | 'copyUntilMs'>;
  /** The screen is not the signer's own: they photograph the code. */
  readonly forOtherDevice?: boolean;
};

export function CopyPart({ letter, forOtherDevice = false }: Props) {
  const { t, language } = useLetterWords();
  const { pdf, copyUrl, copyUntilMs } = letter;
  if (pdf !== 'ready') {
    return (
      <p className="letter-making" role="status">
        {t('copy.making')}
      </p>
    );
  }
  if (copyUrl === null) return <p>{t('copy.over')}</p>;
  const url = new URL(copyUrl, window.location.origin).href;
  return (
    <div className="letter-copy">
      {forOtherDevice ? null : (
        <a className="button button-main button-wide" href={url} download>
          <Icon name="download" />
          <span className="button-words">{t('copy.download')}</span>
        </a>
      )}
      <figure className="letter-qr">
        <QrCode text={url} label={t('copy.qr')} />
        <figcaption>{t(forOtherDevice ? 'copy.scanHere' : 'copy.scan')}</figcaption>
      </figure>
      {copyUntilMs === null ? null : (
        <p className="letter-until">{t('copy.until', { when: formatDate(copyUntilMs, 'full', language) })}</p>
      )}
    </div>
  );
}
