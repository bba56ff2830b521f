// What a role is offered on these screens; the server decides again at each request.
import type { StaffRole } from '../../server/protocol/roles.ts';

/** Makes cases and hearings, adds people, sends links. */
export const mayPrepare = (role: StaffRole): boolean => role === 'prosecutor' || role === 'clerk';

/** Plays recordings and reads the trail of cases they may see. */
export const mayPlay = (role: StaffRole): boolean => role === 'archivist' || mayPrepare(role);
