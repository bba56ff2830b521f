// What the person may do on the sheet, whichever device it lies on.
import type { Ink, LetterView } from '../../../server/protocol/letter.ts';

/** What the signer may do. Each resolves when the server has kept it; the new state then comes by itself. */
export type SheetActs = {
  readonly finishReading: (letter: LetterView) => Promise<void>;
  readonly sign: (letter: LetterView, ink: Ink, textSha256: string) => Promise<void>;
  readonly decline: (letter: LetterView) => Promise<void>;
  readonly defer: (letter: LetterView) => Promise<void>;
  /** Asks for the letter again, after the server said that it was changed. */
  readonly look: () => Promise<void>;
};
