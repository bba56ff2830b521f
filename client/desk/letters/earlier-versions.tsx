// Versions that were signed before the text was changed: none of them is lost.
import { type EarlierLetter, type FiledLetter, letterFilePath } from '../../../server/protocol/letter.ts';
import { formatDate } from '../../look/date-time.tsx';
import { shortHash } from '../../look/figures.ts';
import { Icon } from '../../look/icon.tsx';
import { useLetterDeskWords } from '../../room/letter/use-letter-desk-words.ts';

export function EarlierVersions({ letter }: { readonly letter: FiledLetter }) {
  const { t } = useLetterDeskWords();
  const earlier = letter.earlier ?? [];
  if (earlier.length === 0) return null;
  return (
    <section className="kept-letter-earlier">
      <h5>{t('kept.earlier')}</h5>
      <ul>
        {earlier.map((one) => (
          <li key={one.version}>
            <Earlier letter={letter} one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Earlier({ letter, one }: { readonly letter: FiledLetter; readonly one: EarlierLetter }) {
  const { t, letter: words, language } = useLetterDeskWords();
  const { version, sha256, signedAtMs } = one;
  const when = signedAtMs === null ? '' : formatDate(signedAtMs, 'exact', language);
  return (
    <>
      <span>
        {t('kept.earlierOne', { version, when })} · {words(`medium.${one.medium}`)}
      </span>{' '}
      {sha256 === null ? (
        <span className="desk-soft">{t('kept.making')}</span>
      ) : (
        <>
          <code title={sha256}>{shortHash(sha256)}</code>{' '}
          <a
            className="button button-quiet not-printed"
            href={letterFilePath(letter.letterId, version)}
            download
            aria-label={t('kept.downloadVersion', { version, name: letter.signerName })}
          >
            <Icon name="download" />
            <span className="button-words">{t('kept.downloadShort')}</span>
          </a>
        </>
      )}
    </>
  );
}
