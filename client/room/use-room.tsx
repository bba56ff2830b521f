// The room as React sees it.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Room } from './room.ts';
import type { RoomState } from './room-state.ts';
import { Speaking } from './speaking.ts';

type Visiting = { readonly room: Room; readonly speaking: Speaking };
const RoomContext = createContext<Visiting | null>(null);

export function RoomProvider({ room, children }: { readonly room: Room; readonly children: ReactNode }) {
  const [speaking] = useState(() => new Speaking(room));
  useEffect(() => {
    speaking.start();
    return () => speaking.stop();
  }, [speaking]);
  return <RoomContext.Provider value={{ room, speaking }}>{children}</RoomContext.Provider>;
}

function useVisiting(): Visiting {
  const visiting = useContext(RoomContext);
  if (visiting === null) throw new Error('used outside of a RoomProvider');
  return visiting;
}

export const useRoom = (): Room => useVisiting().room;
export const useRoomState = (): RoomState => {
  const { room } = useVisiting();
  return useSyncExternalStore(room.subscribe, room.state);
};

export const useSpeaking = (): Speaking => useVisiting().speaking;

export function useSpeaks(personId: string): boolean {
  const { speaking } = useVisiting();
  return useSyncExternalStore(speaking.subscribe, () => speaking.speaks(personId));
}

/** The server's clock, read again every second; durations never trust the device's own. */
export function useServerNow(): number {
  const { aheadMs } = useRoomState();
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return Date.now() + aheadMs;
}
