// The recording's clock: milliseconds since its zero, anchored once and monotonic from then on.

/** One clock for all processes of a machine, since it was started. */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export class RecordingClock {
  readonly #zero: number;

  /**
   * A wall clock that is set later moves nothing.
   * @param zeroAtMs UTC time of 0 @param zeroMonotonicMs when it was 0 by the machine's monotonic clock, where another process
   * of it keeps the hearing's clock: however long its message took, both show the same; else UTC says it, once
   */
  constructor(zeroAtMs: number, zeroMonotonicMs?: number) {
    const nowMs = zeroMonotonicMs === undefined ? Date.now() - zeroAtMs : monotonicMs() - zeroMonotonicMs;
    this.#zero = performance.now() - nowMs;
  }

  /** @param monotonicMs `performance.now()` of the moment in question */
  at(monotonicMs: number): number {
    return monotonicMs - this.#zero;
  }
}

/** Extends 32-bit RTP timestamps (RFC 3550, 5.1) to milliseconds since the first one given. */
export class RtpTime {
  readonly #ticksPerMs: number;
  #last: number | null = null;
  #ticks = 0;

  /** @param clockRate ticks per second: 48,000 for Opus (RFC 7587), 90,000 for VP8 (RFC 7741) */
  constructor(clockRate: number) {
    this.#ticksPerMs = clockRate / 1_000;
  }

  /** Steps of up to half the range, about 6 hours of video, are understood in either direction. */
  ms(timestamp: number): number {
    this.#ticks += (timestamp - (this.#last ?? timestamp)) | 0;
    this.#last = timestamp;
    return this.#ticks / this.#ticksPerMs;
  }
}
