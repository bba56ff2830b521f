// One person's recording: asked for, waited for while it is being made, then played beside the stages.
import type { HearingDetail, Recording } from '../../../server/protocol/api.ts';
import { personRecordingPath } from '../../../server/protocol/routes.ts';
import { Button } from '../../look/button.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { Loading } from '../../look/loading.tsx';
import { Notice } from '../../look/notice.tsx';
import { FocusHead } from '../focus-head.tsx';
import { useDeskWords } from '../use-desk-words.ts';
import { Making } from './making.tsx';
import { Player } from './player.tsx';
import type { Recorded } from './recorded-people.ts';
import { useRecordingState } from './recording-state.ts';

type Props = {
  readonly hearing: HearingDetail;
  readonly recording: Recording;
  readonly shown: Recorded;
  readonly startAtMs: number;
  readonly onClose: () => void;
};

export function PlayerPanel({ hearing, recording, shown, startAtMs, onClose }: Props) {
  const { t, common } = useDeskWords();
  const { person } = shown;
  const { state, error, again } = useRecordingState(hearing.id, person.id);
  const retry = (
    <Button icon="reconnect" onPress={again}>
      {common('again')}
    </Button>
  );
  return (
    <section className="player-panel" aria-label={t('recording.player', { name: person.name })}>
      <header className="record-head">
        <FocusHead level={4}>
          {t('recording.playing', { name: person.name, role: common(`role.${person.role}`) })}
        </FocusHead>
        <Button kind="quiet" icon="close" onPress={onClose}>
          {t('recording.close')}
        </Button>
      </header>
      {error === null ? null : <ErrorPanel error={error} actions={retry} />}
      {state === null && error === null ? <Loading words={t('recording.asking')} /> : null}
      {state?.state === 'none' ? <p>{t('recording.nothing')}</p> : null}
      {state?.state === 'failed' ? (
        <Notice kind="danger" actions={retry}>
          {t('recording.failed')}
        </Notice>
      ) : null}
      {state?.state === 'making' ? (
        <Making progress={state.progress} words={(percent) => t('recording.making', { percent })} />
      ) : null}
      {state?.state === 'ready' ? (
        <>
          {state.skipped.length === 0 ? null : (
            <Notice kind="warn">
              {t('recording.skipped', { n: state.skipped.length, names: state.skipped.join(t('list.comma')) })}
            </Notice>
          )}
          <Player
            hearing={hearing}
            recording={recording}
            src={personRecordingPath(hearing.id, person.id)}
            label={t('recording.player', { name: person.name })}
            isSound={shown.content === 'sound'}
            personId={person.id}
            startAtMs={startAtMs}
          />
        </>
      ) : null}
    </section>
  );
}
