// One letter as it is kept: who signed it, before whom, when and how, its text with its check value, and its files.
import type { MouseEvent, ReactNode } from 'react';
import type { HearingDetail } from '../../../server/protocol/api.ts';
import type { FiledLetter } from '../../../server/protocol/letter.ts';
import { DateTime } from '../../look/date-time.tsx';
import { clock } from '../../look/figures.ts';
import { StateWord } from '../../look/state-word.tsx';
import { isSigned, LETTER_TONE } from '../../room/letter/letter-reading.ts';
import { useLetterDeskWords } from '../../room/letter/use-letter-desk-words.ts';
import { linkTo, type Moment } from '../kept/deep-link.ts';
import { CheckValue } from './check-value.tsx';
import { EarlierVersions } from './earlier-versions.tsx';
import { LetterFiles } from './letter-files.tsx';
import { momentOf } from './moment-of.ts';
import { ScanUpload } from './scan-upload.tsx';
import { VoidPart } from './void-part.tsx';

type Props = {
  readonly hearing: HearingDetail;
  readonly letter: FiledLetter;
  readonly mayChange: boolean;
  readonly onJump: (moment: Moment) => void;
  readonly onChanged: () => void;
};

export function KeptLetter({ hearing, letter, mayChange, onJump, onChanged }: Props) {
  const { t, letter: words, common } = useLetterDeskWords();
  const { signerName, state, signedAtMs } = letter;
  return (
    <li className="kept-letter" aria-label={t('kept.of', { name: signerName })}>
      <div className="record-head">
        <h4>
          <span className="role-word">{common(`role.${letter.signerRole}`)}</span> {signerName} · {letter.title}
        </h4>
        <StateWord tone={LETTER_TONE[state]}>{words(`state.${state}`)}</StateWord>
      </div>
      <dl className="kept-letter-facts">
        {signedAtMs === null || state === 'voided' ? (
          <Fact name={words(`state.${state}`)}>
            <DateTime atMs={letter.stateSinceMs} form="exact" />
          </Fact>
        ) : null}
        {signedAtMs === null ? null : (
          <Fact name={t('kept.signedAt')}>
            <DateTime atMs={signedAtMs} form="exact" />
          </Fact>
        )}
        {/* When it was signed on paper only the paper knows. */}
        {signedAtMs === null && !isSigned(letter) ? null : (
          <Fact name={t('kept.medium')}>{words(`medium.${letter.medium}`)}</Fact>
        )}
        {letter.witnessName === null ? null : <Fact name={t('kept.witness')}>{letter.witnessName}</Fact>}
        {signedAtMs === null ? null : (
          <Fact name={t('kept.moment')}>
            <MomentLink hearing={hearing} letter={letter} onJump={onJump} />
          </Fact>
        )}
        <Fact name={t('kept.version')}>{letter.version}</Fact>
      </dl>
      <LetterFiles letter={letter} mayPrint={mayChange} />
      {mayChange && mayBeScanned(letter) ? (
        <ScanUpload letterId={letter.letterId} signerName={signerName} onFiled={onChanged} />
      ) : null}
      <EarlierVersions letter={letter} />
      <details className="desk-details">
        <summary>{t('kept.text')}</summary>
        <p className="kept-letter-text">{letter.text}</p>
        <CheckValue name={t('kept.textHash')} value={letter.textSha256} />
        {letter.sha256 === null ? null : <CheckValue name={t('kept.fileHash')} value={letter.sha256} />}
      </details>
      <VoidPart letter={letter} mayChange={mayChange} onChanged={onChanged} />
    </li>
  );
}

/** What was signed on a screen has its paper; a better scan of what was signed by hand is welcome. */
const mayBeScanned = (letter: FiledLetter): boolean =>
  letter.state !== 'voided' && (letter.medium === 'paper_scan' || !isSigned(letter));

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** A real address, to be copied or opened elsewhere; pressed, the player on this very page goes there. */
function MomentLink({ hearing, letter, onJump }: Pick<Props, 'hearing' | 'letter' | 'onJump'>) {
  const { t } = useLetterDeskWords();
  const moment = momentOf(hearing, letter);
  if (moment === null) return t('kept.notRecorded');
  const at = clock(moment.atMs);
  const jump = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onJump(moment);
  };
  return (
    <a
      href={linkTo(hearing.caseId, hearing.id, moment)}
      aria-label={t('kept.playOf', { name: letter.signerName, clock: at })}
      onClick={jump}
    >
      {t('kept.play', { clock: at })}
    </a>
  );
}
