// The minutes at the desk of chair and clerk: how far they are, who has answered how, what is objected to, and the moment played to all.
import { useState } from 'react';
import type { MinutesProgress, OwnMinutes } from '../../../server/protocol/minutes.ts';
import type { RoomPerson, RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { Refused } from '../../look/refused.tsx';
import { StateWord } from '../../look/state-word.tsx';
import { whyNotNow } from '../letter/letter-reading.ts';
import { MINUTES_TONE, SIGNER_TONE } from '../minutes/signer-tone.ts';
import { useMinutesWords } from '../minutes/use-minutes-words.ts';
import { personIn } from '../reading.ts';
import { useRoom } from '../use-room.tsx';
import { BesideDialog } from './beside-dialog.tsx';
import './letter-desk.css';
import type { MinutesPartProps } from './minutes-part.tsx';
import { PresentDialog } from './present-dialog.tsx';
import { type LetterAct, useLetterAct } from './use-letter-act.ts';

type Asked = { readonly what: 'present' } | { readonly what: 'beside'; readonly person: RoomPerson };

export function MinutesDesk({ snapshot, isChair, onBeside }: MinutesPartProps) {
  const { t, common, language } = useMinutesWords();
  const room = useRoom();
  const [asked, setAsked] = useState<Asked | null>(null);
  const act = useLetterAct();
  const { minutes } = snapshot;
  const why = whyNotNow(snapshot);
  const whyWords = why === null ? null : t(`desk.${why}`, { stage: common('stage.signing') });
  const close = (): void => setAsked(null);
  return (
    <section className="panel-part" aria-label={t('desk.title')}>
      <h2>{t('desk.title')}</h2>
      {minutes === null ? (
        <p className="panel-hint">
          {t('desk.none')} {t('desk.noneHint')}
        </p>
      ) : (
        <p className="letter-row-state">
          <StateWord tone={MINUTES_TONE[minutes.state]}>{t(`state.${minutes.state}`)}</StateWord>
          <span className="figures">{t('desk.version', { version: minutes.version })}</span>
          <span className="figures">{formatDate(minutes.stateSinceMs, 'time', language)}</span>
        </p>
      )}
      {minutes !== null && why !== null ? <p className="panel-hint">{whyWords}</p> : null}
      <Refused code={act.refused} kind="warn" />
      <div className="panel-acts">
        <a
          className="button button-plain"
          href={`/hearings/${snapshot.hearingId}/minutes`}
          target="_blank"
          rel="noreferrer"
          title={t('desk.newTab')}
        >
          <span className="button-words">{t(minutes === null ? 'desk.write' : 'desk.open')}</span>
        </a>
        {minutes === null ? null : (
          <Button notBecause={whyWords} onPress={() => setAsked({ what: 'present' })}>
            {t(minutes.state === 'drafting' ? 'desk.present' : 'desk.presentMore')}
          </Button>
        )}
        {minutes?.state === 'presented' ? (
          <Button
            label={t('desk.takeBackOf')}
            busy={act.busy}
            onPress={() => void act.run(() => room.ask('takeBackMinutes', { version: minutes.version }))}
          >
            {t('desk.takeBack')}
          </Button>
        ) : null}
      </div>
      {minutes === null || minutes.state === 'drafting' ? null : (
        <ul className="letters">
          {minutes.signers.map((signer) => (
            <SignerRow
              key={signer.personId}
              signer={signer}
              minutes={minutes}
              snapshot={snapshot}
              mayWitness={!isChair}
              whyNotNow={whyWords}
              act={act}
              onBeside={(person) => setAsked({ what: 'beside', person })}
            />
          ))}
        </ul>
      )}
      {minutes === null || minutes.objections.length === 0 ? null : (
        <Objections minutes={minutes} snapshot={snapshot} whyNotNow={whyWords} act={act} />
      )}
      {asked?.what === 'present' && minutes !== null ? (
        <PresentDialog snapshot={snapshot} minutes={minutes} onClose={close} />
      ) : null}
      {asked?.what === 'beside' && minutes !== null ? (
        <BesideDialog
          person={asked.person}
          version={minutes.version}
          onClose={close}
          onStart={(own: OwnMinutes) => {
            close();
            onBeside(own);
          }}
        />
      ) : null}
    </section>
  );
}

type RowProps = {
  readonly signer: MinutesProgress['signers'][number];
  readonly minutes: MinutesProgress;
  readonly snapshot: RoomSnapshot;
  readonly mayWitness: boolean;
  readonly whyNotNow: string | null;
  readonly act: LetterAct;
  readonly onBeside: (person: RoomPerson) => void;
};

function SignerRow({ signer, minutes, snapshot, mayWitness, whyNotNow: why, act, onBeside }: RowProps) {
  const { t, common } = useMinutesWords();
  const room = useRoom();
  const person = personIn(snapshot, signer.personId);
  if (person === undefined) return null;
  const { name, role, personId } = person;
  const { state } = signer;
  const isOpen = state === 'pending' || state === 'absent';
  const note = (absent: boolean): void =>
    void act.run(() => room.ask('noteAbsent', { version: minutes.version, personId, absent }));
  return (
    <li className="letters-of">
      <div className="person-who">
        <span className="name-role">{common(`role.${role}`)}</span>
        <span>{name}</span>
        <StateWord tone={SIGNER_TONE[state]}>{t(`signer.${state}`)}</StateWord>
      </div>
      {isOpen ? (
        <div className="panel-acts">
          {mayWitness && role !== 'clerk' ? (
            <Button label={t('desk.besideOf', { name })} notBecause={why} onPress={() => onBeside(person)}>
              {t('desk.beside')}
            </Button>
          ) : null}
          <Button
            kind="quiet"
            label={t(state === 'absent' ? 'desk.absentUndoOf' : 'desk.absentOf', { name })}
            notBecause={why}
            busy={act.busy}
            onPress={() => note(state !== 'absent')}
          >
            {t(state === 'absent' ? 'desk.absentUndo' : 'desk.absent')}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

type ObjectionsProps = Pick<RowProps, 'minutes' | 'snapshot' | 'whyNotNow' | 'act'>;

function Objections({ minutes, snapshot, whyNotNow: why, act }: ObjectionsProps) {
  const { t } = useMinutesWords();
  const room = useRoom();
  return (
    <>
      <h3>{t('desk.objections')}</h3>
      <ul className="letters">
        {minutes.objections.map(({ objectionId, personId, lineId, words, line, playable }) => {
          const name = personIn(snapshot, personId)?.name ?? '';
          return (
            <li key={objectionId} className="letters-of">
              <p className="minutes-line" lang="zh-CN">
                {line}
              </p>
              <p>
                <strong>{t('page.objectionBy', { name })}</strong> {words}
              </p>
              <div className="panel-acts">
                <Button
                  icon="speaker"
                  label={t('desk.playOf', { name })}
                  notBecause={playable ? why : t('desk.cannotPlay')}
                  busy={act.busy}
                  onPress={() => void act.run(() => room.ask('playMoment', { version: minutes.version, lineId }))}
                >
                  {t('desk.play')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
