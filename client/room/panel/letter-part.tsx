// The letters of commitment in the panel, loaded when a host sees the panel: nobody else needs them.
import { lazy, Suspense } from 'react';
import type { LetterView } from '../../../server/protocol/letter.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';

export type LetterPartProps = {
  readonly snapshot: RoomSnapshot;
  readonly isChair: boolean;
  /** The clerk hands the device over. */
  readonly onSupervise: (letter: LetterView) => void;
};

const Desk = lazy(async () => ({ default: (await import('./letter-desk.tsx')).LetterDesk }));

export const LetterPart = (props: LetterPartProps) => (
  <Suspense>
    <Desk {...props} />
  </Suspense>
);
