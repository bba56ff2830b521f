// A child process of a server job: makes one person's recording playable.
import { makePersonFile, PlaybackJob } from './person.ts';
import { runJob } from './program.ts';

await runJob(PlaybackJob, makePersonFile);
