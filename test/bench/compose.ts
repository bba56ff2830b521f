// compose [SECONDS] [PEOPLE,PEOPLE]: what the composed recording costs, from cameras of 1280×720 at 25 pictures a second.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ComposeJob, ComposeResult } from '../../media/compose/job.ts';
import { writeSegment } from '../media/segments.ts';
import { framesOf, type KnownFrame } from '../media/webm-frames.ts';
import type { Measured, Outcome } from './figures.ts';

const PROGRAM = fileURLToPath(new URL('../../media/compose/main.ts', import.meta.url));
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
const execute = promisify(execFile);
const PROCESSES = 2;
/** As the recorder begins new ones. */
const SEGMENT_S = 300;
const CLIP_S = 10;
const SIZE = { width: 1_280, height: 720 };

export async function run([seconds = '600', people = '4,9']: readonly string[]): Promise<Outcome> {
  const length = Number(seconds);
  const counts = people.split(',').map(Number);
  if (!Number.isInteger(length) || length < 10 || counts.some((count) => !Number.isInteger(count) || count < 1))
    throw new Error('SECONDS is 10 or more, PEOPLE are numbers separated by commas');
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  try {
    const sources = await record(folder, Math.min(length, SEGMENT_S));
    const figures: Measured[] = [];
    const conditions: Record<string, unknown> = { seconds: length, processes: PROCESSES, ...sources.conditions };
    for (const count of counts) {
      const one = await measure(folder, sources, length, count);
      figures.push(...one.figures);
      conditions[`${count} people`] = one.conditions;
    }
    return { conditions, figures };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Sources = {
  readonly pictures: readonly string[];
  readonly sound: string;
  readonly conditions: object;
};

const repeated = (frames: readonly KnownFrame[], seconds: number): KnownFrame[] =>
  Array.from({ length: Math.ceil(seconds / CLIP_S) }, (_, turn) =>
    frames.map((frame) => ({ ...frame, timeMs: frame.timeMs + 1_000 * CLIP_S * turn })),
  )
    .flat()
    .filter(({ timeMs }) => timeMs >= 0 && timeMs < 1_000 * seconds);

/** Moving pictures with noise as a camera's, as heavy to read as what browsers send; and a voice-like sound. */
async function record(folder: string, seconds: number): Promise<Sources> {
  const scenes = [
    `mandelbrot=size=1280x720:rate=25:start_scale=0.4:end_scale=0.3:end_pts=2000,noise=alls=4:allf=t`,
    `testsrc2=size=1280x720:rate=25`,
  ];
  const vp8 = '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1000k -g 100 -lag-in-frames 0 -auto-alt-ref 0'.split(
    ' ',
  );
  const pictures: string[] = [];
  for (const scene of scenes) {
    const clip = join(folder, `clip-${pictures.length}.webm`);
    const source = ['-f', 'lavfi', '-i', `${scene},trim=duration=${CLIP_S}`];
    await execute(FFMPEG, ['-v', 'error', '-y', ...source, ...vp8, clip]);
    const frames = await framesOf(clip, 'video');
    // Again and again: encoding the whole length would take longer than what is measured.
    const again = { source: 'camera' as const, frames: repeated(frames, seconds) };
    pictures.push((await writeSegment(folder, again, { codec: 'vp8', size: SIZE }, 0)).file);
  }
  const voice = join(folder, 'voice.webm');
  const sine = `aevalsrc='0.3*sin(2*PI*180*t)*(0.5+0.5*sin(2*PI*3*t))|0.3*sin(2*PI*180*t)':s=48000:d=${CLIP_S}`;
  await execute(FFMPEG, ['-v', 'error', '-y', '-f', 'lavfi', '-i', sine, '-c:a', 'libopus', '-b:a', '32k', voice]);
  const spoken = { source: 'microphone' as const, frames: repeated(await framesOf(voice, 'audio'), seconds) };
  const sound = (await writeSegment(folder, spoken, { codec: 'opus' }, 0)).file;
  const sizes = await Promise.all(pictures.map(async (file) => (await stat(file)).size));
  const mbit = sizes.map((size) => Math.round((8 * size) / seconds / 1e4) / 100);
  return { pictures, sound, conditions: { cameraMbitPerSecond: mbit } };
}

async function measure(folder: string, { pictures, sound }: Sources, seconds: number, count: number) {
  const out = join(folder, `composed-${count}.mp4`);
  const people = Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    name: `参加人${index + 1}`,
    role: '听证员',
  }));
  const segments = people.flatMap(({ id }, index) =>
    Array.from({ length: Math.ceil(seconds / SEGMENT_S) }, (_, number) => {
      const times = {
        startMs: number * SEGMENT_S * 1_000,
        durationMs: Math.min(SEGMENT_S, seconds - number * SEGMENT_S) * 1_000,
        rate: 1,
      };
      const picture = pictures[index % pictures.length] ?? '';
      return [
        { id: `${id}v${number}`, personId: id, source: 'camera' as const, file: picture, ...times },
        { id: `${id}a${number}`, personId: id, source: 'microphone' as const, file: sound, ...times },
      ];
    }).flat(),
  );
  const job: ComposeJob = {
    ...{ title: '公开听证', zeroAtMs: Date.now(), people, segments, pauses: [], away: [] },
    stages: [{ startMs: 0, name: '听证员提问' }],
    words: { cameraOff: '摄像头已关闭', pictureLost: '画面中断', since: '自 {time} 起' },
    ...{ ffmpeg: FFMPEG, processes: PROCESSES, work: join(folder, `work-${count}`), out },
  };
  const before = await childrenCpuSeconds();
  const beganMs = performance.now();
  const child = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  const last = (await text(child.stdout)).trim().split('\n').at(-1) ?? '{}';
  const wall = (performance.now() - beganMs) / 1_000;
  const { result } = JSON.parse(last) as { result?: ComposeResult };
  if (result === undefined) throw new Error('nothing was composed');
  const cpu = (await childrenCpuSeconds()) - before;
  const made = result.durationMs / 1_000;
  const of = (name: string, value: number, unit: string): Measured => ({
    name: `${name}, ${count} people`,
    value,
    unit,
  });
  return {
    conditions: { parts: result.parts.made, mbitPerSecond: Math.round((8 * result.bytes) / made / 1e4) / 100 },
    figures: [
      of('time / length of the hearing', wall / made, ''),
      of('core-seconds per second of hearing', cpu / made, 's'),
      of('core-seconds per second / two cores', cpu / made / PROCESSES, ''),
    ],
  };
}

/** Of children that have ended and been waited for, theirs included. */
async function childrenCpuSeconds(): Promise<number> {
  const line = await readFile('/proc/self/stat', 'utf8');
  // After the name in brackets, which may hold anything: cutime and cstime are fields 16 and 17 of all, in hundredths.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
