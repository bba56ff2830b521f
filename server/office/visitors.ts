// Who stands at the door: a cookie names a session, the session an account or a seat, and the record says the rest.
import type { IncomingMessage } from 'node:http';
import type { Actor } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { Asker } from '../may.ts';
import type { Account } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { type CookieJar, STAFF_COOKIE, seatCookie } from './cookies.ts';

export type StaffVisitor = {
  readonly sessionId: Id;
  readonly account: Account;
  readonly actor: Actor;
  readonly asker: Asker;
};
export type SeatVisitor = {
  readonly sessionId: Id;
  readonly personId: Id;
  readonly hearingId: Id;
  readonly invitationId: Id;
};

export class Visitors {
  readonly #archive: Archive;
  readonly cookies: CookieJar;
  readonly #origins: readonly string[];

  constructor(archive: Archive, cookies: CookieJar, origins: readonly string[]) {
    this.#archive = archive;
    this.cookies = cookies;
    this.#origins = origins;
  }

  /** Browsers send Origin with every unsafe request and every WebSocket; only our own pages may change anything. */
  comesFromOwnPage(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (typeof site === 'string' && !['same-origin', 'none'].includes(site)) return false;
    return origin !== undefined && this.#origins.includes(origin);
  }

  /** The signed-in member of staff, or null: no cookie, an expired or revoked session, a disabled account. */
  async staff(request: IncomingMessage): Promise<StaffVisitor | null> {
    const secret = this.cookies.read(request, STAFF_COOKIE);
    const session = secret === null ? null : await this.#archive.sessions.find(secret);
    if (session?.kind !== 'account') return null;
    const account = await this.#archive.accounts.byId(session.accountId);
    if (account?.state !== 'active') return null;
    return {
      sessionId: session.id,
      account,
      actor: { kind: 'account', id: account.id, name: account.displayName },
      asker: { kind: 'account', id: account.id, role: account.role },
    };
  }

  /** The person, if this browser opened their personal link and the link still holds; else null. */
  async seat(request: IncomingMessage, personId: Id): Promise<SeatVisitor | null> {
    const secret = this.cookies.read(request, seatCookie(personId));
    const session = secret === null ? null : await this.#archive.sessions.find(secret);
    if (session?.kind !== 'person' || session.personId !== personId) return null;
    return { sessionId: session.id, personId, hearingId: session.hearingId, invitationId: session.invitationId };
  }
}
