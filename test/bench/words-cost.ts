// words-cost: what the words process costs for each speaker who talks and for each silent open track, with the small model (the pipeline's own cost) and with one of random weights and 70 million parameters. Arguments: seconds, speakers.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { REHEARSAL_MODEL } from '../../media/words/model.ts';
import { Words } from '../../media/words/words.ts';
import { temporaryFolder } from '../media/folder.ts';
import { packetsOf, type Sent } from '../media/packets.ts';
import { SILENT_LOG } from '../media/settings.ts';
import { framesOf } from '../media/webm-frames.ts';
import { writeBallast } from '../running/ballast.ts';
import { Drawer, type DrawnSentence, HELD_OUT, layOut } from '../running/drawn-speech.ts';
import type { Benchmark } from './figures.ts';

const execute = promisify(execFile);
const PARAMETERS = 70_000_000;
/** Of the kernel's clock that counts processor time. */
const TICKS_PER_S = 100;
const FRAME_MS = 20;
/** The engine warms up, and memory with it. */
const WARM_MS = 3_000;
/** As somebody who talks without a stop: between two sentences one breathes. */
const BREATH_MS = 300;

export const run: Benchmark = async (args) => {
  const [seconds = 30, speakers = 6] = args.map(Number);
  const folder = await temporaryFolder();
  const lengthMs = seconds * 1_000 + WARM_MS;
  const talking = await packetsWith(folder, 'talking', await sentences(folder, lengthMs));
  const silent = await packetsWith(folder, 'silent', []);
  const ballast = join(folder, 'ballast');
  const parameters = await writeBallast(ballast, PARAMETERS);

  const small = await cost(REHEARSAL_MODEL, talking, speakers, lengthMs);
  const still = await cost(REHEARSAL_MODEL, loop(silent, lengthMs), speakers, lengthMs);
  const large = await cost(ballast, talking, speakers, lengthMs);
  return {
    conditions: { seconds, speakers, voice: HELD_OUT[0], opus: '32 kbit/s', parameters, holesWithBallast: large.holes },
    figures: [
      { name: 'pipeline with the small model, per talking speaker', value: small.perTrack, unit: 'real-time factor' },
      { name: 'silent open track', value: 100 * still.perTrack, unit: '% of a core' },
      { name: 'talking speakers per core, 70 M parameters int8', value: 1 / large.perTrack, unit: '' },
      { name: '70 M parameters int8, per talking speaker', value: large.perTrack, unit: 'real-time factor' },
    ],
  };
};

async function sentences(folder: string, lengthMs: number): Promise<DrawnSentence[]> {
  const drawer = new Drawer(folder, HELD_OUT[0], 11);
  const drawn: DrawnSentence[] = [];
  for (let ms = 0; ms < lengthMs; ) {
    const sentence = await drawer.sentence();
    drawn.push(sentence);
    ms += (sentence.words.at(-1)?.endMs ?? 0) + BREATH_MS;
  }
  return drawn;
}

async function packetsWith(folder: string, name: string, drawn: readonly DrawnSentence[]): Promise<Sent[]> {
  const [wav, webm] = [join(folder, `${name}.wav`), join(folder, `${name}.webm`)];
  await layOut(wav, drawn, { leadMs: drawn.length === 0 ? 1_000 : 0, pauseMs: BREATH_MS });
  const opus = ['-ac', '2', '-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', webm];
  await execute(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', '-i', wav, ...opus]);
  const frames = (await framesOf(webm, 'audio')).map((frame, index) => ({ ...frame, timeMs: index * FRAME_MS }));
  return packetsOf(
    { source: 'microphone', frames },
    { ssrc: 1, payloadType: 100, firstSequence: 1, firstTimestamp: 1 },
  );
}

/** Silence again and again: the same packets with sequence numbers and times that go on. */
function loop(packets: readonly Sent[], lengthMs: number): Sent[] {
  return Array.from({ length: Math.ceil(lengthMs / FRAME_MS) }, (_, index) => {
    const { bytes, key } = packets[index % packets.length] ?? { bytes: new Uint8Array(0), key: false };
    const copy = Buffer.from(bytes);
    copy.writeUInt16BE((index + 1) & 0xff_ff, 2);
    copy.writeUInt32BE((1 + index * FRAME_MS * 48) >>> 0, 4);
    return { atMs: index * FRAME_MS, sequence: index + 1, bytes: copy, key };
  });
}

/** Seconds of processor time of the words process for each second of each track, in real time. */
async function cost(model: string, packets: readonly Sent[], tracks: number, lengthMs: number) {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let holes = 0;
  const words = new Words(
    model,
    {
      said: () => {},
      closed: () => {},
      hole: () => {
        holes++;
      },
      state: (state) => {
        if (state === 'on') resolve();
      },
    },
    SILENT_LOG,
  );
  await ready;
  const trackIds = Array.from({ length: tracks }, () => crypto.randomUUID());
  for (const trackId of trackIds) words.open(trackId);
  const pid = words.pid ?? 0;
  const startMs = performance.now();
  let [warmCpu, warmAtMs] = [0, 0];
  for (const { atMs, bytes } of packets) {
    if (atMs > lengthMs) break;
    const aheadMs = atMs - (performance.now() - startMs);
    if (aheadMs > 1) await wait(aheadMs);
    if (warmAtMs === 0 && atMs >= WARM_MS) [warmCpu, warmAtMs] = [await cpuSeconds(pid), performance.now()];
    for (const trackId of trackIds) words.packet(trackId, bytes, atMs + FRAME_MS);
  }
  const cpu = (await cpuSeconds(pid)) - warmCpu;
  const heardS = (performance.now() - warmAtMs) / 1_000;
  words.end();
  return { perTrack: cpu / heardS / tracks, holes };
}

async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / TICKS_PER_S;
}
