// Sound and picture are put in step, and people with each other, whatever their clocks show and however fast they run.
import { describe, expect, it } from 'vitest';
import { linesOf, StreamClock } from '../../media/timeline/clocks.ts';
import { yAt } from '../../media/timeline/line-fit.ts';
import { randomFrom } from '../running/random.ts';

type Sender = {
  readonly ownerId: string;
  /** Its wall clock: by how much it is wrong, and how fast it runs against ours. */
  readonly wrongByMs: number;
  readonly wallPpm: number;
  /** Its sampling clock against its own wall clock: a sound card's. */
  readonly soundPpm: number;
  readonly delayMs: number;
};

const SPEED = (ppm: number): number => 1 + ppm / 1e6;

/** What a sender of sound and picture has the recorder see in `seconds`; `at` says when, on our clock, an RTP time was captured. */
function play(sender: Sender, seconds: number, chance: () => number, withReports = true) {
  const stream = (everyMs: number, rtpPpm: number, encodingMs: number) => {
    const clock = new StreamClock(sender.ownerId);
    const wall = (ms: number) => sender.wrongByMs + ms * SPEED(sender.wallPpm);
    const rtp = (ms: number) => (ms - 100) * SPEED(sender.wallPpm) * SPEED(rtpPpm);
    for (let ms = 100; ms < seconds * 1_000; ms += everyMs) {
      // Delays have a least and a long tail; one packet in fifty is lost.
      const delayMs = sender.delayMs + encodingMs * chance() - 12 * Math.log(1 - chance());
      if (chance() > 0.02) clock.packet(rtp(ms), ms + delayMs);
    }
    if (withReports) {
      for (let ms = 600; ms < seconds * 1_000; ms += 1_000 + 200 * chance()) clock.report(rtp(ms), wall(ms) + chance());
    }
    return { clock, at: (rtpMs: number) => rtpMs / (SPEED(sender.wallPpm) * SPEED(rtpPpm)) + 100 };
  };
  return { sound: stream(20, sender.soundPpm, 0), picture: stream(40, 0, 30) };
}

/** By how much a moment is put wrong, at several times of a hearing. */
function errors(players: Map<string, ReturnType<typeof play>>, seconds: number) {
  const streams = new Map(
    [...players].flatMap(([name, { sound, picture }]) => [
      [`${name} sound`, sound.clock] as const,
      [`${name} picture`, picture.clock] as const,
    ]),
  );
  const lines = linesOf(streams);
  const wrongBy = (name: string, source: 'sound' | 'picture', ms: number): number => {
    const line = lines.get(`${name} ${source}`) ?? null;
    const player = players.get(name)?.[source];
    if (line === null || player === undefined) throw new Error(name);
    const rtpMs = bisect((rtp) => player.at(rtp), ms, -10, seconds * 2_000);
    return yAt(line, rtpMs) - ms;
  };
  const times = Array.from({ length: 20 }, (_, index) => 1_000 + ((seconds * 1_000 - 2_000) * index) / 19);
  return { wrongBy, times };
}

/** Where a growing function has a value. */
function bisect(f: (x: number) => number, value: number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let round = 0; round < 60; round++) {
    const middle = (from + to) / 2;
    if (f(middle) < value) from = middle;
    else to = middle;
  }
  return from;
}

const NORMAL: Sender = { ownerId: 'a', wrongByMs: 86_400_000, wallPpm: 20, soundPpm: -30, delayMs: 15 };

describe('clocks', () => {
  it.each([30, 300, 3 * 3_600])('of one person: sound and picture within 10 ms of each other over %i s', (seconds) => {
    const players = new Map([['a', play(NORMAL, seconds, randomFrom(7))]]);
    const { wrongBy, times } = errors(players, seconds);
    for (const ms of times) expect(Math.abs(wrongBy('a', 'sound', ms) - wrongBy('a', 'picture', ms))).toBeLessThan(10);
  });

  it.each([
    [500, -500],
    [-500, 500],
    [0, 500],
  ])(
    'that run off by %i and %i ppm: still within 20 ms of each other, and 40 ms of another person',
    (wallPpm, soundPpm) => {
      const wild = { ...NORMAL, ownerId: 'b', wrongByMs: -5_000, wallPpm, soundPpm, delayMs: 30 };
      const players = new Map([
        ['a', play(NORMAL, 3_600, randomFrom(3))],
        ['b', play(wild, 3_600, randomFrom(5))],
      ]);
      const { wrongBy, times } = errors(players, 3_600);
      for (const ms of times) {
        expect(Math.abs(wrongBy('b', 'sound', ms) - wrongBy('b', 'picture', ms))).toBeLessThan(20);
        // How long the quickest packet was on its way cannot be known: 15 and 30 ms here.
        expect(Math.abs(wrongBy('a', 'sound', ms) - wrongBy('b', 'sound', ms))).toBeLessThan(40);
      }
    },
  );

  it('without reports go by arrival, each for itself', () => {
    const players = new Map([['a', play({ ...NORMAL, soundPpm: 400 }, 600, randomFrom(11), false)]]);
    const { wrongBy, times } = errors(players, 600);
    for (const ms of times) {
      expect(Math.abs(wrongBy('a', 'sound', ms) - NORMAL.delayMs)).toBeLessThan(15);
      expect(Math.abs(wrongBy('a', 'picture', ms) - NORMAL.delayMs)).toBeLessThan(30);
    }
  });

  it('of a stream without a packet are not known', () => {
    expect(linesOf(new Map([['nobody', new StreamClock('a')]])).get('nobody')).toBeNull();
  });
});
