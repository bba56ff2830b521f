// The hearing: stage bar on top, people in the middle, own controls below, the panel of chair and clerk beside them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Id } from '../../server/protocol/ids.ts';
import { isHost } from '../../server/protocol/roles.ts';
import type { RoomSnapshot } from '../../server/protocol/snapshot.ts';
import { Sheet } from '../look/dialog.tsx';
import { usePageTitle } from '../look/page-title.ts';
import { Announcer } from './announcer.tsx';
import { useAwake } from './awake.ts';
import { Banners } from './banners.tsx';
import { OwnControls } from './own-controls.tsx';
import { Panel } from './panel/panel.tsx';
import { PauseNotice } from './pause-notice.tsx';
import { handsIn, personIn, waitingIn } from './reading.ts';
import './room.css';
import { StageBar } from './stage-bar.tsx';
import { Tiles } from './tiles.tsx';
import { useWide } from './use-wide.ts';

export function RoomScreen({ snapshot, you }: { readonly snapshot: RoomSnapshot; readonly you: Id }) {
  const { t } = useTranslation('room');
  const [panelOpen, setPanelOpen] = useState(false);
  const wide = useWide();
  useAwake();
  usePageTitle(snapshot.title);
  const me = personIn(snapshot, you);
  if (!me) return null;
  const host = isHost(me.role);
  const isChair = me.role === 'chair';
  const title = t(isChair ? 'panel.title' : 'panel.clerkTitle');
  const panel = <Panel snapshot={snapshot} isChair={isChair} />;
  return (
    <div className={host && wide ? 'room room-with-panel' : 'room'}>
      <StageBar snapshot={snapshot} />
      <main className="room-stage" id="main">
        <Banners />
        <PauseNotice snapshot={snapshot} />
        <Tiles snapshot={snapshot} you={you} />
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
      <Announcer snapshot={snapshot} you={you} />
    </div>
  );
}
