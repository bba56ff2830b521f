// Known sound and picture, encoded by ffmpeg: what is played in is known, so that what is read back can be measured.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './folder.ts';
import { framesOf, type KnownFrame } from './webm-frames.ts';

const run = promisify(execFile);
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';

export type Known = { readonly source: 'microphone' | 'camera'; readonly frames: readonly KnownFrame[] };

const folder = temporaryFolder();

/** A beep of 100 ms at every whole second, else silence. Opus in packets of 20 ms. */
export async function knownBeeps(seconds: number, hertz: number): Promise<Known> {
  const file = join(await folder, `beeps-${seconds}-${hertz}.webm`);
  const sound = `aevalsrc='0.5*sin(2*PI*${hertz}*t)*lt(mod(t\\,1)\\,0.1)':s=48000:d=${seconds}`;
  await run(FFMPEG, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    sound,
    '-ac',
    '2',
    '-c:a',
    'libopus',
    '-b:a',
    '48k',
    file,
  ]);
  return { source: 'microphone', frames: await framesOf(file, 'audio') };
}

/** A moving test picture at 25 pictures a second, a key frame every second. VP8. */
export const knownPicture = (seconds: number, size: string): Promise<Known> =>
  encodedPicture(`picture-${seconds}-${size}`, `testsrc2=size=${size}:rate=25:duration=${seconds}`);

/** One colour, and white for 200 ms at every whole second but the first. VP8. */
export const knownColour = (seconds: number, size: string, colour: string): Promise<Known> =>
  encodedPicture(
    `colour-${seconds}-${size}-${colour}`,
    `color=c=${colour}:size=${size}:rate=25:duration=${seconds},drawbox=c=white:t=fill:enable='gte(t,0.99)*lt(mod(t+0.001,1),0.2)'`,
  );

async function encodedPicture(name: string, picture: string): Promise<Known> {
  const file = join(await folder, `${name}.webm`);
  const vp8 = [
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-b:v',
    '600k',
    '-g',
    '25',
    '-lag-in-frames',
    '0',
  ];
  await run(FFMPEG, ['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, ...vp8, '-auto-alt-ref', '0', file]);
  return { source: 'camera', frames: await framesOf(file, 'video') };
}
