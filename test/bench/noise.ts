// Sound as loud as a voice all the time, in Opus as browsers send it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { framesOf } from '../media/webm-frames.ts';

const run = promisify(execFile);

/** @returns packets of 20 ms, 48 kbps */
export async function noisePackets(seconds: number): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const file = join(folder, 'noise.webm');
  const sound = `anoisesrc=a=0.1:c=pink:r=48000:s=1:d=${seconds}`;
  const opus = ['-ac', '2', '-c:a', 'libopus', '-b:a', '48k', '-vbr', 'off'];
  try {
    await run(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', sound, ...opus, file]);
    return (await framesOf(file, 'audio')).map(({ data }) => data);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
