// How much of what a room receives is in the files, and what recording costs: many synthetic senders into the real worker and recorder.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Benchmark, Measured } from './figures.ts';
import type { HostReport } from './record-host.ts';
import type { SenderReport } from './record-sender.ts';

/** Until buffers, caches and compiled code are warm. */
const WARM_UP_SECONDS = 5;

/** `--participants 15,75` and `--seconds 60`. */
export const run: Benchmark = async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { participants: { type: 'string', default: '15,75' }, seconds: { type: 'string', default: '60' } },
  });
  const seconds = Number(values.seconds);
  const conditions: Record<string, unknown> = {
    seconds,
    sent: 'each: VP8-like 640x360, 25 pictures/s, 600 kbps, key frame every 2 s and when asked; Opus-like, 20 ms, 48 kbps',
    path: 'UDP over loopback into PlainTransport: no SRTP, no browser; one sender process on the same machine',
  };
  const figures: Measured[] = [];
  for (const participants of values.participants.split(',').map(Number)) {
    const one = await measure(participants, seconds);
    conditions[`${participants} participants`] = one.conditions;
    figures.push(...one.figures);
  }
  return { conditions, figures };
};

async function measure(participants: number, seconds: number) {
  const directory = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const host = start('record-host.ts');
  const sender = start('record-sender.ts');
  try {
    const ports = await ask<number[]>(host, { participants, directory });
    await ask(sender, { ports });
    await wait(1_000 * WARM_UP_SECONDS);
    const before = await ask<HostReport>(host, 'report');
    await wait(1_000 * seconds);
    const after = await ask<HostReport>(host, 'report');
    const sent = await ask<SenderReport>(sender, 'stop');
    // What was sent last is on its way.
    await wait(1_000);
    const end = await ask<HostReport>(host, 'stop');
    return figuresOf(participants, before, after, end, sent);
  } finally {
    for (const child of [host, sender]) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

function figuresOf(participants: number, before: HostReport, after: HostReport, end: HostReport, sent: SenderReport) {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (of: 'processCpuSeconds' | 'workerCpuSeconds' | 'received') => (after[of] - before[of]) / seconds;
  const of = (name: string, value: number, unit: string): Measured => ({
    name: `${name}, ${participants} participants`,
    value,
    unit,
  });
  const cpu = 100 * rate('processCpuSeconds');
  return {
    conditions: {
      packetsPerSecond: Math.round(rate('received')),
      mbitPerSecond: Math.round((8 * (after.receivedBytes - before.receivedBytes)) / seconds / 1e5) / 10,
      segments: end.segments,
      sent: sent.packets,
      received: end.received,
      recorded: end.recorded,
    },
    figures: [
      of('recorded / received', (100 * end.recorded) / end.received, '%'),
      of('received / sent', (100 * end.received) / sent.packets, '%'),
      of('media process per participant', cpu / participants, '% of a core'),
      of('media process per 1,000 packets/s', (1_000 * cpu) / rate('received'), '% of a core'),
      of('worker per participant', (100 * rate('workerCpuSeconds')) / participants, '% of a core'),
      of('event loop p99', after.eventLoopP99Ms, 'ms'),
      of('dropped by the kernel', end.kernelDrops, 'packets'),
      of('media process memory', after.rssBytes / 1e6, 'MB'),
    ],
  };
}

const start = (program: string): ChildProcess =>
  fork(fileURLToPath(new URL(program, import.meta.url)), { execArgv: [] });

/** One question at a time. @throws Error when the child ends instead of answering */
async function ask<Answer>(child: ChildProcess, question: string | object): Promise<Answer> {
  child.send(question);
  const ended = once(child, 'exit').then(() => {
    throw new Error('a process of the benchmark ended');
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer as Answer;
}
