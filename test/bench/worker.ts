// worker [ROUNDS] [worker | process]: what carries the media of a live hearing is killed, again and again; until all see and hear each other again, and what of it is on record.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { watchArrivals } from '../running/arrivals.ts';
import { closedRecord } from '../running/closed-record.ts';
import { LiveHearing } from '../running/live-hearing.ts';
import { type Benchmark, percentile } from './figures.ts';
import { arrive, bothAt, gapsIn, pairsOf, speakingDevices } from './speaking.ts';

const execute = promisify(execFile);
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';

export const run: Benchmark = async ([rounds = '5', what = 'worker']) => {
  const count = Number(rounds);
  if (!Number.isInteger(count) || count < 1) throw new Error('ROUNDS is a number from 1 on');
  if (what !== 'worker' && what !== 'process') throw new Error('what is killed is worker or process');
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const live = await LiveHearing.open({
    participants: ['complainant', 'officer'],
    devices: (index) => speakingDevices(folder, index),
    prepare: watchArrivals,
  });
  try {
    const seconds: number[] = [];
    const pairs = pairsOf(live.people);
    for (const pair of pairs) await arrive(pair);
    for (let round = 0; round < count; round += 1) {
      const pid = pidOf(live, what);
      process.kill(pid, 'SIGKILL');
      const killedAtMs = Date.now();
      // What was on its way has come; whatever arrives from now on came by the new one.
      await wait(300);
      const arrivals = await Promise.all(pairs.map((pair) => arrive(pair)));
      const each = arrivals.map((arrival, index) => (bothAt(arrival, pairs[index]) - killedAtMs) / 1_000);
      seconds.push(...each);
      console.error(`round ${round + 1}: ${each.map((value) => value.toFixed(2)).join(' ')}`);
      if (pidOf(live, what) === pid) throw new Error('nothing was made anew');
      await wait(3_000);
    }
    const closed = await closedRecord(live);
    let bad = 0;
    for (const { file } of closed) if (!(await decodes(file))) bad += 1;
    return {
      conditions: {
        pages: live.people.length,
        rounds: count,
        killed: what,
        picture: '320x180',
        segments: closed.length,
      },
      figures: [
        { name: 'everyone back, p50', value: percentile(seconds, 0.5), unit: 's' },
        { name: 'everyone back, p95', value: percentile(seconds, 0.95), unit: 's' },
        { name: 'everyone back, slowest', value: percentile(seconds, 1), unit: 's' },
        { name: 'segments that do not decode', value: bad, unit: '' },
        ...(await gapsIn(live, closed)),
      ],
    };
  } finally {
    await live.close();
    await rm(folder, { recursive: true, force: true });
  }
};

/** As the server itself says it in its log. */
function pidOf({ server }: LiveHearing, what: 'worker' | 'process'): number {
  const name = what === 'worker' ? 'workerPid' : 'mediaPid';
  const pid = Number([...server.output().matchAll(new RegExp(`"${name}":(\\d+)`, 'g'))].at(-1)?.[1]);
  if (!Number.isInteger(pid)) throw new Error(`no ${name} was told`);
  return pid;
}

/** Every packet of it, by ffmpeg. The times are left as they are: rounded to a steady rate, two of them may fall on one. */
async function decodes(file: string): Promise<boolean> {
  const strictly = ['-v', 'error', '-xerror', '-err_detect', 'explode', '-i', file, '-fps_mode', 'passthrough'];
  const { stderr } = await execute(FFMPEG, [...strictly, '-f', 'framemd5', '-'], { maxBuffer: 1 << 26 }).catch(
    ({ message }: Error) => ({ stderr: message }),
  );
  if (stderr !== '') console.error(stderr.slice(0, 300));
  return stderr === '';
}
