// What is wrong with a new password, if anything: only its length counts (NIST SP 800-63B).

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 200;

export type PasswordProblem = { readonly kind: 'short'; readonly missing: number } | { readonly kind: 'long' } | null;

/** Counts as the server does, in UTF-16 units. */
export function passwordProblem(password: string): PasswordProblem {
  if (password.length < SHORTEST_PASSWORD) return { kind: 'short', missing: SHORTEST_PASSWORD - password.length };
  return password.length > LONGEST_PASSWORD ? { kind: 'long' } : null;
}
