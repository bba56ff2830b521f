// Session cookies: one for staff, one for each person whose personal link was opened in this browser.
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Id } from '../protocol/ids.ts';

export type CookieName = 'oh_staff' | `oh_seat_${string}`;
export const STAFF_COOKIE: CookieName = 'oh_staff';
/** Two people may use one tablet, and one person may have several hearings, so each seat has its own. */
export const seatCookie = (personId: Id): CookieName => `oh_seat_${personId.replaceAll('-', '')}`;

/**
 * Reads and writes cookies in the form that the connection allows: `__Host-` and Secure on https,
 * the plain name on http://localhost only. On https the plain name is not believed: a neighbour on http could have set it.
 */
export class CookieJar {
  /** `behindHttps`: a reverse proxy in front of us speaks https to browsers. */
  readonly #behindHttps: boolean;

  constructor(publicUrl: string | undefined) {
    this.#behindHttps = publicUrl?.startsWith('https:') ?? false;
  }

  isSecure(request: IncomingMessage): boolean {
    // TLSSocket is the only socket class with `encrypted`; a plain one lacks the property.
    return this.#behindHttps || (request.socket as Partial<TLSSocket>).encrypted === true;
  }

  read(request: IncomingMessage, name: CookieName): string | null {
    const cookies = parseCookie(request.headers.cookie ?? '');
    return cookies[this.#nameFor(request, name)] ?? null;
  }

  /** Value of a Set-Cookie header; an empty value with age 0 takes the cookie away. */
  make(request: IncomingMessage, name: CookieName, value: string, maxAgeSeconds: number): string {
    return stringifySetCookie({
      name: this.#nameFor(request, name),
      value,
      path: '/',
      httpOnly: true,
      // Lax, not Strict: a personal link opened from a message must find the browser's own seat again.
      sameSite: 'lax',
      secure: this.isSecure(request),
      maxAge: maxAgeSeconds,
    });
  }

  #nameFor(request: IncomingMessage, name: CookieName): string {
    return this.isSecure(request) ? `__Host-${name}` : name;
  }
}
