// The letter that lies before this very person, and what they answer.
import type { AskBody, AskName, AskReply } from '../../../server/protocol/asks.ts';
import type { Ink, LetterView } from '../../../server/protocol/letter.ts';
import { OwnPaper } from '../paper/own-paper.ts';

type Ask = <Name extends AskName>(name: Name, body: AskBody<Name>) => Promise<AskReply[Name]>;

export class OwnLetter {
  readonly #paper: OwnPaper<LetterView>;
  readonly #askUntilAnswered: Ask;

  constructor(ask: Ask, askUntilAnswered: Ask, told: (letter: LetterView | null) => void) {
    this.#paper = new OwnPaper(() => ask('myLetter', {}), told);
    this.#askUntilAnswered = askUntilAnswered;
  }

  readonly look = (): Promise<void> => this.#paper.look();
  readonly finishReading = (letter: LetterView): Promise<void> =>
    this.#paper.take(this.#askUntilAnswered('finishReadingLetter', which(letter)));
  readonly sign = (letter: LetterView, ink: Ink, textSha256: string): Promise<void> =>
    this.#paper.take(this.#askUntilAnswered('signLetter', { ...which(letter), ink, textSha256 }));
  readonly decline = (letter: LetterView): Promise<void> =>
    this.#paper.take(this.#askUntilAnswered('declineLetter', which(letter)));
  readonly defer = (letter: LetterView): Promise<void> =>
    this.#paper.take(this.#askUntilAnswered('deferLetter', which(letter)));
}

/** What an ask names: this letter in the version that was shown. */
export const which = ({ letterId, version }: Pick<LetterView, 'letterId' | 'version'>) => ({ letterId, version });
