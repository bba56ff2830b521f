// reconnect [ROUNDS] [everything | media | datagrams] [SECONDS]: one of three pages loses its network for 10 s, again and again; from the light's return until all see and hear each other again.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Arrival, timesHere, watchArrivals } from '../running/arrivals.ts';
import { closedRecord } from '../running/closed-record.ts';
import { LiveHearing } from '../running/live-hearing.ts';
import { type Benchmark, percentile } from './figures.ts';
import { arrive, bothAt, gapsIn, type Pair, pairsOf, speakingDevices } from './speaking.ts';

export const run: Benchmark = async ([rounds = '10', darkness = 'everything', dark = '10']) => {
  const count = Number(rounds);
  const darkMs = 1_000 * Number(dark);
  if (!Number.isInteger(count) || count < 1 || !(darkMs > 0))
    throw new Error('ROUNDS and SECONDS are numbers from 1 on');
  if (darkness !== 'everything' && darkness !== 'datagrams' && darkness !== 'media')
    throw new Error('what goes dark is everything, media or datagrams');
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const live = await LiveHearing.open({
    participants: ['complainant', 'officer'],
    devices: (index) => speakingDevices(folder, index),
    prepare: watchArrivals,
  });
  try {
    const seconds: number[] = [];
    let duplicates = 0;
    let lost = 0;
    for (const pair of pairsOf(live.people)) await arrive(pair);
    for (let round = 0; round < count; round += 1) {
      const dropped = live.people[1 + (round % 2)];
      if (dropped?.way == null) throw new Error('nobody to lose');
      dropped.way.darken(darkness);
      await wait(darkMs);
      const pairs = pairsOf(live.people).filter(({ at, of }) => at === dropped || of === dropped);
      const arriving = pairs.map((pair) => arrive(pair));
      // The pages look at what stands before the light is back.
      await wait(300);
      const lightAtMs = Date.now();
      dropped.way.darken('none');
      const arrivals = await Promise.all(arriving);
      const backAfter = arrivals.map((arrival, index) => (bothAt(arrival, pairs[index]) - lightAtMs) / 1_000);
      seconds.push(Math.max(...backAfter));
      console.error(
        `round ${round + 1}: ${arrivals.map((arrival, index) => described(arrival, pairs[index], lightAtMs)).join(', ')}`,
      );
      for (const { at } of pairs.filter(({ of }) => of === dropped)) {
        const { tiles, voices } = await timesHere(at.person.page, dropped);
        duplicates = Math.max(duplicates, tiles - 1, voices - 1);
      }
      lost = dropped.way.counts.droppedDark;
      // The next drop begins in a hearing that runs steadily.
      await wait(3_000);
    }
    if (lost === 0) throw new Error('nothing was lost in the dark');
    const gaps = await gapsIn(live, await closedRecord(live));
    return {
      conditions: {
        pages: live.people.length,
        rounds: count,
        dark: darkness,
        darkSeconds: darkMs / 1_000,
        datagramsDropped: live.people.map(({ way }) => way?.counts.droppedDark ?? 0),
        connectionsHeld: live.people.map(({ way }) => way?.counts.heldConnections ?? 0),
        picture: '320x180',
        network: 'loopback through a relay, SRTP',
      },
      figures: [
        { name: `back after a ${dark} s drop, p50`, value: percentile(seconds, 0.5), unit: 's' },
        { name: `back after a ${dark} s drop, p95`, value: percentile(seconds, 0.95), unit: 's' },
        { name: `back after a ${dark} s drop, slowest`, value: percentile(seconds, 1), unit: 's' },
        { name: 'duplicates', value: duplicates, unit: '' },
        ...gaps,
      ],
    };
  } finally {
    await live.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const described = ({ pictureAtMs, soundAtMs }: Arrival, pair: Pair | undefined, lightAtMs: number): string => {
  const after = (atMs: number | null) => (atMs === null ? '–' : ((atMs - lightAtMs) / 1_000).toFixed(2));
  return `${pair?.of.name} at ${pair?.at.name} ${after(pictureAtMs)} (sound ${after(soundAtMs)})`;
};
