// Runs a program on a file that nobody vouches for: with little memory, little time, and only so much to say.
import { spawn } from 'node:child_process';

export type Bounds = { readonly memoryBytes: number; readonly seconds: number; readonly outputBytes: number };
/** `code` is null when it was ended: by a limit, by a crash, or because it said too much. */
export type Outcome = { readonly code: number | null; readonly output: Buffer; readonly complaints: string };

const COMPLAINTS_KEPT = 4_000;
/** The shell sets the limits and becomes the program; everything after the script is data to it, never shell text. */
const LIMIT = 'ulimit -v "$1" && ulimit -t "$2" && ulimit -c 0 && shift 2 && exec "$@"';

/** @throws Error when the program is not there. */
export function boundedRun(program: string, args: readonly string[], bounds: Bounds): Promise<Outcome> {
  const limits = [String(Math.ceil(bounds.memoryBytes / 1_024)), String(bounds.seconds)];
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', LIMIT, 'sh', ...limits, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' },
    });
    const output: Buffer[] = [];
    let bytes = 0;
    let complaints = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > bounds.outputBytes) child.kill('SIGKILL');
      else output.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaints = (complaints + chunk).slice(0, COMPLAINTS_KEPT);
    });
    // The processor's time is the shell's to limit; this ends a program that waits.
    const timer = setTimeout(() => child.kill('SIGKILL'), bounds.seconds * 2_000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      // The shell's words for a program that is not there, or may not be run.
      if (code === 127 || code === 126) reject(new Error(`cannot run ${program}: ${complaints}`));
      else resolve({ code, output: Buffer.concat(output), complaints });
    });
  });
}
