// A child process of a server job: checks every segment of one recording to its end, surveys its folder, and sums up what was on the record.
import { stat } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { z } from 'zod';
import { runJob } from '../playback/program.ts';
import { accountOf } from '../timeline/account.ts';
import { type Survey, survey, withRtp } from '../timeline/survey.ts';
import { checkSegment, type SegmentCheck } from './check.ts';

const Job = z.strictObject({
  ffmpeg: z.string().min(1),
  /** So many segments are decoded at once. */
  processes: z.int().min(1).max(16),
  directory: z.string().min(1),
  onRecord: z.array(z.strictObject({ startMs: z.number(), endMs: z.number() })),
  segments: z.array(
    z.strictObject({
      segmentId: z.uuid(),
      trackId: z.uuid(),
      source: z.enum(['microphone', 'camera']),
      codec: z.enum(['opus', 'vp8', 'h264']),
      startMs: z.number().min(0),
      durationMs: z.number().min(0),
      frames: z.int().min(0),
      /** Its name in the folder, and where it is kept. */
      file: z.string(),
      path: z.string().min(1),
      bytes: z.int().min(0),
      sha256: z.string(),
    }),
  ),
});

/** A hearing that is held meanwhile must not notice. */
const NICE = 15;

const NOTHING: Survey = { tracks: [], outages: [], runs: [], untaken: [], steps: [], journal: [], strays: [] };

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );

setPriority(NICE);
await runJob(Job, async ({ ffmpeg, processes, directory, onRecord, segments }, onProgress, signal) => {
  const all = segments.reduce((sum, { bytes }) => sum + bytes, 0) || 1;
  let done = 0;
  const checks: SegmentCheck[] = [];
  const waiting = [...segments];
  const work = async (): Promise<void> => {
    for (let segment = waiting.shift(); segment !== undefined; segment = waiting.shift()) {
      checks.push(await checkSegment(segment, ffmpeg, signal));
      done += segment.bytes;
      onProgress(done / all);
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  const found = (await isFolder(directory)) ? await survey(directory, await withRtp(directory, segments)) : NOTHING;
  return { checks, survey: found, account: accountOf(found, segments, onRecord) };
});
