// Work that is found in the archive, done one piece after the other, and tried again until nothing waits: a restart forgets none.

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;

type Work<Item> = {
  /** What waits now. */
  readonly list: () => Promise<readonly Item[]>;
  /** One that cannot be done keeps none of the others waiting. @returns whether it was done */
  readonly make: (item: Item, failuresBefore: number) => Promise<boolean>;
  readonly onUnlisted: (error: unknown) => void;
};

export class RetriedWork<Item> {
  readonly #work: Work<Item>;
  #running: Promise<void> | null = null;
  #wokenMeanwhile = false;
  #failures = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(work: Work<Item>) {
    this.#work = work;
  }

  /** How many pieces could not be done at the last try. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Something may be waiting: at the start, and whenever there is more. */
  wake(): void {
    clearTimeout(this.#timer);
    if (this.#closing) return;
    if (this.#running !== null) {
      this.#wokenMeanwhile = true;
      return;
    }
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#wokenMeanwhile) this.wake();
    });
  }

  /** Waits for the one that is being done; the others wait for the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#wokenMeanwhile = false;
    this.#waiting = await this.#makeAll();
    this.#failures = this.#waiting > 0 ? this.#failures + 1 : 0;
    if (this.#waiting === 0 || this.#closing) return;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => this.wake(), waitMs);
    // What waits does not keep a stopping server.
    this.#timer.unref();
  }

  async #makeAll(): Promise<number> {
    let failed = 0;
    try {
      for (const item of await this.#work.list()) {
        if (this.#closing) return failed;
        if (!(await this.#work.make(item, this.#failures))) failed += 1;
      }
    } catch (error) {
      this.#work.onUnlisted(error);
      return Math.max(1, failed);
    }
    return failed;
  }
}
