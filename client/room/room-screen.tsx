// The hearing: stage bar on top, people in the middle, own controls below, the panel of chair and clerk beside them; a letter of commitment lies over it all.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Id } from '../../server/protocol/ids.ts';
import type { LetterView } from '../../server/protocol/letter.ts';
import type { OwnMinutes } from '../../server/protocol/minutes.ts';
import { isHost } from '../../server/protocol/roles.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { Sheet } from '../look/dialog.tsx';
import { usePageTitle } from '../look/page-title.ts';
import { Announcer } from './announcer.tsx';
import { useAwake } from './awake.ts';
import { Banners } from './banners.tsx';
import { Captions } from './captions.tsx';
import { isElsewhere, useOwnLetter } from './letter/use-own-letter.ts';
import { useOwnMinutes } from './minutes/use-own-minutes.ts';
import { OwnControls } from './own-controls.tsx';
import { Panel } from './panel/panel.tsx';
import { PauseNotice } from './pause-notice.tsx';
import { handsIn, personIn, waitingIn } from './reading.ts';
import { RecordTrouble } from './record-trouble.tsx';
import './room.css';
import { StageBar } from './stage-bar.tsx';
import { Tiles } from './tiles.tsx';
import { useRoomState } from './use-room.tsx';
import { useWide } from './use-wide.ts';

const LetterBanner = lazy(async () => ({ default: (await import('./letter/letter-banner.tsx')).LetterBanner }));
const OwnSheet = lazy(async () => ({ default: (await import('./letter/own-sheet.tsx')).OwnSheet }));
const SupervisedSheet = lazy(async () => ({
  default: (await import('./letter/supervised-sheet.tsx')).SupervisedSheet,
}));

const MinutesBanner = lazy(async () => ({ default: (await import('./minutes/minutes-banner.tsx')).MinutesBanner }));
const OwnMinutesSheet = lazy(async () => ({
  default: (await import('./minutes/own-minutes-sheet.tsx')).OwnMinutesSheet,
}));
const BesideSheet = lazy(async () => ({ default: (await import('./minutes/beside-sheet.tsx')).BesideSheet }));
const PlayedNotice = lazy(async () => ({ default: (await import('./minutes/played-notice.tsx')).PlayedNotice }));

export function RoomScreen({ snapshot, you }: { readonly snapshot: RoomSnapshot; readonly you: Id }) {
  const { t } = useTranslation('room');
  const [panelOpen, setPanelOpen] = useState(false);
  const [supervised, setSupervised] = useState<LetterView | null>(null);
  const [beside, setBeside] = useState<OwnMinutes | null>(null);
  const own = useOwnLetter();
  const wide = useWide();
  useAwake();
  usePageTitle(snapshot.title);
  const me = personIn(snapshot, you);
  const host = me !== undefined && isHost(me.role);
  const ownMinutes = useOwnMinutes(!host);
  const { playing } = useRoomState();
  if (!me) return null;
  const isChair = me.role === 'chair';
  const title = t(isChair ? 'panel.title' : 'panel.clerkTitle');
  // One paper at a time: under a letter the minutes wait.
  const minutesShown = ownMinutes.shown && !own.shown;
  const covered = own.shown || minutesShown || supervised !== null || beside !== null;
  const supervise = (letter: LetterView): void => {
    setPanelOpen(false);
    setSupervised(letter);
  };
  const handOver = (minutes: OwnMinutes): void => {
    setPanelOpen(false);
    setBeside(minutes);
  };
  const panel = <Panel snapshot={snapshot} isChair={isChair} onSupervise={supervise} onBeside={handOver} />;
  return (
    <>
      <Announcer snapshot={snapshot} you={you} />
      {/* Under a paper the room goes on, but nothing of it can be pressed. */}
      <div className={host && wide ? 'room room-with-panel' : 'room'} inert={covered}>
        <StageBar snapshot={snapshot} />
        <main className="room-stage" id="main">
          {host ? <RecordTrouble snapshot={snapshot} /> : null}
          <Banners />
          <Suspense>{own.letter === null ? null : <LetterBanner letter={own.letter} onOpen={own.open} />}</Suspense>
          <Suspense>
            {ownMinutes.minutes === null ? null : (
              <MinutesBanner minutes={ownMinutes.minutes} wantsCopy={!host} onOpen={ownMinutes.open} />
            )}
            {playing === null ? null : <PlayedNotice snapshot={snapshot} />}
          </Suspense>
          <PauseNotice snapshot={snapshot} />
          <Tiles snapshot={snapshot} you={you} />
          <Captions snapshot={snapshot} />
        </main>
        <OwnControls
          snapshot={snapshot}
          me={me}
          panelCount={waitingIn(snapshot).length + handsIn(snapshot).length}
          {...(host && !wide ? { onPanel: () => setPanelOpen(true) } : {})}
        />
        {host && wide ? (
          <aside className="room-panel" aria-label={title}>
            {panel}
          </aside>
        ) : null}
        {host && !wide ? (
          <Sheet open={panelOpen} onClose={() => setPanelOpen(false)} title={title}>
            {panel}
          </Sheet>
        ) : null}
      </div>
      <Suspense>
        {own.onSheet === null ? null : (
          <OwnSheet
            key={own.onSheet.letterId}
            letter={own.onSheet}
            gone={own.letter === null ? 'taken' : isElsewhere(own.letter) ? 'elsewhere' : null}
            shown={own.shown}
            snapshot={snapshot}
            onClose={own.close}
          />
        )}
        {ownMinutes.onSheet === null ? null : (
          <OwnMinutesSheet
            minutes={ownMinutes.onSheet}
            gone={ownMinutes.minutes === null}
            shown={minutesShown}
            snapshot={snapshot}
            onClose={ownMinutes.close}
          />
        )}
        {beside === null ? null : <BesideSheet start={beside} witness={me.name} onClose={() => setBeside(null)} />}
        {supervised === null ? null : (
          <SupervisedSheet
            start={supervised}
            witness={me.name}
            snapshot={snapshot}
            onClose={() => setSupervised(null)}
          />
        )}
      </Suspense>
    </>
  );
}
