// Puts the tracks of one person in step with each other and with everybody's: from RTP time to the recording's clock, as senders' reports and arrivals say it.
//
// A sender report names the same moment on two clocks: the sender's wall clock (NTP) and the stream's RTP clock. All
// streams of one person share the wall clock, so that sound and picture are put in step by it (RFC 3550, 6.4.1). Wall
// clocks of different people are not to be trusted: each is laid beside ours by the packets that were on their way least.
import { after, type Line, lowestLine, type Point, steadyLine } from './line-fit.ts';

/** Of each window the least delayed packet counts. */
const WINDOW_MS = 5_000;
/** Before two clocks are this long apart, how fast they run against each other is lost in the noise. */
const SLOPE_APART_MS = 30_000;
/** Two reports this far apart are enough to go by. */
const REPORTS_APART_MS = 4_000;

/** What one stream (of a track, one simulcast layer) tells of its clocks. All in milliseconds. */
export class StreamClock {
  readonly ownerId: string;
  readonly #reports: Point[] = [];
  readonly #quickest: Point[] = [];
  #window = Number.NaN;

  constructor(ownerId: string) {
    this.ownerId = ownerId;
  }

  /** @param rtpMs RTP time since the stream's first packet @param arrivalMs on the recording's clock */
  packet(rtpMs: number, arrivalMs: number): void {
    const window = Math.floor(arrivalMs / WINDOW_MS);
    const last = this.#quickest.at(-1);
    if (window !== this.#window || last === undefined) {
      this.#window = window;
      this.#quickest.push({ x: rtpMs, y: arrivalMs });
    } else if (arrivalMs - rtpMs < last.y - last.x) {
      this.#quickest[this.#quickest.length - 1] = { x: rtpMs, y: arrivalMs };
    }
  }

  /** @param ntpMs the sender's wall clock at `rtpMs` */
  report(rtpMs: number, ntpMs: number): void {
    this.#reports.push({ x: rtpMs, y: ntpMs });
  }

  get quickest(): readonly Point[] {
    return this.#quickest;
  }

  /** From RTP time to the sender's wall clock; null while there are too few reports. */
  get toWallClock(): Line | null {
    const [first, last] = [this.#reports[0], this.#reports.at(-1)];
    if (first === undefined || last === undefined || last.x - first.x < REPORTS_APART_MS) return null;
    return steadyLine(this.#reports, REPORTS_APART_MS);
  }
}

/**
 * For each stream the line from its RTP time to the recording's clock; null for a stream without a packet.
 * Streams with enough reports go through their owner's wall clock, the others by their own arrivals alone.
 */
export function linesOf<Key>(streams: ReadonlyMap<Key, StreamClock>): Map<Key, Line | null> {
  const walls = new Map<string, Line | null>();
  const wallOf = (ownerId: string): Line | null => {
    const known = walls.get(ownerId);
    if (known !== undefined) return known;
    const points = [...streams.values()].flatMap((stream) => {
      const toWall = stream.ownerId === ownerId ? stream.toWallClock : null;
      return toWall === null ? [] : stream.quickest.map(({ x, y }) => ({ x: toWall.at0 + toWall.slope * x, y }));
    });
    const line = lowestLine(points, SLOPE_APART_MS);
    walls.set(ownerId, line);
    return line;
  };
  return new Map(
    [...streams].map(([key, stream]) => {
      const toWall = stream.toWallClock;
      const wall = toWall === null ? null : wallOf(stream.ownerId);
      const line = toWall === null || wall === null ? lowestLine(stream.quickest, SLOPE_APART_MS) : after(toWall, wall);
      return [key, line];
    }),
  );
}
