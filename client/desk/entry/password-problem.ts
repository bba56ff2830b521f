// What is wrong with a new password, if anything: only its length counts (NIST SP 800-63B).

import { PASSWORD_LENGTH } from '../../../server/protocol/api.ts';

export type PasswordProblem = { readonly kind: 'short'; readonly missing: number } | { readonly kind: 'long' } | null;

/** Counts as the server does, in UTF-16 units. */
export function passwordProblem(password: string): PasswordProblem {
  if (password.length < PASSWORD_LENGTH.shortest)
    return { kind: 'short', missing: PASSWORD_LENGTH.shortest - password.length };
  return password.length > PASSWORD_LENGTH.longest ? { kind: 'long' } : null;
}
