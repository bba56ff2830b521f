// The letter that lies before this very person: asked for on arrival and whenever it changed, and answered so that asking twice is one answer.
import type { AskBody, AskName, AskReply } from '../../../server/protocol/asks.ts';
import type { Ink, LetterView } from '../../../server/protocol/letter.ts';

type Ask = <Name extends AskName>(name: Name, body: AskBody<Name>) => Promise<AskReply[Name]>;

export class OwnLetter {
  readonly #ask: Ask;
  readonly #askUntilAnswered: Ask;
  readonly #told: (letter: LetterView | null) => void;
  /** Counts what was asked, so that an older answer never covers a newer one. */
  #asked = 0;

  constructor(ask: Ask, askUntilAnswered: Ask, told: (letter: LetterView | null) => void) {
    this.#ask = ask;
    this.#askUntilAnswered = askUntilAnswered;
    this.#told = told;
  }

  async look(): Promise<void> {
    const letter = await this.#newest(this.#ask('myLetter', {}));
    if (letter !== 'older') this.#told(letter);
  }

  readonly finishReading = (letter: LetterView): Promise<void> =>
    this.#answer(this.#askUntilAnswered('finishReadingLetter', which(letter)));
  readonly sign = (letter: LetterView, ink: Ink, textSha256: string): Promise<void> =>
    this.#answer(this.#askUntilAnswered('signLetter', { ...which(letter), ink, textSha256 }));
  readonly decline = (letter: LetterView): Promise<void> =>
    this.#answer(this.#askUntilAnswered('declineLetter', which(letter)));
  readonly defer = (letter: LetterView): Promise<void> =>
    this.#answer(this.#askUntilAnswered('deferLetter', which(letter)));

  async #answer(asked: Promise<LetterView>): Promise<void> {
    this.#asked += 1;
    const number = this.#asked;
    const letter = await asked;
    if (number === this.#asked) this.#told(letter);
    // Something newer was asked for meanwhile, perhaps before this was done: look again.
    else await this.look();
  }

  /** Without an answer the line is about to be found lost, and entering looks again. */
  async #newest(asked: Promise<LetterView | null>): Promise<LetterView | null | 'older'> {
    this.#asked += 1;
    const number = this.#asked;
    const letter = await asked.catch(() => 'older' as const);
    return number === this.#asked ? letter : 'older';
  }
}

/** What an ask names: this letter in the version that was shown. */
export const which = ({ letterId, version }: Pick<LetterView, 'letterId' | 'version'>) => ({ letterId, version });
