// The agenda: one big button for the next stage, the others a press further away and with a reason.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { mayFollow, needsReason, STAGE_RULES, type Stage } from '../../../server/protocol/stages.ts';
import { Button } from '../../look/button.tsx';
import { Confirm } from '../../look/dialog.tsx';
import { Icon } from '../../look/icon.tsx';
import { STEPS } from '../reading.ts';
import { useRoom } from '../use-room.tsx';
import { CloseButton, ResumeButton } from './pause-control.tsx';

type Props = { readonly snapshot: RoomSnapshot; readonly isChair: boolean };

export function Agenda({ snapshot, isChair }: Props) {
  const { t } = useTranslation('room');
  return (
    <section className="panel-part" aria-label={t('panel.agenda')}>
      <h2>{t('panel.agenda')}</h2>
      {isChair ? null : <p className="panel-hint">{t('panel.onlyChair')}</p>}
      <StageList snapshot={snapshot} isChair={isChair} />
    </section>
  );
}

/** At the top of the panel, where nothing that comes or goes can move it under the hand. */
export function NextStage({ snapshot }: { readonly snapshot: RoomSnapshot }) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const room = useRoom();
  const [busy, setBusy] = useState(false);
  const next = STAGE_RULES[snapshot.stage].next[0];
  if (snapshot.state === 'recess' || snapshot.state === 'suspended') {
    return (
      <div className="panel-part">
        <ResumeButton />
        <p className="panel-hint">{t('panel.pausedNow')}</p>
      </div>
    );
  }
  if (next === undefined) return null;
  if (next === 'ended') {
    return (
      <div className="panel-part">
        <CloseButton kind="main" />
      </div>
    );
  }
  const fromLobby = snapshot.stage === 'lobby';
  const go = async (): Promise<void> => {
    setBusy(true);
    await room.act('moveStage', { stage: next });
    setBusy(false);
  };
  const lacking = fromLobby ? snapshot.lacking.map((one) => t(`panel.lacking.${one}`)) : [];
  const why = lacking.length > 0 ? `${t('panel.lackingTitle')} ${lacking.join(' ')}` : null;
  return (
    <div className="panel-part">
      <Button kind="main" wide icon="right" busy={busy} notBecause={why} onPress={() => void go()}>
        {fromLobby ? t('panel.start') : t('panel.next', { stage: words(`stage.${next}`) })}
      </Button>
      {lacking.length > 0 ? (
        <div className="panel-lacking">
          <p>{t('panel.lackingTitle')}</p>
          <ul>
            {lacking.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}

function StageList({ snapshot, isChair }: Props) {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const room = useRoom();
  const [asked, setAsked] = useState<Stage | null>(null);
  const here = STEPS.indexOf(snapshot.stage);
  const mayGo = (stage: Stage): boolean =>
    isChair && snapshot.state === 'in_session' && mayFollow(snapshot.stage, stage);
  const go = (stage: Stage): void =>
    needsReason(snapshot.stage, stage) ? setAsked(stage) : void room.act('moveStage', { stage });
  return (
    <>
      <ol className="agenda">
        {STEPS.map((stage, index) => {
          const state = index === here ? 'now' : index < here ? 'done' : 'later';
          const row = (
            <>
              <span className="agenda-mark figures" aria-hidden="true">
                {state === 'done' ? <Icon name="check" /> : index + 1}
              </span>
              <span>{words(`stage.${stage}`)}</span>
              {state === 'later' ? null : (
                <span className="agenda-word">{t(state === 'now' ? 'panel.stageNow' : 'panel.stageDone')}</span>
              )}
            </>
          );
          return (
            <li key={stage} className={`agenda-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
              {mayGo(stage) ? (
                <button type="button" className="agenda-row" onClick={() => go(stage)}>
                  {row}
                </button>
              ) : (
                <span className="agenda-row">{row}</span>
              )}
            </li>
          );
        })}
      </ol>
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t('panel.goTo', { stage: asked === null ? '' : words(`stage.${asked}`) })}
        consequence={t('panel.goConsequence')}
        act={t('panel.goTo', { stage: asked === null ? '' : words(`stage.${asked}`) })}
        withReason
        onConfirm={(reason) => (asked === null ? undefined : void room.act('moveStage', { stage: asked, reason }))}
      />
    </>
  );
}
