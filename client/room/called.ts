// Whether something has just happened that this very person should look up for: a pure comparison of two states.
import { meIn, type RoomState } from './room-state.ts';

export function isCalledNow(before: RoomState, after: RoomState): boolean {
  const me = meIn(after);
  if (me === null) return false;
  // In the hearing room another device plays the sound, and would hear this one.
  if (me.atDeviceOf !== null) return false;
  if (before.place.at === 'waiting') return true;
  const was = meIn(before);
  const isShown = after.letter?.state === 'shown' && before.letter?.state !== 'shown';
  // Who is being heard already needs no call, and the record needs no bell.
  return was !== null && was.microphone !== 'on' && (isShown || (me.hasFloor && !was.hasFloor));
}
