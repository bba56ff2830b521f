// Puts packets back into the order of their sequence numbers, and says what stayed missing.

export type Ordered<T> = {
  packet(item: T): void;
  /** @param lost how many sequence numbers never came; null when the numbering began anew */
  gap(lost: number | null): void;
};

export type ReorderLimits = {
  /** How far ahead of a missing packet others may be before it is given up. */
  readonly packets: number;
  /** How long a missing packet is waited for, in milliseconds. */
  readonly waitMs: number;
};

/** Beyond these distances a packet is either junk or of a new numbering (as RFC 3550, A.1 decides it). */
const JUMP_AHEAD = 3_000;
const JUMP_BACK = 1_000;

type Held<T> = { readonly item: T; readonly atMs: number };

/**
 * A window over 16-bit sequence numbers. Gaps are told by sequence number alone: Opus that says nothing during silence
 * (DTX) leaves its numbers contiguous, so silence is no gap.
 */
export class ReorderWindow<T> {
  readonly #out: Ordered<T>;
  readonly #limits: ReorderLimits;
  /** By extended number, in order of arrival. */
  readonly #held = new Map<number, Held<T>>();
  /** The number that comes next, extended beyond 16 bits; null before the first packet. */
  #next: number | null = null;
  /** A packet from far away: a second one right after it shows that the numbering began anew. */
  #stray: { readonly sequence: number; readonly item: T } | null = null;

  constructor(out: Ordered<T>, limits: ReorderLimits = { packets: 512, waitMs: 1_000 }) {
    this.#out = out;
    this.#limits = limits;
  }

  /** Duplicates, and what comes too late, are dropped. */
  push(sequence: number, item: T, nowMs: number): void {
    this.#next ??= sequence;
    const ahead = ((sequence - this.#next) << 16) >> 16;
    if (ahead >= JUMP_AHEAD || ahead < -JUMP_BACK) {
      this.#jump(sequence, item);
      return;
    }
    this.#stray = null;
    if (ahead < 0) return;
    if (ahead === 0) {
      this.#next++;
      this.#out.packet(item);
      if (this.#held.size > 0) this.#release();
      return;
    }
    const number = this.#next + ahead;
    if (!this.#held.has(number)) this.#held.set(number, { item, atMs: nowMs });
    while (this.#held.size > 0 && number - this.#next >= this.#limits.packets) this.#giveUp();
  }

  /** Gives up what has been waited for long enough. To be called a few times a second. */
  expire(nowMs: number): void {
    for (
      let oldest = this.#oldest;
      oldest !== undefined && nowMs - oldest.atMs > this.#limits.waitMs;
      oldest = this.#oldest
    ) {
      this.#giveUp();
    }
  }

  /** How long the earliest packet after a missing one has been held, in milliseconds; 0 when nothing is missing. */
  waitedMs(nowMs: number): number {
    const oldest = this.#oldest;
    return oldest === undefined ? 0 : nowMs - oldest.atMs;
  }

  /** Nothing comes any more: lets everything out. */
  flush(): void {
    while (this.#held.size > 0) this.#giveUp();
  }

  get #oldest(): Held<T> | undefined {
    return this.#held.values().next().value;
  }

  /** Skips to the earliest packet that is there. */
  #giveUp(): void {
    const earliest = Math.min(...this.#held.keys());
    this.#out.gap(earliest - (this.#next ?? earliest));
    this.#next = earliest;
    this.#release();
  }

  #release(): void {
    for (let number = this.#next ?? 0; ; number++) {
      const held = this.#held.get(number);
      if (held === undefined) return;
      this.#held.delete(number);
      this.#next = number + 1;
      this.#out.packet(held.item);
    }
  }

  #jump(sequence: number, item: T): void {
    const before = this.#stray;
    this.#stray = { sequence, item };
    if (before === null || ((before.sequence + 1) & 0xff_ff) !== sequence) return;
    this.flush();
    this.#out.gap(null);
    this.#stray = null;
    this.#next = sequence + 1;
    this.#out.packet(before.item);
    this.#out.packet(item);
  }
}
