// Files of a hearing: original segments with their check value, and each person's playable copy. Range requests work on both.
import { basename, dirname, join } from 'node:path';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import sirv from 'sirv';
import type { HearingRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import { Id } from '../protocol/ids.ts';
import { personRecordingPath, personRecordingStatePath, segmentFilePath } from '../protocol/routes.ts';
import { type House, staffWho } from './call.ts';

/** What a person may be shown as a playing range; a new entry of the trail begins after this pause. */
const SAME_VIEW_MS = 10 * 60_000;

/** Express's patterns, made from the same functions that the client calls. */
const SEGMENT = segmentFilePath(':id');
const PERSON_FILE = personRecordingPath(':id', ':personId');
const PERSON_STATE = personRecordingStatePath(':id', ':personId');

/** A file given to a browser never runs there, whatever is in it. */
function guard(response: Response, sha256: string): void {
  response.setHeader('Content-Security-Policy', "default-src 'none'; media-src 'self'; sandbox");
  response.setHeader('Cache-Control', 'private, max-age=0, must-revalidate');
  response.setHeader('ETag', `"${sha256}"`);
  // RFC 9530.
  response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
}

const send = (response: Response, path: string): Promise<void> =>
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

export function files(house: House): Router {
  const { archive, copies } = house;
  const router = Router();
  const viewed = new Map<string, number>();

  const parameter = (request: Request, name: 'id' | 'personId'): string => {
    const parsed = Id.safeParse(request.params[name]);
    if (!parsed.success) throw new AppError('bad_request', name);
    return parsed.data;
  };

  async function hearingFor(request: Request, id: string): Promise<{ who: StaffVisitor; hearing: HearingRecord }> {
    const hearing = await archive.hearings.byId(id);
    const who = await staffWho(house, request, 'recording.play', { teamIds: hearing?.teamIds ?? [] });
    if (hearing === null) throw new AppError('not_found');
    return { who, hearing };
  }

  /** One entry per viewing, not per range: a player asks for hundreds of pieces. */
  async function noteView(who: StaffVisitor, act: string, about: string, hearing: HearingRecord): Promise<void> {
    const key = `${who.account.id} ${act} ${about}`;
    const last = viewed.get(key) ?? 0;
    const now = Date.now();
    viewed.set(key, now);
    if (now - last < SAME_VIEW_MS) return;
    await archive.trail.write(who.actor, { act, about, caseId: hearing.caseId, hearingId: hearing.id });
    for (const [old, atMs] of viewed) if (now - atMs > SAME_VIEW_MS) viewed.delete(old);
  }

  const route = (work: (request: Request, response: Response) => Promise<void>): RequestHandler => {
    return (request, response, next) => {
      work(request, response).catch(next);
    };
  };

  router.get(
    SEGMENT,
    route(async (request, response) => {
      const segment = await archive.recordings.segment(parameter(request, 'id'));
      const { who, hearing } = await hearingFor(request, segment?.hearingId ?? crypto.randomUUID());
      if (segment === null) throw new AppError('not_found');
      await noteView(who, 'segment.downloaded', segment.id, hearing);
      guard(response, segment.sha256);
      response.attachment(`${segment.startMs.toFixed(0)}ms-${segment.source}-${segment.id}.mkv`);
      response.type('video/x-matroska');
      await send(response, archive.objects.path(segment.sha256));
    }),
  );

  router.get(
    PERSON_STATE,
    route(async (request, response) => {
      const { hearing } = await hearingFor(request, parameter(request, 'id'));
      response.json(await copies.state(hearing, parameter(request, 'personId')));
    }),
  );

  router.get(
    PERSON_FILE,
    route(async (request, response) => {
      const personId = parameter(request, 'personId');
      const { who, hearing } = await hearingFor(request, parameter(request, 'id'));
      const { path, sha256 } = await copies.file(hearing, personId);
      await noteView(who, 'recording.played', personId, hearing);
      guard(response, sha256);
      response.type('video/webm');
      await send(response, path);
    }),
  );

  return router;
}

/** The built client, compressed where the build made a smaller twin: hashed files for ever, the page itself never from a cache, and the page for every path of the client's own. */
export function pages(folder: string): RequestHandler[] {
  return [
    sirv(folder, {
      brotli: true,
      etag: true,
      setHeaders: (response, path) => {
        const hashed = path.startsWith('/assets/');
        response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
    (request, response, next) => {
      if (request.method !== 'GET' || request.path.startsWith('/api/')) return next();
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile(join(folder, 'index.html'));
    },
  ];
}
