// Decodes one segment to its end with ffmpeg, which shares no code with what wrote it: what it complains of, how many pictures came out, how loud the sound is.
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

const COMPLAINT_CHARS = 500;
/** Enough for the loudness of speech. */
const RATE = 8_000;
const FULL_SCALE = 32_768;
const ASKED_MS = 3_000;
/** What a crash leaves: a file that was cut off within its last block. What is whole before it is counted, which says more. */
const CUT_OFF = /^\[matroska[^\]]*\] File ended prematurely$/;

export type Decoded = {
  /** Empty when all of it decodes. */
  readonly complaint: string;
  /** Null for sound. */
  readonly pictures: number | null;
  /** Of sound: the sum of its squared samples, with 1 as full scale, and how many there are. */
  readonly power: { readonly sum: number; readonly samples: number } | null;
};

/** Where in ffmpeg's own memory it happened: another place each time. */
const ADDRESS = / @ 0x[0-9a-f]+/g;

const COMMON = ['-nostdin', '-v', 'error', '-xerror', '-threads', '1'];
/** Without the loop filter every bit is still read, in half the time; only the pictures are less fine. */
const PICTURE = ['-map', '0:v', '-fps_mode', 'drop', '-progress', 'pipe:1', '-nostats', '-f', 'null', '-'];
const SOUND = ['-map', '0:a', '-ac', '1', '-ar', String(RATE), '-f', 's16le', 'pipe:1'];

/** @throws Error when ffmpeg cannot be run, or the signal says to stop */
export async function decode(
  ffmpeg: string,
  file: string,
  source: 'microphone' | 'camera',
  signal: AbortSignal,
): Promise<Decoded> {
  const isSound = source === 'microphone';
  const given = isSound ? ['-i', file, ...SOUND] : ['-skip_loop_filter', 'all', '-i', file, ...PICTURE];
  let sum = 0;
  let samples = 0;
  let odd: number | null = null;
  let told = '';
  const take = (chunk: Buffer): void => {
    if (!isSound) {
      told = (told + chunk.toString('latin1')).slice(-2_000);
      return;
    }
    const bytes: Buffer = odd === null ? chunk : Buffer.concat([Buffer.from([odd]), chunk]);
    for (let at = 0; at + 1 < bytes.length; at += 2) sum += (bytes.readInt16LE(at) / FULL_SCALE) ** 2;
    samples += bytes.length >> 1;
    odd = bytes.length % 2 === 1 ? (bytes.at(-1) ?? null) : null;
  };
  const { code, said } = await run(ffmpeg, [...COMMON, ...given], take, signal);
  // Read by people who need not know where on this machine the file lies.
  const lines = said
    .replaceAll(file, basename(file))
    .replace(ADDRESS, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !CUT_OFF.test(line.trim()));
  const complaint = lines.join('; ').slice(0, COMPLAINT_CHARS) || (code === 0 ? '' : `ffmpeg ended with ${code}`);
  const pictures = Number([...told.matchAll(/^frame=\s*(\d+)/gm)].at(-1)?.[1] ?? 0);
  return { complaint, pictures: isSound ? null : pictures, power: isSound ? { sum, samples } : null };
}

async function run(
  ffmpeg: string,
  given: readonly string[],
  take: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<{ code: number | null; said: string }> {
  signal.throwIfAborted();
  const child = spawn(ffmpeg, given, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 10_000) said += text;
  });
  child.stdout.on('data', take);
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), ASKED_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    return { code, said };
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
  }
}
