// What may be done about a letter now, read from the room's truth only to explain; the server decides again at each act.
import { type LetterProgress, maySignLetter } from '../../../server/protocol/letter.ts';
import type { RoomPerson, RoomSnapshot } from '../../../server/protocol/snapshot.ts';
import type { Tone } from '../../look/state-word.tsx';

export type SignerRow = { readonly person: RoomPerson; readonly letters: readonly LetterProgress[] };

/** Everybody who may sign, in the order of seats, with their letters. */
export const signersIn = (snapshot: RoomSnapshot): readonly SignerRow[] =>
  snapshot.people
    .filter((person) => maySignLetter(person.role) && person.presence !== 'removed')
    .map((person) => ({
      person,
      letters: snapshot.letters.filter(({ signerId }) => signerId === person.personId),
    }));

/** Why nothing can be shown or signed now; null when it can. */
export function whyNotNow(snapshot: RoomSnapshot): 'paused' | 'onlyInSigning' | null {
  if (snapshot.stage !== 'signing') return 'onlyInSigning';
  return snapshot.state === 'in_session' ? null : 'paused';
}

export const isSigned = ({ state }: LetterProgress): boolean => state === 'signed' || state === 'witnessed';
/** Lies before the signer, on their device or on the clerk's. */
export const lies = ({ state }: LetterProgress): boolean => state === 'shown' || state === 'read';

export const LETTER_TONE: Readonly<Record<LetterProgress['state'], Tone>> = {
  prepared: 'plain',
  shown: 'accent',
  read: 'accent',
  signed: 'main',
  witnessed: 'main',
  declined: 'plain',
  deferred: 'plain',
  voided: 'quiet',
};
