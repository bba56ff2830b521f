// What the child programs of the server's jobs have in common: one job as JSON on standard input; lines of JSON with progress, then the result, on standard output.
import { text } from 'node:stream/consumers';
import type { z } from 'zod';

const TOLD_EVERY_MS = 250;

/** Runs the job and ends with 0, or with 1 and a sentence on standard error. Stops when told to, or when nobody reads any more. */
export async function runJob<Job, Result extends object>(
  schema: z.ZodType<Job>,
  work: (job: Job, onProgress: (progress: number) => void, signal: AbortSignal) => Promise<Result>,
): Promise<void> {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  process.on('SIGINT', () => stop.abort());
  // The server is gone: nobody would use what is made.
  process.stdout.on('error', () => stop.abort());
  let toldMs = 0;
  const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const job = schema.parse(JSON.parse(await text(process.stdin)));
    const onProgress = (progress: number): void => {
      if (performance.now() - toldMs < TOLD_EVERY_MS) return;
      toldMs = performance.now();
      print({ progress });
    };
    print({ result: await work(job, onProgress, stop.signal) });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
