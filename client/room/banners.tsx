// What stands between the person and the hearing just now: a lost line, sound that wants a tap, a device that went away, a refusal.
import { useTranslation } from 'react-i18next';
import type { Source } from '../../server/protocol/asks.ts';
import { SOURCES } from '../devices/problem.ts';
import { useCapture } from '../devices/use-capture.ts';
import { Button } from '../look/button.tsx';
import { Notice } from '../look/notice.tsx';
import { useRoom, useRoomState } from './use-room.tsx';

export function Banners() {
  const { t } = useTranslation('room');
  const { t: words } = useTranslation();
  const room = useRoom();
  const { line, mediaTrouble, soundBlocked, refused } = useRoomState();
  const capture = useCapture(room.visit.capture);
  const lost = SOURCES.filter((source) => {
    const device = capture[source];
    return device.state === 'problem' && device.problem === 'ended';
  });
  return (
    <div className="banners">
      {line === 'lost' ? <Notice kind="warn">{t('line.lost')}</Notice> : null}
      {line === 'connected' && mediaTrouble ? <Notice>{t('line.media')}</Notice> : null}
      {soundBlocked ? (
        <Notice
          kind="warn"
          actions={
            <Button kind="main" icon="speaker" onPress={room.unblockSound}>
              {t('sound.tap')}
            </Button>
          }
        >
          {t('sound.why')}
        </Notice>
      ) : null}
      {lost[0] === undefined ? null : <LostDevice words={lost.length > 1 ? 'both' : lost[0]} />}
      {refused === null ? null : (
        <Notice
          kind="warn"
          title={words(`error.${refused}`)}
          actions={<Button onPress={room.readRefusal}>{t('panel.refusedDone')}</Button>}
        >
          {words(`todo.${refused}`)}
        </Notice>
      )}
    </div>
  );
}

/** One notice and one button for both: trying again opens whatever is lost. */
function LostDevice({ words }: { readonly words: Source | 'both' }) {
  const { t } = useTranslation('room');
  const { t: common } = useTranslation();
  const room = useRoom();
  return (
    <Notice
      kind="warn"
      actions={
        <Button kind="main" onPress={() => void room.visit.capture.start()}>
          {common('again')}
        </Button>
      }
    >
      {t(`device.${words}`)}
    </Notice>
  );
}
