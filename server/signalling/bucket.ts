// A token bucket for one socket: short bursts are normal (fifteen tracks arrive at once), a steady flood is not. What costs others work costs more.

const PER_SECOND = 50;
const BURST = 200;
/** This many refused asks without a pause of two seconds, and the connection is a flood. */
const FLOOD = 1_000;

export class Bucket {
  #tokens = BURST;
  #refused = 0;
  #atMs: number;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#atMs = now();
  }

  /** One ask: false when there have been too many. */
  take(cost = 1): boolean {
    const now = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#atMs) / 1000) * PER_SECOND);
    this.#atMs = now;
    // One ask that gets through between a hundred others is no pause.
    if (this.#tokens >= BURST / 2) this.#refused = 0;
    if (this.#tokens < cost) {
      this.#refused += 1;
      return false;
    }
    this.#tokens -= cost;
    return true;
  }

  get isFlooded(): boolean {
    return this.#refused >= FLOOD;
  }
}
