// Resumable uploads of scans: the core of tus 1.0 with creation, termination and expiration (https://tus.io/protocols/resumable-upload).
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import { Id } from '../protocol/ids.ts';
import { LETTER_LIMITS, SCAN_UPLOADS, Sha256 } from '../protocol/letter.ts';
import { type House, staffWho } from './call.ts';
import { idIn, route } from './sending.ts';

const VERSION = '1.0.0';
const ONE = `${SCAN_UPLOADS}/:id`;

/** All that is heeded of what a client says about a file; its name is not. */
const Metadata = z.object({ letterId: Id, sha256: Sha256 });
const Whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export function scanUploads(house: House): Router {
  const { archive, rates, scans } = house;
  const router = Router();

  /** Whoever may file a scan of this letter, and a letter that can still be signed by hand. */
  async function scanner(request: Request, letterId: Id): Promise<StaffVisitor> {
    const letter = await archive.letters.byId(letterId);
    const hearing = letter === null ? null : await archive.hearings.byId(letter.hearingId);
    const who = await staffWho(house, request, 'letter.scan', { teamIds: hearing?.teamIds ?? [] });
    if (letter === null) throw new AppError('not_found');
    const isSignedOnScreen = ['signed', 'witnessed'].includes(letter.state) && letter.medium !== 'paper_scan';
    if (letter.state === 'voided' || isSignedOnScreen) throw new AppError('wrong_state', letter.state);
    return who;
  }

  /** The upload of the path, begun by whoever asks, who still may. */
  async function begun(request: Request) {
    const visitor = await house.visitors.staff(request);
    if (visitor === null) throw new AppError('not_signed_in');
    const id = idIn(request, 'id');
    const upload = await scans.find(id, visitor.account.id);
    return { id, upload, who: await scanner(request, upload.letterId) };
  }

  router.use([SCAN_UPLOADS, ONE], (request, response, next) => {
    response.setHeader('Tus-Resumable', VERSION);
    if (request.header('tus-resumable') === VERSION) return next();
    response.setHeader('Tus-Version', VERSION);
    // What is kept is fetched as the letter's file; an upload itself is never given back to anybody.
    next(request.method === 'GET' ? new AppError('not_found') : new AppError('bad_request', 'tus 1.0.0 expected'));
  });

  router.post(
    SCAN_UPLOADS,
    route(async (request, response) => {
      const { letterId, sha256 } = metadataOf(request);
      const who = await scanner(request, letterId);
      await rates.take('scanPerAccount', who.account.id);
      const length = wholeIn(request, 'upload-length');
      if (length > LETTER_LIMITS.scanBytes) throw new AppError('scan_too_large', `${length} bytes`);
      if (length === 0) throw new AppError('scan_kind', 'empty');
      const { id, expiresAtMs } = await scans.begin({ letterId, sha256, length, accountId: who.account.id });
      response.setHeader('Location', `${SCAN_UPLOADS}/${id}`);
      response.setHeader('Upload-Expires', new Date(expiresAtMs).toUTCString());
      response.status(201).end();
    }),
  );

  // Before GET, which would answer HEAD as well.
  router.head(
    ONE,
    route(async (request, response) => {
      const { upload } = await begun(request);
      response.setHeader('Upload-Offset', upload.offset);
      response.setHeader('Upload-Length', upload.length);
      response.status(200).end();
    }),
  );

  router.patch(
    ONE,
    route(async (request, response) => {
      const { id, who } = await begun(request);
      if (!request.is('application/offset+octet-stream')) throw new AppError('bad_request', 'content type');
      const { actor } = who;
      if (actor.kind !== 'account') throw new AppError('forbidden');
      const offset = wholeIn(request, 'upload-offset');
      const now = await scans.append(id, actor, { offset, bytes: request }).catch((error: unknown) => {
        if (request.complete || !request.destroyed) throw error;
        // The line broke: there is nobody to answer, and what came is there for when they come back.
        return null;
      });
      if (now !== null) answer(response, now);
    }),
  );

  router.delete(
    ONE,
    route(async (request, response) => {
      const { id, who } = await begun(request);
      await scans.remove(id, who.account.id);
      response.status(204).end();
    }),
  );

  return router;
}

/** tus says 204; the last answer carries what became of the scan. */
function answer(response: Response, now: Awaited<ReturnType<House['scans']['append']>>): void {
  response.setHeader('Upload-Offset', now.offset);
  if (now.receipt === null) response.status(204).end();
  else response.status(200).json(now.receipt);
}

/** @throws AppError `bad_request` */
function wholeIn(request: Request, name: string): number {
  const parsed = Whole.safeParse(request.header(name));
  if (!parsed.success) throw new AppError('bad_request', name);
  return parsed.data;
}

/** Pairs of a key and Base64, separated by commas. @throws AppError `bad_request` */
function metadataOf(request: Request): z.infer<typeof Metadata> {
  const pairs = (request.header('upload-metadata') ?? '').split(',').map((pair): [string, string] => {
    const [key = '', value = ''] = pair.trim().split(' ');
    return [key, Buffer.from(value, 'base64').toString('utf8')];
  });
  const parsed = Metadata.safeParse(Object.fromEntries(pairs));
  if (!parsed.success) throw new AppError('bad_request', 'upload-metadata');
  return parsed.data;
}
