// A child process of the nightly round: reads kept files through and says which are not what they were.
import { setPriority } from 'node:os';
import { z } from 'zod';
import { runJob } from '../playback/program.ts';
import { checkFile, type FileVerdict } from './check.ts';

/** Without a SHA-256 only presence and size are looked at. */
const File = z.strictObject({ path: z.string().min(1), bytes: z.int().min(0), sha256: z.string().nullable() });
const Job = z.strictObject({
  files: z.array(File),
});

/** Nobody waits for it. */
const NICE = 19;

setPriority(NICE);
await runJob(Job, async ({ files }, _onProgress, signal) => {
  const verdicts: FileVerdict[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    verdicts.push(await checkFile(file));
  }
  return { verdicts };
});
