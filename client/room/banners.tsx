// What stands between the person and the hearing just now: a lost line, sound that wants a tap, a device that went away, a refusal.
import { useTranslation } from 'react-i18next';
import type { Source } from '../../server/protocol/asks.ts';
import { devicesFor } from '../devices/capture-state.ts';
import { SOURCES } from '../devices/problem.ts';
import { useCapture } from '../devices/use-capture.ts';
import { Button } from '../look/button.tsx';
import { Notice } from '../look/notice.tsx';
import { Refused } from '../look/refused.tsx';
import { useRoom, useRoomState } from './use-room.tsx';

export function Banners() {
  const { t } = useTranslation('room');
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
      <NewsOfDevice />
      <Refused
        code={refused}
        kind="warn"
        actions={<Button onPress={room.readRefusal}>{t('panel.refusedDone')}</Button>}
      />
    </div>
  );
}

/** One notice and one button for both: trying again opens whatever is lost. */
function LostDevice({ words }: { readonly words: Source | 'both' }) {
  const { t } = useTranslation('room');
  const { t: common } = useTranslation();
  const { capture } = useRoom().visit;
  return (
    <Notice
      kind="warn"
      actions={
        <>
          <Button kind="main" onPress={() => void capture.start()}>
            {common('again')}
          </Button>
          {words === 'both' ? null : <OtherDevices source={words} />}
        </>
      }
    >
      {t(`device.${words}`)}
    </Notice>
  );
}

/** One press each for what else is plugged in. */
function OtherDevices({ source }: { readonly source: Source }) {
  const { t } = useTranslation('room');
  const { capture } = useRoom().visit;
  const state = useCapture(capture);
  const inUse = capture.track(source)?.getSettings().deviceId;
  return (
    devicesFor(state, source)
      // Chromium lists the system's choice once more under these ids.
      .filter(({ deviceId }) => deviceId !== inUse && deviceId !== 'default' && deviceId !== 'communications')
      .slice(0, 3)
      .map(({ deviceId, label }) => (
        <Button key={deviceId} onPress={() => void capture.choose(source, deviceId)}>
          {t('device.use', { label })}
        </Button>
      ))
  );
}

/** A device was changed by itself, or could not be changed. */
function NewsOfDevice() {
  const { t } = useTranslation('room');
  const { capture } = useRoom().visit;
  const { news } = useCapture(capture);
  if (news === null) return null;
  const { what, source, label } = news;
  return (
    <Notice
      kind="warn"
      actions={
        <>
          <Button kind="main" onPress={capture.readNews}>
            {t('panel.refusedDone')}
          </Button>
          {what === 'replaced' ? <OtherDevices source={source} /> : null}
        </>
      }
    >
      {t(`device.${what}`, { label })}
    </Notice>
  );
}
