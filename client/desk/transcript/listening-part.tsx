// Listening once more from the recording: how far it is, which models did, and asking for it where nobody listened.
import { useEffect, useRef } from 'react';
import type { ListeningState } from '../../../server/protocol/transcript.ts';
import { call } from '../../api.ts';
import { Button } from '../../look/button.tsx';
import { formatDate } from '../../look/date-time.tsx';
import { ErrorPanel } from '../../look/error-panel.tsx';
import { Notice } from '../../look/notice.tsx';
import { Making } from '../kept/making.tsx';
import { LoadedPart } from '../loaded-part.tsx';
import { useAct } from '../use-act.ts';
import { useEvery } from '../use-every.ts';
import { useLoaded } from '../use-loaded.ts';
import { useTranscriptWords } from './use-transcript-words.ts';

const POLL_MS = 2_000;

type Props = {
  readonly hearingId: string;
  readonly mayAsk: boolean;
  /** There are new words. */
  readonly onHeard: () => void;
};

export function ListeningPart({ hearingId, mayAsk, onHeard }: Props) {
  const state = useLoaded(`listening ${hearingId}`, (signal) =>
    call('listening', { params: { id: hearingId }, signal }),
  );
  const isComing = state.value !== null && state.value.work !== null;
  const wasComing = useRef(false);
  useEffect(() => {
    if (wasComing.current && !isComing) onHeard();
    wasComing.current = isComing;
  }, [isComing, onHeard]);
  useEvery(isComing ? POLL_MS : null, state.reload);
  return (
    <LoadedPart of={state}>
      {(listening) => <Listening hearingId={hearingId} mayAsk={mayAsk} listening={listening} put={state.put} />}
    </LoadedPart>
  );
}

type ListeningProps = Pick<Props, 'hearingId' | 'mayAsk'> & {
  readonly listening: ListeningState;
  readonly put: (state: ListeningState) => void;
};

function Listening({ hearingId, mayAsk, listening, put }: ListeningProps) {
  const { t, language } = useTranscriptWords();
  const act = useAct();
  const { hasModel, work, left, rounds } = listening;
  const [newest] = rounds;
  const ask = () => act.run(async () => put(await call('listenAgain', { params: { id: hearingId } })));
  return (
    <>
      {act.error === null ? null : <ErrorPanel error={act.error} />}
      {work?.state === 'running' ? (
        <Making progress={work.progress} words={(percent) => t('listening.running', { percent })} />
      ) : null}
      {work?.state === 'waiting' ? <Notice>{t(`listening.waits.${work.for}`)}</Notice> : null}
      {left === null ? null : (
        <Notice
          kind={left === 'failed' ? 'danger' : 'info'}
          actions={
            mayAsk && hasModel ? (
              <Button icon="reconnect" busy={act.busy} onPress={() => void ask()}>
                {t(`listening.ask.${left}`)}
              </Button>
            ) : null
          }
        >
          {t(left === 'failed' ? 'listening.failed' : hasModel ? 'listening.unheard' : 'listening.noModel')}
        </Notice>
      )}
      {newest?.state === 'done' && newest.label !== null ? (
        <p className="desk-soft">
          {t('listening.done', {
            model: newest.label[language.startsWith('en') ? 'en' : 'zh'],
            when: formatDate(newest.atMs, 'exact', language),
          })}
        </p>
      ) : null}
    </>
  );
}
