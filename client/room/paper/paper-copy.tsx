// The signer's copy: being made, to be saved with one press, or taken along by photographing a code.
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../look/date-time.tsx';
import { Icon } from '../../look/icon.tsx';
import { QrCode } from '../../look/qr-code.tsx';
import './paper-copy.css';

type Sentence = 'making' | 'download' | 'qr' | 'scan' | 'scanHere';

type Props = {
  /** Null while it is being made. */
  readonly copy: { readonly url: string; readonly untilMs: number | null } | null;
  readonly say: (sentence: Sentence) => string;
  readonly until: (when: string) => string;
  /** The screen is not the signer's own: they photograph the code. */
  readonly forOtherDevice?: boolean;
};

export function PaperCopy({ copy, say, until, forOtherDevice = false }: Props) {
  const { language } = useTranslation().i18n;
  if (copy === null)
    return (
      <p className="paper-making" role="status">
        {say('making')}
      </p>
    );
  const url = new URL(copy.url, window.location.origin).href;
  return (
    <div className="paper-copy">
      {forOtherDevice ? null : (
        <a className="button button-main button-wide" href={url} download>
          <Icon name="download" />
          <span className="button-words">{say('download')}</span>
        </a>
      )}
      <figure className="paper-qr">
        <QrCode text={url} label={say('qr')} />
        <figcaption>{say(forOtherDevice ? 'scanHere' : 'scan')}</figcaption>
      </figure>
      {copy.untilMs === null ? null : (
        <p className="paper-until">{until(formatDate(copy.untilMs, 'full', language))}</p>
      )}
    </div>
  );
}
