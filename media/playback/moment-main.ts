// A child process of a server job: takes a few seconds of sound out of a recording.
import { MomentJob, soundOf } from './moment.ts';
import { runJob } from './program.ts';

await runJob(MomentJob, soundOf);
