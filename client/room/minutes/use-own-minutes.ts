// Are the minutes open over the room? For participants they open by themselves when they are laid before them; hosts, who work, open them.
import { useEffect, useRef, useState } from 'react';
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import { useRoom, useRoomState } from '../use-room.tsx';

export type OwnMinutesView = {
  readonly minutes: OwnMinutes | null;
  /** What is on the sheet: while it is shown it stays, also when they were taken back; under the hearing, what was written on it is kept. */
  readonly onSheet: OwnMinutes | null;
  readonly shown: boolean;
  readonly open: () => void;
  readonly close: () => void;
};

export function useOwnMinutes(opensByItself: boolean): OwnMinutesView {
  const room = useRoom();
  const { minutes } = useRoomState();
  const [isOpen, setOpen] = useState(false);
  const seen = useRef(0);
  const last = useRef<OwnMinutes | null>(null);
  if (minutes !== null) last.current = minutes;
  const waits = minutes?.signer.state === 'pending';
  useEffect(() => {
    const version = minutes?.version ?? 0;
    if (waits && version !== seen.current && opensByItself) setOpen(true);
    seen.current = version;
  }, [minutes?.version, waits, opensByItself]);
  // A page that lay open in a pocket may have missed what happened.
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible' && room.state().minutes !== null) void room.minutes.look();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [room]);
  return {
    minutes,
    onSheet: isOpen ? last.current : waits ? minutes : null,
    shown: isOpen && last.current !== null,
    open: () => setOpen(true),
    close: () => setOpen(false),
  };
}
