// How a kept file goes to a browser: with its check value, never run there, in pieces where it is asked for in pieces.
import { basename, dirname } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import type { HearingRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import { Id } from '../protocol/ids.ts';
import type { House } from './call.ts';

/** A new entry of the trail begins after this pause of somebody who looks at the same thing. */
const SAME_VIEW_MS = 10 * 60_000;

/** A file given to a browser never runs there, whatever is in it. */
export function guard(response: Response, sha256: string): void {
  response.setHeader('Content-Security-Policy', "default-src 'none'; media-src 'self'; sandbox");
  response.setHeader('Cache-Control', 'private, max-age=0, must-revalidate');
  response.setHeader('ETag', `"${sha256}"`);
  // RFC 9530.
  response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
}

export const send = (response: Response, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // With a root, so that a data directory below a folder with a dot is no hidden file.
    const root = dirname(path);
    response.sendFile(
      basename(path),
      { root, dotfiles: 'deny', etag: false, lastModified: false, cacheControl: false },
      (error) => {
        // A player that jumps cuts its requests off: that is not an error of ours.
        if (error !== undefined && !response.headersSent) reject(error);
        else resolve();
      },
    );
  });

export const route = (work: (request: Request, response: Response) => Promise<void>): RequestHandler => {
  return (request, response, next) => {
    work(request, response).catch(next);
  };
};

/** @throws AppError bad_request */
export function idIn(request: Request, name: 'id' | 'personId'): string {
  const parsed = Id.safeParse(request.params[name]);
  if (!parsed.success) throw new AppError('bad_request', name);
  return parsed.data;
}

/** Notes who looked at what, once per viewing and not per range: a player asks for hundreds of pieces. */
export class Views {
  readonly #archive: House['archive'];
  readonly #viewed = new Map<string, number>();

  constructor(archive: House['archive']) {
    this.#archive = archive;
  }

  /** `detail` tells apart what is called the same. */
  async note(
    who: StaffVisitor,
    act: string,
    about: string,
    hearing: Pick<HearingRecord, 'id' | 'caseId'>,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const key = JSON.stringify([who.account.id, act, about, detail]);
    const last = this.#viewed.get(key) ?? 0;
    const now = Date.now();
    this.#viewed.set(key, now);
    if (now - last < SAME_VIEW_MS) return;
    await this.#archive.trail.write(who.actor, { act, about, caseId: hearing.caseId, hearingId: hearing.id, detail });
    for (const [old, atMs] of this.#viewed) if (now - atMs > SAME_VIEW_MS) this.#viewed.delete(old);
  }
}
