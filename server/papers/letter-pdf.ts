// Makes the PDF of a letter, in a thread of its own: nothing longer is ever before it.
import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { shownText } from '../protocol/letter.ts';
import type { LetterPaper } from './letter-paper.ts';
import { PaperMaker } from './paper-maker.ts';

export type { LetterPaper } from './letter-paper.ts';

/** The largest letter takes some hundred ms. */
const maker = new PaperMaker(30_000);

/**
 * `onUnshown` hears of characters that no font has; on the paper they stand in boxes with their codes and are named in the small print.
 * @throws AppError `internal` when the hash is not the text's, or when there could be no paper within 30 s.
 */
export async function makeLetterPdf(
  paper: LetterPaper,
  onUnshown: (characters: readonly string[]) => void = () => {},
): Promise<Uint8Array> {
  const sha256 = createHash('sha256').update(shownText(paper)).digest('hex');
  if (sha256 !== paper.textSha256) throw new AppError('internal', 'the hash is not of this text');
  const { bytes, unshown } = await maker.make({ kind: 'letter', format: 'pdf', paper });
  if (unshown.length > 0) onUnshown(unshown);
  return bytes;
}
