// The composed recording of a hearing: how far it is, what is missing in it, its player, and making it anew.
import { useCallback } from 'react';
import type { CompositionState, HearingDetail, Recording } from '../../../server/protocol/api.ts';
import { compositionPath } from '../../../server/protocol/routes.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { bytes, clock } from '../../look/figures.ts';
import { Notice } from '../../look/notice.tsx';
import { FocusHead } from '../focus-head.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { useAct } from '../use-act.ts';
import { useDeskWords } from '../use-desk-words.ts';
import { useEvery } from '../use-every.ts';
import { useLoaded } from '../use-loaded.ts';
import { skippedTracks } from './composed-skipped.ts';
import { Making } from './making.tsx';
import { Player } from './player.tsx';

/** While it is being made, and while the server has yet to find that the hearing has closed. */
const POLL_MS = 2_000;

type Props = {
  readonly hearing: HearingDetail;
  readonly recording: Recording;
  /** Where to begin; null while the player is put away. */
  readonly openAtMs: number | null;
  /** Grows with every jump from elsewhere on the page. */
  readonly jumps: number;
  readonly onOpen: () => void;
  readonly onClose: () => void;
};

export function ComposedPart(props: Props) {
  const { hearing } = props;
  const state = useLoaded(hearing.id, (signal) => call('composition', { params: { id: hearing.id }, signal }));
  const { value } = state;
  const isComing = value?.work?.state === 'waiting' || value?.work?.state === 'running';
  const isExpected = value !== null && value.current === null && value.work === null && value.mayAsk;
  useEvery(isComing || isExpected ? POLL_MS : null, state.reload);
  return <LoadedPart of={state}>{(shown) => <Composed {...props} state={shown} put={state.put} />}</LoadedPart>;
}

type ComposedProps = Props & { readonly state: CompositionState; readonly put: (state: CompositionState) => void };

function Composed({ hearing, recording, openAtMs, jumps, onOpen, onClose, state, put }: ComposedProps) {
  const { t } = useDeskWords();
  const act = useAct();
  const { current, work } = state;
  const ask = useCallback(
    () => void act.run(async () => put(await call('compose', { params: { id: hearing.id } }))),
    [act, hearing.id, put],
  );
  if (current === null && work === null) return null;
  return (
    <div className="composed">
      {current === null ? null : (
        <ul className="recorded" aria-label={t('composed.title')}>
          <li aria-current={openAtMs === null ? undefined : 'true'}>
            <span className="recorded-who">
              <strong>{t('composed.title')}</strong>
              <span className="desk-soft">
                {t('composed.facts', {
                  clock: clock(current.durationMs),
                  size: bytes(current.bytes),
                  version: current.version,
                })}
              </span>
            </span>
            <span className="desk-row">
              {work === null ? (
                <Button kind="quiet" icon="reconnect" busy={act.busy} onPress={ask}>
                  {t('composed.again')}
                </Button>
              ) : null}
              <Button icon="play" label={t('composed.playIt')} pressed={openAtMs !== null} onPress={onOpen}>
                {t('recording.play')}
              </Button>
            </span>
          </li>
        </ul>
      )}
      {act.error === null ? null : <ErrorPanel error={act.error} />}
      <Work work={work} busy={act.busy} onAgain={ask} />
      {current === null || current.skipped.length === 0 ? null : (
        <Notice kind="warn">
          {t('composed.skipped', { tracks: skippedTracks(current.skipped, hearing.people, t) })}
        </Notice>
      )}
      {current === null || openAtMs === null ? null : (
        <section className="player-panel" aria-label={t('composed.title')}>
          <header className="record-head">
            <FocusHead level={4}>{t('composed.title')}</FocusHead>
            <Button kind="quiet" icon="close" onPress={onClose}>
              {t('recording.close')}
            </Button>
          </header>
          <Player
            // Another version is another file, and a jump begins anew.
            key={`${current.sha256} ${jumps}`}
            hearing={hearing}
            recording={recording}
            src={compositionPath(hearing.id)}
            label={t('composed.title')}
            personId={null}
            startAtMs={openAtMs}
          />
        </section>
      )}
    </div>
  );
}

type WorkProps = { readonly work: CompositionState['work']; readonly busy: boolean; readonly onAgain: () => void };

function Work({ work, busy, onAgain }: WorkProps) {
  const { t, common } = useDeskWords();
  if (work === null) return null;
  switch (work.state) {
    case 'waiting':
      return <Notice>{t(work.for === 'hearing' ? 'composed.waitsForHearing' : 'composed.waits')}</Notice>;
    case 'running':
      return <Making progress={work.progress} words={(percent) => t('composed.making', { percent })} />;
    case 'failed':
      return (
        <Notice
          kind="danger"
          actions={
            <Button icon="reconnect" busy={busy} onPress={onAgain}>
              {common('again')}
            </Button>
          }
        >
          {t('composed.failed')}
        </Notice>
      );
  }
}
