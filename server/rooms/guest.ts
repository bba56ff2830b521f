// One browser's connection as the room sees it; the door makes it, the room knows nothing of sockets.
import type { Id } from '../protocol/ids.ts';
import type { Farewell, NoticeName, Notices } from '../protocol/notices.ts';

export type Guest = {
  /** This connection; a reconnect is a new one. */
  readonly peerId: Id;
  readonly personId: Id;
  readonly sessionId: Id;
  /** Set for people with an account, whose right to the seat is the account itself. */
  readonly accountId: Id | null;
  /** Set for people with a personal link. */
  readonly invitationId: Id | null;
  readonly tabId: Id;
  /** Does the session that this connection came by still hold? Asked where it would gain something. */
  readonly isWelcome: () => Promise<boolean>;
  readonly tell: <Name extends NoticeName>(name: Name, body: Notices[Name]) => void;
  /** Says why, then disconnects; may be called twice. */
  readonly end: (why: Farewell) => void;
};
