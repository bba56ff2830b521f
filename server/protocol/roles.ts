// Who people are: the roles of a hearing and the roles of staff accounts.
import { z } from 'zod';

/** Roles in one hearing; a person has exactly one of them per hearing. Order is the order of seats on screen. */
export const HEARING_ROLES = [
  'chair',
  'case_prosecutor',
  'clerk',
  'complainant',
  'agent',
  'other_party',
  'original_handler',
  'lead_officer',
  'officer',
  'supervisor',
  'witness',
  'expert',
  'interpreter',
  'observer',
] as const;
export const HearingRole = z.enum(HEARING_ROLES);
export type HearingRole = z.infer<typeof HearingRole>;

/** Roles held by accounts, so by people who sign in. */
export const STAFF_ROLES = ['admin', 'prosecutor', 'clerk', 'archivist', 'approver'] as const;
export const StaffRole = z.enum(STAFF_ROLES);
export type StaffRole = z.infer<typeof StaffRole>;

/** Roles that run a hearing; they are always people with an account, everybody else comes by a personal link. */
const HOST_ROLES = ['chair', 'clerk'] as const satisfies readonly HearingRole[];
export const isHost = (role: HearingRole): boolean => (HOST_ROLES as readonly HearingRole[]).includes(role);

/** The account roles that may take a hearing role. Roles not named here never need an account. */
export const ACCOUNT_FOR: Partial<Record<HearingRole, readonly StaffRole[]>> = {
  chair: ['prosecutor'],
  case_prosecutor: ['prosecutor'],
  clerk: ['clerk', 'prosecutor'],
};
