// One person's way through the hearing: at the door, waiting, seated, gone; and back again.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capture } from '../devices/capture.ts';
import { ParticipantFrame } from '../look/participant-frame.tsx';
import { useParticipantSize } from '../look/theme.ts';
import { Banners } from './banners.tsx';
import type { Who } from './connection.ts';
import { Ending } from './ending.tsx';
import { Room } from './room.ts';
import { RoomScreen } from './room-screen.tsx';
import type { Ending as Why } from './room-state.ts';
import { keepEntered } from './switches.ts';
import { RoomProvider, useRoomState } from './use-room.tsx';
import { WaitingRoom } from './waiting-room.tsx';

type Props = {
  readonly who: Who;
  readonly capture: Capture;
  /** An observer sends nothing and is asked for no device. */
  readonly listener: boolean;
  readonly officeName?: string;
  readonly phone?: string;
};

export function Hearing(props: Props) {
  const [visit, setVisit] = useState({ number: 0, takeOver: false });
  return (
    <Visit
      key={visit.number}
      {...props}
      takeOver={visit.takeOver}
      onBack={(takeOver) => setVisit(({ number }) => ({ number: number + 1, takeOver }))}
    />
  );
}

type VisitProps = Props & { readonly takeOver: boolean; readonly onBack: (takeOver: boolean) => void };

function Visit(props: VisitProps) {
  const { who, capture, listener, takeOver } = props;
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    if (!listener) void capture.start();
    keepEntered(who.hearingId, true);
    const made = new Room({ who, capture, takeOver });
    setRoom(made);
    return () => made.close();
  }, [who, capture, listener, takeOver]);
  if (room === null) return null;
  return (
    <RoomProvider room={room}>
      <Places {...props} />
    </RoomProvider>
  );
}

function Places(props: VisitProps) {
  const { t } = useTranslation('room');
  const { place } = useRoomState();
  switch (place.at) {
    case 'arriving':
      return (
        <ParticipantFrame title={t('door')} phone={props.phone} officeName={props.officeName}>
          <Banners />
        </ParticipantFrame>
      );
    case 'waiting':
      return <WaitingRoom door={place.door} officeName={props.officeName} listener={props.listener} />;
    case 'seated':
      return props.who.personId === undefined ? (
        <RoomScreen snapshot={place.snapshot} you={place.you} />
      ) : (
        <ForParticipants>
          <RoomScreen snapshot={place.snapshot} you={place.you} />
        </ForParticipants>
      );
    case 'end':
      return <End {...props} why={place.why} />;
  }
}

function ForParticipants({ children }: { readonly children: React.ReactNode }) {
  useParticipantSize();
  return children;
}

function End(props: VisitProps & { readonly why: Why }) {
  const { capture, who } = props;
  const { letter, minutes } = useRoomState();
  useEffect(() => {
    capture.release();
    // A reload of this page must not take the seat back from wherever it is now.
    keepEntered(who.hearingId, false);
  }, [capture, who]);
  return (
    <Ending
      why={props.why}
      hearingId={who.hearingId}
      staff={who.personId === undefined}
      phone={props.phone}
      officeName={props.officeName}
      letter={letter}
      minutes={minutes}
      onBack={props.onBack}
    />
  );
}
