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

/** While it is listened to, and while the recording runs or is checked: listening begins by itself after that. */
const POLL_MS = { coming: 2_000, unchecked: 5_000 } as const;

type Props = {
  readonly hearingId: string;
  readonly mayAsk: boolean;
  /** Was the recording checked when the page was opened? */
  readonly isChecked: boolean;
  /** There are new words. */
  readonly onHeard: () => void;
};

export function ListeningPart({ hearingId, mayAsk, isChecked, onHeard }: Props) {
  const state = useLoaded(`listening ${hearingId}`, (signal) =>
    call('listening', { params: { id: hearingId }, signal }),
  );
  const { work = null, rounds = [], left = null } = state.value ?? {};
  const isComing = work !== null;
  // A short recording is listened to between two looks.
  const heard = state.value === null ? null : rounds.filter((round) => round.state === 'done').length;
  const known = useRef(heard);
  useEffect(() => {
    if (known.current !== null && heard !== null && heard > known.current) onHeard();
    known.current = heard ?? known.current;
  }, [heard, onHeard]);
  const isOpen = !isChecked && rounds.length === 0 && left === null;
  useEvery(isComing ? POLL_MS.coming : isOpen ? POLL_MS.unchecked : null, state.reload);
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
