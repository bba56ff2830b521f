// How much of what a room receives is in the files, and what recording costs: many synthetic senders into the real worker and recorder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readJournal } from '../../media/journal/reader.ts';
import { partsIn } from '../../media/journal/rebuild.ts';
import { ask, start } from './children.ts';
import type { Benchmark, Measured } from './figures.ts';
import type { HostReport } from './record-host.ts';
import type { SenderReport } from './record-sender.ts';

/** Until buffers, caches and compiled code are warm. */
const WARM_UP_SECONDS = 5;

/** `--participants 15,75` with one layer each, then `--simulcast 15` with three layers; `--seconds 60` of each. */
export const run: Benchmark = async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      participants: { type: 'string', default: '15,75' },
      simulcast: { type: 'string', default: '15' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const seconds = Number(values.seconds);
  const conditions: Record<string, unknown> = {
    seconds,
    sent: 'each: VP8-like 640x360, 25 pictures/s, 600 kbps, key frame every 2 s and when asked; Opus, 20 ms, 48 kbps, one in five speaks by what the packets say',
    simulcast: 'with three layers: 320x180 of 200 kbps and 160x90 of 75 kbps beside it',
    path: 'UDP over loopback into PlainTransport: no SRTP, no browser; one sender process on the same machine',
  };
  const figures: Measured[] = [];
  const runs = [
    ...numbersIn(values.participants).map(withLayers(1)),
    ...numbersIn(values.simulcast).map(withLayers(3)),
  ];
  for (const { participants, layers } of runs) {
    const name = layers === 1 ? `${participants} participants` : `${participants} participants, ${layers} layers`;
    const one = await measure(name, participants, layers, seconds);
    conditions[name] = one.conditions;
    figures.push(...one.figures);
  }
  return { conditions, figures };
};

const numbersIn = (list: string): number[] => list.split(',').filter(Boolean).map(Number);
const withLayers = (layers: number) => (participants: number) => ({ participants, layers });

async function measure(name: string, participants: number, layers: number, seconds: number) {
  const directory = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const host = start('record-host.ts');
  const sender = start('record-sender.ts');
  try {
    const ports = await ask<number[]>(host, { participants, layers, directory });
    await ask(sender, { ports, layers });
    await wait(1_000 * WARM_UP_SECONDS);
    const before = await ask<HostReport>(host, 'report');
    await wait(1_000 * seconds);
    const after = await ask<HostReport>(host, 'report');
    const sent = await ask<SenderReport>(sender, 'stop');
    // What was sent last is on its way.
    await wait(1_000);
    const end = await ask<HostReport>(host, 'stop');
    const run = { before, after, end, sent: sent.packets, journalled: await packetsInJournal(directory) };
    return figuresOf(name, participants, layers, run);
  } finally {
    for (const child of [host, sender]) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

async function packetsInJournal(directory: string): Promise<number> {
  let packets = 0;
  for (const part of await partsIn(directory)) {
    const end = await readJournal(part, ({ kind }) => {
      if (kind === 'packet') packets++;
    });
    if (end.is !== 'whole') throw new Error(`the journal is ${end.is}: ${end.why}`);
  }
  return packets;
}

type Run = {
  readonly before: HostReport;
  readonly after: HostReport;
  readonly end: HostReport;
  readonly sent: number;
  readonly journalled: number;
};

function figuresOf(run: string, participants: number, layers: number, { before, after, end, sent, journalled }: Run) {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (of: 'processCpuSeconds' | 'workerCpuSeconds' | 'received') => (after[of] - before[of]) / seconds;
  const of = (name: string, value: number, unit: string): Measured => ({
    name: `${name}, ${run}`,
    value,
    unit,
  });
  const cpu = 100 * rate('processCpuSeconds');
  return {
    conditions: {
      packetsPerSecond: Math.round(rate('received')),
      mbitPerSecond: Math.round((8 * (after.receivedBytes - before.receivedBytes)) / seconds / 1e5) / 10,
      segments: end.segments,
      sent,
      received: end.received,
      recorded: end.recorded,
      journalled,
    },
    figures: [
      // Of simulcast only one layer is in the segments; the journal has all.
      ...(layers === 1 ? [of('recorded / received', (100 * end.recorded) / end.received, '%')] : []),
      of('journalled / received', (100 * journalled) / end.received, '%'),
      of('received / sent', (100 * end.received) / sent, '%'),
      of('media process per participant', cpu / participants, '% of a core'),
      of('media process per 1,000 packets/s', (1_000 * cpu) / rate('received'), '% of a core'),
      of('worker per participant', (100 * rate('workerCpuSeconds')) / participants, '% of a core'),
      of('event loop p99', after.eventLoopP99Ms, 'ms'),
      of('dropped by the kernel', end.kernelDrops, 'packets'),
      of('media process memory', after.rssBytes / 1e6, 'MB'),
    ],
  };
}
