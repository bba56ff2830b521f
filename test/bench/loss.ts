// loss [SECONDS] [PERCENT] [BURST]: a participant's datagrams are lost in bursts, delayed and disordered; what that leaves in the recorded pictures.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decodedFrames, keyFrameTimes, packetTimes, sizeOf } from '../media/measure.ts';
import { watchArrivals } from '../running/arrivals.ts';
import { type Closed, closedRecord } from '../running/closed-record.ts';
import { type LayerLosses, pictureLossesIn } from '../running/journal-losses.ts';
import { LiveHearing } from '../running/live-hearing.ts';
import type { Benchmark } from './figures.ts';
import { arrive, pairsOf, speakingDevices } from './speaking.ts';

const DELAY_MS = 40;
const JITTER_MS = 20;

export const run: Benchmark = async ([seconds = '60', percent = '2', burst = '3']) => {
  const weather = { loss: Number(percent) / 100, burst: Number(burst), delayMs: DELAY_MS, jitterMs: JITTER_MS };
  if (!(Number(seconds) >= 5 && weather.loss > 0 && weather.loss < 1 && weather.burst >= 1))
    throw new Error('SECONDS is 5 or more, PERCENT between 0 and 100, BURST 1 or more');
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const live = await LiveHearing.open({
    participants: ['complainant'],
    devices: (index) => speakingDevices(folder, index, '640x360'),
    prepare: watchArrivals,
  });
  try {
    for (const pair of pairsOf(live.people)) await arrive(pair);
    const [, person] = live.people;
    if (person?.way == null) throw new Error('nobody to lose');
    person.way.weather(weather);
    await wait(1_000 * Number(seconds));
    const { passed, lost, overtaken } = person.way.counts;
    if (lost === 0 || overtaken === 0) throw new Error('nothing was lost, or nothing overtaken');
    const closed = (await closedRecord(live)).filter(
      ({ segment }) => segment.personId === person.personId && segment.source === 'camera',
    );
    const [first] = closed;
    if (first === undefined) throw new Error('no picture was recorded');
    const layers = await pictureLossesIn(first.directory, person.personId);
    const pictures = await picturesIn(closed, layers);
    return {
      conditions: {
        seconds: Number(seconds),
        ...weather,
        bothWays: true,
        datagrams: passed + lost,
        lostOnTheWay: lost,
        overtaken,
        segments: closed.length,
        layers: layers.map(({ sizes, packets, missing }) => ({ sizes: [...sizes], packets, missing })),
      },
      figures: [
        { name: 'damaged video after unrecovered loss, longest', value: pictures.damagedMs / 1_000, unit: 's' },
        { name: 'gap between key frames, longest', value: pictures.keyGapMs / 1_000, unit: 's' },
        { name: 'unrecovered losses in the written layer', value: pictures.losses, unit: '' },
        { name: 'pictures that do not decode', value: pictures.undecodable, unit: '' },
        { name: 'time without a picture, longest', value: pictures.pictureGapMs / 1_000, unit: 's' },
        { name: 'lost on the way', value: (100 * lost) / (lost + passed), unit: '%' },
      ],
    };
  } finally {
    await live.close();
    await rm(folder, { recursive: true, force: true });
  }
};

type Pictures = { damagedMs: number; keyGapMs: number; pictureGapMs: number; losses: number; undecodable: number };

/** Whatever is lost may damage every picture up to the next key frame: that whole time counts, whether pictures were written or left out. */
async function picturesIn(closed: Closed, layers: readonly LayerLosses[]): Promise<Pictures> {
  const found: Pictures = { damagedMs: 0, keyGapMs: 0, pictureGapMs: 0, losses: 0, undecodable: 0 };
  for (const [index, { file, segment }] of closed.entries()) {
    const times = await packetTimes(file);
    const keys = await keyFrameTimes(file);
    found.keyGapMs = Math.max(found.keyGapMs, longestStep([...keys, times.at(-1) ?? 0]));
    found.pictureGapMs = Math.max(found.pictureGapMs, longestStep(times));
    const decoded = await decodedFrames(file).catch((error: Error) => {
      console.error(error.message.slice(0, 300));
      return 0;
    });
    found.undecodable += times.length - decoded;
    const size = await sizeOf(file);
    const endMs = segment.startMs + (times.at(-1) ?? 0);
    // A new segment begins with a key frame, too.
    const nextKeyMs = closed[index + 1]?.segment.startMs ?? endMs;
    for (const lostAtMs of layers.filter(({ sizes }) => sizes.has(size)).flatMap((layer) => layer.lostAtMs)) {
      if (lostAtMs < segment.startMs || lostAtMs > endMs) continue;
      const key = keys.find((timeMs) => segment.startMs + timeMs >= lostAtMs);
      found.losses += 1;
      found.damagedMs = Math.max(found.damagedMs, (key === undefined ? nextKeyMs : segment.startMs + key) - lostAtMs);
    }
  }
  return found;
}

const longestStep = (times: readonly number[]): number =>
  times.slice(1).reduce((longest, timeMs, index) => Math.max(longest, timeMs - (times[index] ?? timeMs)), 0);
