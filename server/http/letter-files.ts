// Files of letters, for staff: the signed one, and one to print.
import { Router } from 'express';
import { z } from 'zod';
import type { HearingRecord, LetterRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Action } from '../may.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import { letterFilePath, letterPrintPath } from '../protocol/letter.ts';
import { type House, staffWho } from './call.ts';
import { LETTER_ENDING } from './letter-ending.ts';
import { guard, idIn, route, send, Views } from './sending.ts';

const Version = z.coerce.number().int().min(1).max(1_000);

export function letterFiles(house: House): Router {
  const { archive, papers } = house;
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
      response.attachment(`letter-${letter.letterId}-${version}.${LETTER_ENDING[mediaType]}`);
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

  return router;
}
