// The minutes in the panel, loaded when a host sees the panel: nobody else needs them.
import { lazy, Suspense } from 'react';
import type { OwnMinutes } from '../../../server/protocol/minutes.ts';
import type { RoomSnapshot } from '../../../server/protocol/snapshot.ts';

export type MinutesPartProps = {
  readonly snapshot: RoomSnapshot;
  readonly isChair: boolean;
  /** The clerk hands the device over. */
  readonly onBeside: (minutes: OwnMinutes) => void;
};

const Desk = lazy(async () => ({ default: (await import('./minutes-desk.tsx')).MinutesDesk }));

export const MinutesPart = (props: MinutesPartProps) => (
  <Suspense>
    <Desk {...props} />
  </Suspense>
);
