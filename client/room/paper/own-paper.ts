// A paper that lies before this very person: asked for on arrival and whenever it changed, and answered so that an older answer never covers a newer one.

export class OwnPaper<Paper> {
  readonly #ask: () => Promise<Paper | null>;
  readonly #told: (paper: Paper | null) => void;
  /** Counts what was asked. */
  #asked = 0;

  constructor(ask: () => Promise<Paper | null>, told: (paper: Paper | null) => void) {
    this.#ask = ask;
    this.#told = told;
  }

  /** Without an answer the line is about to be found lost, and entering looks again. */
  async look(): Promise<void> {
    const number = this.#next();
    const paper = await this.#ask().catch(() => 'unknown' as const);
    if (number === this.#asked && paper !== 'unknown') this.#told(paper);
  }

  /** Takes what an act answers with. @throws whatever the act was refused with */
  async take(asked: Promise<Paper>): Promise<void> {
    const number = this.#next();
    const paper = await asked;
    if (number === this.#asked) this.#told(paper);
    // Something newer was asked for meanwhile, perhaps before this was done: look again.
    else await this.look();
  }

  #next(): number {
    this.#asked += 1;
    return this.#asked;
  }
}
