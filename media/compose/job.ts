// What the composed recording is made of: who and what is to be seen and heard when, on the hearing's clock, and in which words.
import { z } from 'zod';

const span = { startMs: z.number().min(0), endMs: z.number().min(0) };

export const ComposeJob = z.strictObject({
  title: z.string(),
  /** UTC time of 0 on the hearing's clock. */
  zeroAtMs: z.number(),
  /** In the order of their tiles. */
  people: z.array(z.strictObject({ id: z.string(), name: z.string(), role: z.string() })).min(1),
  segments: z
    .array(
      z.strictObject({
        id: z.string(),
        file: z.string().min(1),
        personId: z.string(),
        source: z.enum(['microphone', 'camera']),
        startMs: z.number().min(0),
        durationMs: z.number().min(0),
        /** Real milliseconds to one of its own. */
        rate: z.number().min(0.9).max(1.1),
      }),
    )
    .min(1),
  stages: z.array(z.strictObject({ startMs: z.number(), name: z.string() })),
  /** Recess and suspension: the whole screen says so while nothing was recorded. */
  pauses: z.array(z.strictObject({ ...span, words: z.string(), reason: z.string() })),
  /** When somebody was not in the room, and how their tile says so. */
  away: z.array(z.strictObject({ ...span, personId: z.string(), words: z.string() })),
  words: z.strictObject({ cameraOff: z.string(), pictureLost: z.string(), since: z.string() }),
  ffmpeg: z.string().min(1),
  /** How many parts are rendered at once. */
  processes: z.int().min(1).max(16),
  /** Folder of this job alone; what an earlier run finished in it is used again. */
  work: z.string().min(1),
  /** Written under another name first; there only when it is whole. */
  out: z.string().min(1),
});
export type ComposeJob = z.infer<typeof ComposeJob>;
export type ComposeSegment = ComposeJob['segments'][number];

export type ComposeResult = {
  readonly bytes: number;
  readonly sha256: string;
  readonly durationMs: number;
  /** Ids of segments in which nothing was readable. */
  readonly skipped: readonly string[];
  readonly parts: { readonly made: number; readonly reused: number };
};
