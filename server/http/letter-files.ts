// Files of letters: the signed one for staff, one to print, and the signer's own copy, which needs no signing in.
import { Router } from 'express';
import { z } from 'zod';
import type { HearingRecord, LetterCopy, LetterFile, LetterRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Action } from '../may.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import { letterCopyGonePath, letterCopyPath, letterFilePath, letterPrintPath } from '../protocol/letter.ts';
import { type House, staffWho } from './call.ts';
import { guard, idIn, route, send, Views } from './sending.ts';

const ENDING: Readonly<Record<LetterFile['mediaType'], string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

const COPY_GONE: Readonly<Partial<Record<ErrorCode, Parameters<typeof letterCopyGonePath>[0]>>> = {
  link_expired: 'expired',
  link_unknown: 'unknown',
  too_many_attempts: 'later',
};

const Version = z.coerce.number().int().min(1).max(1_000);

export function letterFiles(house: House): Router {
  const { archive, papers, rates } = house;
  const router = Router();
  const views = new Views(archive);

  async function letterFor(
    request: Parameters<typeof staffWho>[1],
    action: Action,
  ): Promise<{ who: StaffVisitor; letter: LetterRecord; hearing: HearingRecord }> {
    const letter = await archive.letters.byId(idIn(request, 'id'));
    const hearing = letter === null ? null : await archive.hearings.byId(letter.hearingId);
    const who = await staffWho(house, request, action, { teamIds: hearing?.teamIds ?? [] });
    if (letter === null || hearing === null) throw new AppError('not_found');
    return { who, letter, hearing };
  }

  async function fetchCopy(address: string, token: string): Promise<LetterCopy> {
    await rates.take('linkPerAddress', address);
    const copy = await archive.letters.fetchCopy(token);
    await rates.giveBack('linkPerAddress', address);
    return copy;
  }

  router.get(
    letterFilePath(':id'),
    route(async (request, response) => {
      const { who, letter, hearing } = await letterFor(request, 'letter.read');
      const wanted = Version.safeParse(request.query.version ?? letter.version);
      if (!wanted.success) throw new AppError('bad_request', 'version');
      const version = wanted.data;
      const file = await archive.letters.file(letter.letterId, version);
      if (file === null) throw new AppError('not_found', 'no such file');
      const { sha256, mediaType } = file;
      await views.note(who, 'letter.downloaded', letter.signerName, hearing, {
        letterId: letter.letterId,
        version: String(version),
      });
      guard(response, sha256);
      response.attachment(`letter-${letter.letterId}-${version}.${ENDING[mediaType]}`);
      response.type(mediaType);
      await send(response, archive.objects.path(sha256));
    }),
  );

  router.get(
    letterPrintPath(':id'),
    route(async (request, response) => {
      const { who, letter, hearing } = await letterFor(request, 'letter.print');
      if (letter.state === 'voided') throw new AppError('wrong_state', letter.state);
      const bytes = await papers.unsigned(letter, hearing);
      await views.note(who, 'letter.printed', letter.signerName, hearing, { letterId: letter.letterId });
      response.attachment(`letter-${letter.letterId}-${letter.version}-print.pdf`);
      response.type('application/pdf');
      response.send(Buffer.from(bytes));
    }),
  );

  router.get(
    letterCopyPath(':token'),
    route(async (request, response) => {
      // Whoever shows a link's address to a machine that looks at it first must not have fetched it by that.
      if (request.method !== 'GET') throw new AppError('not_found');
      const copy = await fetchCopy(request.ip ?? '', String(request.params.token)).catch((error: unknown) => {
        const why = error instanceof AppError ? COPY_GONE[error.code] : undefined;
        // The link came by telephone or on paper, and whoever follows it is a person with a browser.
        if (why === undefined || request.accepts(['json', 'html']) !== 'html') throw error;
        response.redirect(303, letterCopyGonePath(why));
        return null;
      });
      if (copy === null) return;
      guard(response, copy.sha256);
      response.setHeader('Cache-Control', 'no-store');
      response.attachment(`承诺书.${ENDING[copy.mediaType]}`);
      response.type(copy.mediaType);
      await send(response, archive.objects.path(copy.sha256));
    }),
  );

  return router;
}
