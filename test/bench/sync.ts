// sync: flash and beep at every whole second, in four browsers and from senders whose clocks run off; where the record puts them, once in step.
import type { Benchmark, Measured } from './figures.ts';
import { browserMoments } from './sync-browsers.ts';
import { senderMoments } from './sync-senders.ts';

/** One event of one person: by how much the record puts its sound and its picture beside the truth, in milliseconds. */
export type Moment = {
  readonly person: string;
  readonly second: number;
  readonly sound: number;
  readonly picture: number;
};

const p = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
};

/** The same second as different people's tracks hold it: the largest difference. */
function apart(moments: readonly Moment[]): number[] {
  const seconds = new Map<number, number[]>();
  for (const { second, sound } of moments) seconds.set(second, [...(seconds.get(second) ?? []), sound]);
  return [...seconds.values()].filter((all) => all.length > 1).map((all) => Math.max(...all) - Math.min(...all));
}

function figuresOf(name: string, moments: readonly Moment[]): Measured[] {
  const offsets = moments.map(({ sound, picture }) => Math.abs(sound - picture));
  const people = apart(moments);
  return [
    { name: `sound against picture${name}, p95`, value: p(offsets, 0.95), unit: 'ms' },
    { name: `sound against picture${name}, largest`, value: p(offsets, 1), unit: 'ms' },
    { name: `person against person${name}, p95`, value: p(people, 0.95), unit: 'ms' },
    { name: `person against person${name}, largest`, value: p(people, 1), unit: 'ms' },
  ];
}

/** @param args seconds of live hearing, then minutes of simulated senders */
export const run: Benchmark = async ([seconds = '60', minutes = '20']) => {
  const live = await browserMoments(Number(seconds));
  const wild = await senderMoments(Number(minutes));
  return {
    conditions: {
      browsers: new Set(live.map(({ person }) => person)).size,
      liveSeconds: Number(seconds),
      eventsInBrowsers: live.length,
      simulatedMinutes: Number(minutes),
      eventsOfSenders: wild.length,
      network:
        'loopback, SRTP; senders: 10 to 30 ms with an exponential tail of 12 ms, 2 % lost, written into a journal',
    },
    figures: [...figuresOf('', live), ...figuresOf(' with ±500 ppm', wild)],
  };
};
