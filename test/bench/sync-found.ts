// Where a kept file holds its beeps and flashes, and where the record puts them on its clock once it is in step.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Step } from '../../media/timeline/steps.ts';
import { beepsIn, packetTimes } from '../media/measure.ts';

const run = promisify(execFile);

export type KeptFile = {
  readonly segmentId: string;
  readonly source: 'microphone' | 'camera';
  readonly startMs: number;
  readonly path: string;
};

/** When a picture turns white, in milliseconds of the file's own time. */
async function flashesIn(file: string): Promise<number[]> {
  const { stdout } = await run(
    process.env.FFMPEG_PATH ?? 'ffmpeg',
    [
      ...['-v', 'error', '-i', file, '-map', '0:v', '-vf', 'scale=1:1:flags=area,format=gray'],
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 1 << 26 },
  );
  const times = await packetTimes(file, 'v');
  if (times.length !== stdout.length) throw new Error(`${stdout.length} pictures of ${times.length} decode`);
  return times.filter((_, index) => (stdout[index] ?? 0) > 160 && index > 0 && (stdout[index - 1] ?? 0) <= 160);
}

/** On the recording's clock, in milliseconds. */
export async function foundIn(file: KeptFile, steps: readonly Step[]): Promise<number[]> {
  // Where the survey says nothing, a segment stays where its arrival put it.
  const step = steps.find(({ segmentId }) => segmentId === file.segmentId) ?? { startMs: file.startMs, rate: 1 };
  const times = file.source === 'microphone' ? await beepsIn(file.path, 2_000) : await flashesIn(file.path);
  return times.map((ms) => step.startMs + step.rate * ms);
}

/** The found time nearest to a true one; null when none is near. */
export function nearest(found: readonly number[], trueMs: number): number | null {
  const [best] = found.toSorted((a, b) => Math.abs(a - trueMs) - Math.abs(b - trueMs));
  return best === undefined || Math.abs(best - trueMs) > 450 ? null : best;
}
