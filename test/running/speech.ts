// What the test browsers' cameras and microphones deliver: real sentences by espeak-ng and a moving picture, each person's their own.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ESPEAK = process.env.ESPEAK_PATH ?? 'espeak-ng';
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
/** What Chromium captures at. */
export const RATE = 48_000;

export type Voice = {
  readonly name: string;
  readonly voice: string;
  readonly pitch: number;
  readonly sentences: readonly string[];
};

/** Samples of any media file's sound, mono; what is missing between its timestamps (Opus DTX sends nothing in silence) is silence. */
export async function samplesOf(file: string, rate: number): Promise<Int16Array> {
  const { stdout } = await run(
    FFMPEG,
    [
      '-v',
      'error',
      '-i',
      file,
      '-vn',
      '-af',
      'aresample=async=1:min_hard_comp=0.01:first_pts=0',
      '-ac',
      '1',
      '-ar',
      String(rate),
      '-f',
      's16le',
      'pipe:1',
    ],
    {
      encoding: 'buffer',
      maxBuffer: 1 << 30,
    },
  );
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 1);
}

/** The sentences one after the other, `pauseSeconds` apart, again and again until `seconds`: a WAV file, and each sentence's samples at RATE. */
export async function speak(
  folder: string,
  { name, voice, pitch, sentences }: Voice,
  seconds: number,
  pauseSeconds = 1,
): Promise<{ readonly file: string; readonly spoken: readonly Int16Array[] }> {
  const spoken: Int16Array[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const file = join(folder, `${name}-${index}.wav`);
    await run(ESPEAK, ['-v', voice, '-p', String(pitch), '-s', '150', '-w', file, sentence]);
    spoken.push(await samplesOf(file, RATE));
  }
  const all = new Int16Array(seconds * RATE);
  let at = 0;
  for (let turn = 0; at < all.length; turn += 1) {
    const sentence = spoken[turn % spoken.length];
    if (sentence === undefined) throw new Error('no sentence');
    all.set(sentence.subarray(0, Math.max(0, all.length - at)), at);
    at += sentence.length + pauseSeconds * RATE;
  }
  const file = join(folder, `${name}.wav`);
  await writeFile(file, Buffer.concat([wavHeader(all.byteLength), Buffer.from(all.buffer)]));
  return { file, spoken };
}

/** A test picture that moves, in a colour of its own; Chromium plays it again and again. */
export async function paint(folder: string, name: string, hue: number, size = '480x270'): Promise<string> {
  const file = join(folder, `${name}.mjpeg`);
  const source = `testsrc2=size=${size}:rate=15:duration=4,hue=h=${hue}`;
  await run(FFMPEG, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    source,
    '-pix_fmt',
    'yuvj420p',
    '-q:v',
    '6',
    '-f',
    'mjpeg',
    file,
  ]);
  return file;
}

export function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
