// Is the letter open over the room? It opens by itself when it is shown; the person may look at the hearing and come back.
import { useEffect, useRef, useState } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import { useRoom, useRoomState } from '../use-room.tsx';

/** Waits for a decision. */
const undecided = (letter: LetterView): boolean => letter.state === 'shown' || letter.state === 'read';
/** In front of the person on the clerk's device. */
export const isElsewhere = (letter: LetterView): boolean => undecided(letter) && letter.medium === 'supervised';
/** Waits here, and not on the clerk's device. */
export const waitsHere = (letter: LetterView): boolean => undecided(letter) && !isElsewhere(letter);
const sameText = (a: LetterView, b: LetterView): boolean => a.letterId === b.letterId && a.version === b.version;

export type OwnLetterView = {
  readonly letter: LetterView | null;
  /**
   * The letter on the sheet. While the sheet is shown it stays, also when it was taken back; while it waits under the hearing,
   * what was written on it is kept.
   */
  readonly onSheet: LetterView | null;
  readonly shown: boolean;
  readonly open: () => void;
  readonly close: () => void;
};

export function useOwnLetter(): OwnLetterView {
  const room = useRoom();
  const { letter } = useRoomState();
  const [isOpen, setOpen] = useState(false);
  const before = useRef<LetterView | null>(null);
  const last = useRef<LetterView | null>(null);
  if (letter !== null) last.current = letter;
  useEffect(() => {
    const was = before.current;
    before.current = letter;
    if (letter === null || !waitsHere(letter)) return;
    if (was === null || !waitsHere(was) || !sameText(was, letter)) setOpen(true);
  }, [letter]);
  // A page that lay open in a pocket may have missed what happened.
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible' && room.state().letter !== null) void room.letter.look();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [room]);
  return {
    letter,
    onSheet: isOpen ? last.current : letter !== null && waitsHere(letter) ? letter : null,
    shown: isOpen && last.current !== null,
    open: () => setOpen(true),
    close: () => setOpen(false),
  };
}
