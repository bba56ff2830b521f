// A child process of a server job: one job as JSON on its standard input; lines of JSON with progress, then the result, on its output.
import { text } from 'node:stream/consumers';
import { makePersonFile, PlaybackJob } from './person.ts';

const TOLD_EVERY_MS = 250;

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());

let toldMs = 0;
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const job = PlaybackJob.parse(JSON.parse(await text(process.stdin)));
  const onProgress = (progress: number): void => {
    if (performance.now() - toldMs < TOLD_EVERY_MS) return;
    toldMs = performance.now();
    print({ progress });
  };
  print({ result: await makePersonFile(job, onProgress, stop.signal) });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
