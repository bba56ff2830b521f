// A child process of a server job: surveys the folder of one recording and says what it found.
import { setPriority } from 'node:os';
import { z } from 'zod';
import { runJob } from '../playback/program.ts';
import { survey, withRtp } from './survey.ts';

const SurveyJob = z.strictObject({
  directory: z.string().min(1),
  segments: z.array(
    z.strictObject({
      segmentId: z.uuid(),
      trackId: z.uuid(),
      startMs: z.number().min(0),
      durationMs: z.number().min(0),
      file: z.string(),
    }),
  ),
});

/** A hearing that is held meanwhile must not notice. */
const NICE = 15;

setPriority(NICE);
await runJob(SurveyJob, async ({ directory, segments }) => survey(directory, await withRtp(directory, segments)));
