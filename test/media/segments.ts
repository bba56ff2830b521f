// Segments as the recorder writes them, from known sound and pictures.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MkvCluster, type MkvTrack, mkvHead } from '../../media/record/mkv.ts';
import type { Known } from './known.ts';

export type WrittenSegment = {
  readonly file: string;
  readonly source: Known['source'];
  readonly startMs: number;
  readonly durationMs: number;
  readonly rate: number;
};
/** As the archive keeps it. */
type CountedSegment = WrittenSegment & { readonly frames: number };

let number = 0;

/** @param fromMs what of the known is in it, up to `toMs` @param rate real milliseconds to one of the segment's own */
export async function writeCounted(
  folder: string,
  known: Known,
  track: MkvTrack,
  startMs: number,
  fromMs = 0,
  toMs = Number.POSITIVE_INFINITY,
  rate = 1,
): Promise<CountedSegment> {
  const frames = known.frames.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
  const parts = [mkvHead(track, 0, crypto.randomUUID())];
  for (const { timeMs, data, key } of frames) {
    const cluster = new MkvCluster(Math.round(timeMs - fromMs));
    cluster.add([data], cluster.timeMs, key);
    parts.push(cluster.toBytes());
  }
  const file = join(folder, `segment-${number++}.mkv`);
  await writeFile(file, Buffer.concat(parts));
  const durationMs = (frames.at(-1)?.timeMs ?? 0) + 20 - fromMs;
  return { file, source: known.source, startMs, durationMs, rate, frames: frames.length };
}

/** As jobs are given it. */
export async function writeSegment(...given: Parameters<typeof writeCounted>): Promise<WrittenSegment> {
  const { file, source, startMs, durationMs, rate } = await writeCounted(...given);
  return { file, source, startMs, durationMs, rate };
}
