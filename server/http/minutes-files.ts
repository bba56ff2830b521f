// Minutes as files: as they stand now, to be read or signed by hand, and the signed document that is kept.
import { Router } from 'express';
import type { HearingRecord, MinutesRecord } from '../archive/records.ts';
import { sha256 } from '../archive/sha256.ts';
import { AppError } from '../errors.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import {
  keptMinutesPath,
  MINUTES_FORMATS,
  type MinutesFormat,
  MinutesVersion,
  minutesFilePath,
} from '../protocol/minutes.ts';
import { type House, hearingFor } from './call.ts';
import { guard, idIn, route, send, Views } from './sending.ts';

export const DOCUMENT_TYPE: Readonly<Record<MinutesFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

export function minutesFiles(house: House): Router {
  const { archive, documents } = house;
  const router = Router();
  const views = new Views(archive);

  async function minutesFor(
    request: Parameters<typeof hearingFor>[1],
  ): Promise<{ who: StaffVisitor; hearing: HearingRecord; minutes: MinutesRecord }> {
    const { who, found: hearing } = await hearingFor(house, request, idIn(request, 'id'), 'minutes.read');
    const minutes = await archive.minutes.ofHearing(hearing.id);
    if (minutes === null) throw new AppError('not_found');
    return { who, hearing, minutes };
  }

  for (const format of MINUTES_FORMATS) {
    router.get(
      minutesFilePath(':id', format),
      route(async (request, response) => {
        const { who, hearing, minutes } = await minutesFor(request);
        const wanted = MinutesVersion.safeParse(request.query.version ?? minutes.version);
        if (!wanted.success) throw new AppError('bad_request', 'version');
        const version = wanted.data;
        const bytes = Buffer.from(await documents.current({ hearingId: hearing.id, version }, format));
        await views.note(who, 'minutes.exported', hearing.title, hearing, {
          format,
          version: String(version),
        });
        guard(response, sha256(bytes));
        response.attachment(`minutes-${hearing.id}-${version}.${format}`);
        response.type(DOCUMENT_TYPE[format]);
        response.send(bytes);
      }),
    );
  }

  router.get(
    keptMinutesPath(':id'),
    route(async (request, response) => {
      const { who, hearing, minutes } = await minutesFor(request);
      if (minutes.sha256 === null) throw new AppError('not_found', 'not signed by all yet');
      await views.note(who, 'minutes.downloaded', hearing.title, hearing, { version: String(minutes.version) });
      guard(response, minutes.sha256);
      response.attachment(`minutes-${hearing.id}-${minutes.version}-signed.pdf`);
      response.type('application/pdf');
      await send(response, archive.objects.path(minutes.sha256));
    }),
  );

  return router;
}
