// Who does something: the name that a trail entry carries is the name at that time.
import type { Id } from '../protocol/ids.ts';

export type Actor =
  | { readonly kind: 'account'; readonly id: Id; readonly name: string }
  | { readonly kind: 'person'; readonly id: Id; readonly name: string }
  | { readonly kind: 'server' };

/** What the server does by itself: at start, at recovery, when a time is over. */
export const SERVER: Actor = { kind: 'server' };
