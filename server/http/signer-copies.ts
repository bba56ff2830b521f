// Signers' own copies of what they signed, which need no signing in: whoever holds the link may fetch it until its time is over.
import { Router } from 'express';
import { AppError } from '../errors.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import { copyGonePath, letterCopyPath } from '../protocol/letter.ts';
import { minutesCopyPath } from '../protocol/minutes.ts';
import type { House } from './call.ts';
import { LETTER_ENDING } from './letter-ending.ts';
import { guard, route, send } from './sending.ts';

const GONE: Readonly<Partial<Record<ErrorCode, Parameters<typeof copyGonePath>[0]>>> = {
  link_expired: 'expired',
  link_unknown: 'unknown',
  too_many_attempts: 'later',
};

type Copy = { readonly sha256: string; readonly mediaType: string; readonly name: string };

export function signerCopies({ archive, rates }: House): Router {
  const router = Router();

  const give = (path: string, copyOf: (token: string) => Promise<Copy>): void =>
    void router.get(
      path,
      route(async (request, response) => {
        // Whoever shows a link's address to a machine that looks at it first must not have fetched it by that.
        if (request.method !== 'GET') throw new AppError('not_found');
        const address = request.ip ?? '';
        const fetched = async (): Promise<Copy> => {
          await rates.take('linkPerAddress', address);
          const copy = await copyOf(String(request.params.token));
          await rates.giveBack('linkPerAddress', address);
          return copy;
        };
        const copy = await fetched().catch((error: unknown) => {
          const why = error instanceof AppError ? GONE[error.code] : undefined;
          // The link came by telephone or on paper, and whoever follows it is a person with a browser.
          if (why === undefined || request.accepts(['json', 'html']) !== 'html') throw error;
          response.redirect(303, copyGonePath(why));
          return null;
        });
        if (copy === null) return;
        guard(response, copy.sha256);
        response.setHeader('Cache-Control', 'no-store');
        response.attachment(copy.name);
        response.type(copy.mediaType);
        await send(response, archive.objects.path(copy.sha256));
      }),
    );

  give(letterCopyPath(':token'), async (token) => {
    const { sha256, mediaType } = await archive.letters.fetchCopy(token);
    return { sha256, mediaType, name: `承诺书.${LETTER_ENDING[mediaType]}` };
  });
  give(minutesCopyPath(':token'), async (token) => {
    const { sha256 } = await archive.minutes.fetchCopy(token);
    return { sha256, mediaType: 'application/pdf', name: '听证笔录.pdf' };
  });
  return router;
}
