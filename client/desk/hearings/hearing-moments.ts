// What may be done with a hearing in which state, as these screens offer it; the server decides again.
import type { HearingRow } from '../../../server/protocol/api.ts';
import type { HearingState } from '../../../server/protocol/stages.ts';

const OPEN: readonly HearingState[] = ['scheduled', 'lobby', 'in_session', 'recess', 'suspended'];

/** Planned or under way: links work, the room has a door. */
export const isOpen = (state: HearingState): boolean => OPEN.includes(state);
export const isPlanned = (state: HearingState): boolean => state === 'draft' || state === 'scheduled';
export const isOver = (state: HearingState): boolean => state === 'closed' || state === 'cancelled';

/** Is there a seat for whoever asks, and a door to it? */
export const mayEnter = (hearing: Pick<HearingRow, 'yourRole' | 'state'>): boolean =>
  hearing.yourRole !== null && isOpen(hearing.state);
