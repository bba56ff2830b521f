// soak [MINUTES]: ten participants recorded for hours, with memory, disk and the event loop watched. 480 for a working day.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from '../running/server.ts';
import { ask, start } from './children.ts';
import type { Benchmark } from './figures.ts';
import type { HostReport, HostSample } from './record-host.ts';
import type { SenderReport } from './record-sender.ts';

const PARTICIPANTS = 10;
/** For which disk is said. */
const USUAL_PARTICIPANTS = 5;
const WARM_UP_MINUTES = 15;
const SAMPLE_MS = 5_000;
const HOUR_MS = 3_600_000;
const MB = 1e6;

type Sample = { readonly atMs: number; readonly media: number; readonly worker: number; readonly server: number };

export const run: Benchmark = async ([count = '60']) => {
  const minutes = Number(count);
  if (!(minutes >= 1 && minutes <= 2_000)) throw new Error('MINUTES is a number from 1 to 2000');
  const warmUpMs = 60_000 * (minutes >= 3 * WARM_UP_MINUTES ? WARM_UP_MINUTES : minutes / 3);
  const directory = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const [host, sender, server] = [start('record-host.ts'), start('record-sender.ts'), await startServer()];
  const disk = new Disk(directory);
  try {
    const ports = await ask<number[]>(host, { participants: PARTICIPANTS, layers: 1, directory });
    await ask(sender, { ports, layers: 1 });
    const samples: Sample[] = [];
    const startMs = performance.now();
    while (performance.now() - startMs < 60_000 * minutes) {
      await wait(SAMPLE_MS);
      const { rssBytes, workerPids } = await ask<HostSample>(host, 'sample');
      const answer = await fetch(new URL('/health', server.origin));
      await answer.arrayBuffer();
      samples.push({
        atMs: performance.now() - startMs,
        media: rssBytes,
        worker: await rssOf(workerPids[0] ?? 0),
        server: await rssOf(server.process.pid ?? 0),
      });
      await disk.clear();
    }
    const report = await ask<HostReport>(host, 'report');
    const hours = (performance.now() - startMs) / HOUR_MS;
    const sent = await ask<SenderReport>(sender, 'stop');
    await wait(1_000);
    const end = await ask<HostReport>(host, 'stop');
    await disk.clear();
    const warm = samples.filter(({ atMs }) => atMs >= warmUpMs);
    const share = USUAL_PARTICIPANTS / PARTICIPANTS / hours / 1e9;
    return {
      conditions: {
        minutes,
        participants: PARTICIPANTS,
        warmUpMinutes: Math.round(warmUpMs / 6_000) / 10,
        warmUp: minutes >= 3 * WARM_UP_MINUTES ? 'as meant' : 'a third of a run that is too short for 15 minutes',
        samples: warm.length,
        mediaProcessMbByMinute: byMinute(samples),
        packets: { sent: sent.packets, received: end.received, recorded: end.recorded },
        path: 'UDP over loopback into PlainTransport: no SRTP; the real server beside it holds no hearing and is asked for its health',
        disk: 'closed files are counted and taken away as the run goes on; divided by the participants',
      },
      figures: [
        { name: 'RSS slope of the media process', value: slopeOf(warm, 'media'), unit: 'MB/h' },
        { name: 'event loop p99', value: report.eventLoopP99Ms, unit: 'ms' },
        { name: 'RSS slope of the worker', value: slopeOf(warm, 'worker'), unit: 'MB/h' },
        { name: 'RSS slope of the server', value: slopeOf(warm, 'server'), unit: 'MB/h' },
        { name: 'memory of the media process', value: (samples.at(-1)?.media ?? 0) / MB, unit: 'MB' },
        { name: 'memory of the worker', value: (samples.at(-1)?.worker ?? 0) / MB, unit: 'MB' },
        { name: 'recorded / received', value: (100 * end.recorded) / end.received, unit: '%' },
        { name: 'segments per hour of hearing, 5 participants', value: disk.segmentBytes * share, unit: 'GB' },
        { name: 'journal per hour of hearing, 5 participants', value: disk.journalBytes * share, unit: 'GB' },
      ],
    };
  } finally {
    for (const child of [host, sender]) child.kill('SIGKILL');
    await server.remove();
    await rm(directory, { recursive: true, force: true });
  }
};

/** Counts what is closed in the recording's folder and takes it away: hours of it would fill the disk. */
class Disk {
  segmentBytes = 0;
  journalBytes = 0;
  readonly #directory: string;
  /** Of files that are still being written, as counted last. */
  readonly #counted = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async clear(): Promise<void> {
    const names = (await readdir(this.#directory)).toSorted();
    const lastPart = names.findLast((name) => name.endsWith('.ohj'));
    for (const name of names.filter((one) => /\.(mkv|part|ohj)$/.test(one))) {
      const file = join(this.#directory, name);
      const found = await stat(file).catch(() => null);
      // A segment is given its last name when it is closed.
      const known = name.replace('.part', '');
      if (found === null) continue;
      const grown = found.size - (this.#counted.get(known) ?? 0);
      if (name.endsWith('.ohj')) this.journalBytes += grown;
      else this.segmentBytes += grown;
      this.#counted.set(known, found.size);
      if (name.endsWith('.mkv') || (name.endsWith('.ohj') && name !== lastPart)) await rm(file);
    }
  }
}

/** Resident memory of any process, in bytes; 0 when it has gone. */
async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

/** The last of each minute: a step is told from a slope. */
function byMinute(samples: readonly Sample[]): number[] {
  const last = new Map(samples.map(({ atMs, media }) => [Math.floor(atMs / 60_000), Math.round(media / MB)]));
  return [...last.values()];
}

/** By least squares, in megabytes an hour. */
function slopeOf(samples: readonly Sample[], of: 'media' | 'worker' | 'server'): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [hours, sizes] = [samples.map(({ atMs }) => atMs / HOUR_MS), samples.map((one) => one[of] / MB)];
  const [meanHour, meanSize] = [mean(hours), mean(sizes)];
  const spread = hours.reduce((sum, hour) => sum + (hour - meanHour) ** 2, 0);
  if (spread === 0) return null;
  return hours.reduce((sum, hour, index) => sum + (hour - meanHour) * ((sizes[index] ?? 0) - meanSize), 0) / spread;
}
