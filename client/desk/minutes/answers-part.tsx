// Who signed the minutes and who did not, what was said against them, the files, their check values, and the versions before.
import {
  keptMinutesPath,
  MINUTES_FORMATS,
  type Minutes,
  minutesFilePath,
  shownLine,
} from '../../../server/protocol/minutes.ts';
import { formatDate } from '../../look/date-time.tsx';
import { clock } from '../../look/figures.ts';
import { Icon } from '../../look/icon.tsx';
import { StateWord } from '../../look/state-word.tsx';
import { MINUTES_TONE, SIGNER_TONE } from '../../room/minutes/signer-tone.ts';
import { useMinutesWords } from '../../room/minutes/use-minutes-words.ts';

export function AnswersPart({ minutes }: { readonly minutes: Minutes }) {
  const { t, common, language } = useMinutesWords();
  const { hearingId, version, signers, objections, text, earlier } = minutes;
  const nameOf = (id: string): string => signers.find(({ personId }) => personId === id)?.name ?? '';
  const isDone = minutes.state === 'signed' || minutes.state === 'signed_with_objections';
  return (
    <div className="desk-stack">
      <p className="desk-row">
        <StateWord tone={MINUTES_TONE[minutes.state]}>{t(`state.${minutes.state}`)}</StateWord>
        <span>
          {t('page.saved', {
            version,
            name: minutes.writerName,
            when: formatDate(minutes.writtenAtMs, 'full', language),
          })}
        </span>
      </p>
      <h2>{t('page.signers')}</h2>
      {signers.length === 0 ? (
        <p className="desk-soft">{t('page.noSigners', { stage: common('stage.signing') })}</p>
      ) : (
        <ul className="minutes-signers">
          {signers.map(({ personId, name, role, state, answeredAtMs, recordingMs, witnessName, words }) => (
            <li key={personId}>
              <span className="desk-row">
                <span className="name-role">{common(`role.${role}`)}</span> {name}
                <StateWord tone={SIGNER_TONE[state]}>{t(`signer.${state}`)}</StateWord>
              </span>
              <span className="desk-soft">
                {[
                  answeredAtMs === null ? '' : formatDate(answeredAtMs, 'full', language),
                  recordingMs === null ? '' : t('page.moment', { clock: clock(recordingMs) }),
                  witnessName === null ? '' : t('page.witness', { name: witnessName }),
                  words === null ? '' : t('page.words', { words }),
                ]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {objections.map(({ objectionId, personId, lineId, words }) => {
        const line = text.lines.find(({ id }) => id === lineId);
        return (
          <div key={objectionId} className="minutes-objected">
            <p lang="zh-CN">{line === undefined ? '' : shownLine(line)}</p>
            <p>
              <strong>{t('page.objectionBy', { name: nameOf(personId) })}</strong> {words}
            </p>
          </div>
        );
      })}
      <h2>{t('page.files')}</h2>
      <div className="desk-row">
        {isDone && minutes.sha256 !== null ? (
          <FileLink href={keptMinutesPath(hearingId)}>{t('page.kept')}</FileLink>
        ) : null}
        {MINUTES_FORMATS.map((format) => (
          <FileLink key={format} href={minutesFilePath(hearingId, format)}>
            {t(`page.${format}`)}
          </FileLink>
        ))}
      </div>
      {isDone && minutes.sha256 === null ? <p role="status">{t('page.keptMaking')}</p> : null}
      <dl className="minutes-hashes">
        <dt>{t('page.hash')}</dt>
        <dd className="figures">{minutes.textSha256}</dd>
        {minutes.sha256 === null ? null : (
          <>
            <dt>{t('page.fileHash')}</dt>
            <dd className="figures">{minutes.sha256}</dd>
          </>
        )}
      </dl>
      {earlier.length === 0 ? null : (
        <details className="desk-details">
          <summary>{t('page.earlier')}</summary>
          <ul>
            {earlier.map((one) => (
              <li key={one.version}>
                {t('page.earlierOne', {
                  version: one.version,
                  name: one.writerName,
                  when: formatDate(one.writtenAtMs, 'full', language),
                  n: one.answers,
                })}{' '}
                <FileLink href={minutesFilePath(hearingId, 'pdf', one.version)}>
                  {t('page.earlierFile', { version: one.version })}
                </FileLink>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const FileLink = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <a className="button button-plain" href={href} download>
    <Icon name="download" />
    <span className="button-words">{children}</span>
  </a>
);
