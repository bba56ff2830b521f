// Runs ffmpeg once: told to stop, it is asked, waited for, and killed if it does not end.
import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const ASKED_MS = 3_000;
const COMPLAINT_CHARS = 2_000;

export type FfmpegRun = {
  readonly program: string;
  readonly folder: string;
  readonly arguments: readonly string[];
  /** Takes what ffmpeg writes on its standard output. */
  readonly out?: FileHandle;
  /** How much of the result is there, in milliseconds. */
  readonly onProgress?: (ms: number) => void;
  readonly signal?: AbortSignal | undefined;
};

/** @throws Error with what ffmpeg complained of last, or when the signal says to stop; ffmpeg has ended then */
export async function runFfmpeg({
  program,
  folder,
  arguments: given,
  out,
  onProgress,
  signal,
}: FfmpegRun): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(program, given, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  // These pipes are there because they were asked for.
  const [, stdout, stderr, told] = child.stdio as unknown as [null, Readable, Readable, Readable];
  let complaint = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARS);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), ASKED_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  const progress = createInterface({ input: told });
  progress.on('line', (line) => {
    const microseconds = /^out_time_us=(\d+)$/.exec(line)?.[1];
    if (microseconds !== undefined) onProgress?.(Number(microseconds) / 1_000);
  });
  try {
    const writing = out === undefined ? Promise.resolve(void stdout.resume()) : write(stdout, out);
    // A disk that is full ends ffmpeg, too.
    writing.catch(stop);
    const [code] = await Promise.all([ended, writing]);
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${complaint.trim()}`);
  } finally {
    clearTimeout(killing);
    signal?.removeEventListener('abort', stop);
  }
}

async function write(from: Readable, to: FileHandle): Promise<void> {
  for await (const chunk of from) await to.appendFile(chunk as Uint8Array);
}
