// Runs a child program that does one job: the job as JSON on its standard input, lines of JSON with progress, then the result, on its output.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** Asked to stop and still there after this: it is killed. */
const ASKED_MS = 5_000;

const Progress = z.object({ progress: z.number() });

type Run<Result> = {
  /** Path of the program. */
  readonly program: string;
  readonly job: object;
  readonly result: z.ZodType<Result>;
  readonly onProgress: (progress: number) => void;
  readonly signal?: AbortSignal;
};

/**
 * It has ended when this resolves or throws.
 * @throws AppError file_damaged with the last line it complained with; the signal's reason when it was told to stop
 */
export async function runProgram<Result>({ program, job, result, onProgress, signal }: Run<Result>): Promise<Result> {
  signal?.throwIfAborted();
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'], env: {} });
  let complaint = '';
  let made: { readonly result: Result } | null = null;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), ASKED_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  // A program that ended before it read its job says so by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(job));
  const Line = z.union([Progress, z.object({ result })]);
  for await (const text of createInterface({ input: child.stdout })) {
    const line = Line.parse(JSON.parse(text));
    if ('progress' in line) onProgress(line.progress);
    else made = line;
  }
  const code = await exited;
  clearTimeout(killing);
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (code !== 0 || made === null) throw new AppError('file_damaged', `exit ${code}`, { cause: new Error(complaint) });
  return made.result;
}
