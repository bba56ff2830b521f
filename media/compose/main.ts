// A child process of a server job: makes the composed recording of one hearing, after everything else on this machine.
import { setPriority } from 'node:os';
import { runJob } from '../playback/program.ts';
import { compose } from './compose.ts';
import { ComposeJob } from './job.ts';

/** A hearing that is held meanwhile must not notice; ffmpeg inherits it. */
const NICE = 15;

setPriority(NICE);
await runJob(ComposeJob, compose);
