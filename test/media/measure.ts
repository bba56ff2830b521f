// What is really in a file, by ffmpeg and ffprobe, which share no code with what wrote it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
const RATE = 8_000;

/** Pictures that decode. @throws Error when any of them does not */
export async function decodedFrames(file: string): Promise<number> {
  const { stdout, stderr } = await run(FFMPEG, [
    ...['-v', 'error', '-xerror', '-err_detect', 'explode', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough'],
    ...['-f', 'framemd5', '-'],
  ]);
  if (stderr !== '') throw new Error(stderr);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

/**
 * When beeps begin, in milliseconds of the file's own time: gaps count as silence.
 * @param hertz of this pitch only
 */
export async function beepsIn(file: string, threshold = 3_000, hertz?: number): Promise<number[]> {
  const pitch = hertz === undefined ? '' : `,bandpass=f=${hertz}:width_type=h:w=60`;
  const { stdout } = await run(
    FFMPEG,
    [
      '-v',
      'error',
      '-i',
      file,
      '-map',
      '0:a',
      '-af',
      `aresample=${RATE}:async=1:min_hard_comp=0.005:first_pts=0${pitch}`,
      '-ac',
      '1',
      '-f',
      's16le',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 1 << 28 },
  );
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 1);
  const step = RATE / 100;
  const loud: boolean[] = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    loud.push(samples.subarray(at, at + step).some((sample) => Math.abs(sample) > threshold));
  }
  return loud.flatMap((now, index) =>
    now && !loud.slice(Math.max(0, index - 10), index).includes(true) ? [index * 10] : [],
  );
}

/** Times of the packets of a file's first track (of a kind), in milliseconds, as a reader without our code sees them. */
export async function packetTimes(file: string, track: '0' | 'a' | 'v' = '0'): Promise<number[]> {
  const { stdout } = await run(process.env.FFPROBE_PATH ?? 'ffprobe', [
    ...['-v', 'error', '-select_streams', track, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file],
  ]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseFloat(line) * 1000);
}

/** Of the file's picture, in milliseconds. */
export async function keyFrameTimes(file: string): Promise<number[]> {
  const { stdout } = await run(process.env.FFPROBE_PATH ?? 'ffprobe', [
    ...['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', file],
  ]);
  return stdout
    .split('\n')
    .map((line) => line.split(','))
    .filter(([, flags]) => flags?.includes('K'))
    .map(([time]) => Number.parseFloat(time ?? '') * 1000);
}

export async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** As `WIDTHxHEIGHT`. */
export async function sizeOf(file: string): Promise<string> {
  const entries = ['-show_entries', 'stream=width,height', '-of', 'csv=p=0:s=x'];
  const { stdout } = await run(process.env.FFPROBE_PATH ?? 'ffprobe', [
    '-v',
    'error',
    '-select_streams',
    'v',
    ...entries,
    file,
  ]);
  return stdout.trim();
}

export async function formatOf(file: string): Promise<{ name: string; durationMs: number }> {
  const entries = ['-show_entries', 'format=format_name,duration', '-of', 'json'];
  const { stdout } = await run(process.env.FFPROBE_PATH ?? 'ffprobe', ['-v', 'error', ...entries, file]);
  // As ffprobe's manual describes its output.
  const { format } = JSON.parse(stdout) as { format: { format_name: string; duration: string } };
  return { name: format.format_name, durationMs: Number.parseFloat(format.duration) * 1000 };
}

/** A small square of the picture, picture after picture at 25 a second, as red, green and blue from 0 to 255. */
export async function coloursIn(file: string, x: number, y: number): Promise<(readonly [number, number, number])[]> {
  const { stdout } = await run(
    FFMPEG,
    [
      ...['-v', 'error', '-i', file, '-map', '0:v', '-vf', `fps=25,crop=8:8:${x}:${y},scale=1:1:flags=area`],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 1 << 26 },
  );
  return Array.from({ length: stdout.length / 3 }, (_, index) => {
    const at = 3 * index;
    return [stdout[at] ?? 0, stdout[at + 1] ?? 0, stdout[at + 2] ?? 0] as const;
  });
}

/** How many points of a part of one picture are nearly white: whether something is written there. */
export async function whitePoints(
  file: string,
  atMs: number,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): Promise<number> {
  const crop = `crop=${Math.round(width)}:${Math.round(height)}:${Math.round(x)}:${Math.round(y)}`;
  const { stdout } = await run(
    FFMPEG,
    [
      ...['-v', 'error', '-ss', String(atMs / 1_000), '-i', file, '-frames:v', '1', '-vf', crop],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 1 << 26 },
  );
  return stdout.filter((point) => point > 200).length;
}

type Stream = Readonly<Record<string, string | number>>;

/** What ffprobe says of every stream. */
export async function streamsOf(file: string): Promise<readonly Stream[]> {
  const { stdout } = await run(process.env.FFPROBE_PATH ?? 'ffprobe', [
    ...['-v', 'error', '-show_streams', '-of', 'json', file],
  ]);
  // As ffprobe's manual describes its output.
  return (JSON.parse(stdout) as { streams: Stream[] }).streams;
}
