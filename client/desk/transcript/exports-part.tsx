// The transcript as files, with names or as a masked copy.
import { TRANSCRIPT_FORMATS, transcriptFilePath } from '../../../server/protocol/routes.ts';
import { Icon } from '../../look/icon.tsx';
import { useTranscriptWords } from './use-transcript-words.ts';

type Props = { readonly hearingId: string; readonly mayName?: boolean };

export function ExportsPart({ hearingId, mayName = true }: Props) {
  const { t } = useTranscriptWords();
  return (
    <details className="desk-details">
      <summary>{t('exports.title')}</summary>
      {(mayName ? [false, true] : [true]).map((masked) => (
        <div key={String(masked)} className="desk-stack">
          <p>{t(masked ? 'exports.masked' : 'exports.named')}</p>
          <div className="desk-row">
            {TRANSCRIPT_FORMATS.map((format) => (
              <a
                key={format}
                className="button button-plain"
                href={transcriptFilePath(hearingId, format, masked)}
                download
                aria-label={t(masked ? 'exports.maskedAs' : 'exports.namedAs', { format: t(`exports.${format}`) })}
              >
                <Icon name="download" />
                <span className="button-words">{t(`exports.${format}`)}</span>
              </a>
            ))}
          </div>
        </div>
      ))}
    </details>
  );
}
