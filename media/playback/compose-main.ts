// A child process of a server job: makes the composed recording of one hearing, after everything else on this machine.
import { setPriority } from 'node:os';
import { compose } from './compose.ts';
import { ComposeJob } from './compose-job.ts';
import { runJob } from './program.ts';

/** A hearing that is held meanwhile must not notice; ffmpeg inherits it. */
const NICE = 15;

setPriority(NICE);
await runJob(ComposeJob, compose);
