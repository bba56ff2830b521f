// Which role the form for the next person begins with, so that four people are entered without touching the list of roles.
import type { HearingRole } from '../../../server/protocol/roles.ts';

/** Roles that one person holds in a hearing. */
const ONCE: readonly HearingRole[] = ['chair', 'case_prosecutor', 'clerk', 'complainant', 'lead_officer'];
/** In the order in which a hearing is usually put together. */
const NEEDED: readonly HearingRole[] = ['chair', 'complainant', 'officer'];

/** `last` is the role just added; null when the form opens. A role that several hold stays for the next of them. */
export function nextRole(people: readonly { readonly role: HearingRole }[], last: HearingRole | null): HearingRole {
  if (last !== null && !ONCE.includes(last)) return last;
  return NEEDED.find((role) => !people.some((person) => person.role === role)) ?? 'officer';
}
