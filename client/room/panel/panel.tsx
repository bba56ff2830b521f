// Everything chair or clerk does about the hearing, the next step on top, then whoever waits for a hand; the server decides each act again.
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import { Agenda, NextStage } from './agenda.tsx';
import './panel.css';
import { PauseControl } from './pause-control.tsx';
import { Hands, PeopleList } from './people-list.tsx';
import { WaitingList } from './waiting-list.tsx';

export function Panel({ snapshot, isChair }: { readonly snapshot: RoomSnapshot; readonly isChair: boolean }) {
  return (
    <div className="panel">
      {isChair ? <NextStage snapshot={snapshot} /> : null}
      <WaitingList snapshot={snapshot} />
      <Hands snapshot={snapshot} isChair={isChair} />
      <PeopleList snapshot={snapshot} isChair={isChair} />
      <Agenda snapshot={snapshot} isChair={isChair} />
      {isChair ? <PauseControl snapshot={snapshot} /> : null}
    </div>
  );
}
