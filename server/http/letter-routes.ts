// Letters of commitment in the case file: listed with their hearing, and voided by two people.
import type { LetterRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import { can } from '../may.ts';
import type { StaffVisitor } from '../office/visitors.ts';
import type { FiledLetter } from '../protocol/letter.ts';
import { type House, type RouteHandlers, staffWho } from './call.ts';

type LetterRoutes = Pick<RouteHandlers, 'voidLetter' | 'confirmVoid' | 'refuseVoid'>;
type Request = Parameters<RouteHandlers['voidLetter']>[0]['request'];

const filed = ({
  file,
  caseId: _case,
  supervisorId: _supervisor,
  signingSha256: _signing,
  ...letter
}: LetterRecord): FiledLetter => ({
  ...letter,
  bytes: file?.bytes ?? null,
  sha256: file?.sha256 ?? null,
  mediaType: file?.mediaType ?? null,
});

/** Of one hearing; nothing of them for who may not read them. */
export async function lettersFor(
  { archive }: House,
  { asker }: StaffVisitor,
  hearing: { readonly id: string; readonly teamIds: readonly string[] },
): Promise<FiledLetter[]> {
  if (!can(asker, 'letter.read', { teamIds: hearing.teamIds })) return [];
  return (await archive.letters.ofHearing(hearing.id)).map(filed);
}

export function letterRoutes(house: House): LetterRoutes {
  const { archive, hall } = house;

  async function voider(request: Request, id: string): Promise<StaffVisitor> {
    const letter = await archive.letters.byId(id);
    const hearing = letter === null ? null : await archive.hearings.byId(letter.hearingId);
    const who = await staffWho(house, request, 'letter.void', { teamIds: hearing?.teamIds ?? [] });
    if (letter === null) throw new AppError('not_found');
    return who;
  }

  function told(letter: LetterRecord): FiledLetter {
    hall.lettersChanged(letter.hearingId);
    return filed(letter);
  }

  return {
    async voidLetter({ request, id, body }) {
      const { actor } = await voider(request, id);
      return told(await archive.letters.askVoid(actor, id, body.reason));
    },

    async confirmVoid({ request, id }) {
      const { actor } = await voider(request, id);
      return told(await archive.letters.confirmVoid(actor, id));
    },

    async refuseVoid({ request, id }) {
      const { actor } = await voider(request, id);
      return told(await archive.letters.refuseVoid(actor, id));
    },
  };
}
