// When to ask the sender for a key frame.

/** After so long one is asked for, so that 4 s do not pass without one even where the wish or its answer is lost on the way. */
const LONGEST_WITHOUT_MS = 2_500;
/** Every one asked for costs all receivers a burst. */
const BETWEEN_ASKS_MS = 1_000;

export class KeyFrameNeed {
  #lastKeyMs: number;
  #lastAskMs: number;

  /** @param nowMs opening a tap has asked for one itself */
  constructor(nowMs: number) {
    this.#lastKeyMs = nowMs;
    this.#lastAskMs = nowMs;
  }

  got(nowMs: number): void {
    this.#lastKeyMs = nowMs;
  }

  /** @param waiting nothing can be written until one comes @returns whether to ask now, which counts as having asked */
  ask(waiting: boolean, nowMs: number): boolean {
    if (!waiting && nowMs - this.#lastKeyMs < LONGEST_WITHOUT_MS) return false;
    if (nowMs - this.#lastAskMs < BETWEEN_ASKS_MS) return false;
    this.#lastAskMs = nowMs;
    return true;
  }
}
