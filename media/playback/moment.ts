// A few seconds of one person's sound as WAV, taken from the files of a recording that may still be running.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpusDecoder } from 'opus-decoder';
import { z } from 'zod';
import type { OpenSegment } from '../contract.ts';
import { readMkv } from '../record/mkvread.ts';
import { partName, segmentsIn } from '../record/sidecar.ts';

export const MomentJob = z.strictObject({
  /** Of the recording. */
  directory: z.string().min(1),
  ownerId: z.uuid(),
  /** On the recording's clock. */
  fromMs: z.number().min(0),
  toMs: z.number().min(0),
});
export type MomentJob = z.infer<typeof MomentJob>;

/** `wav`: base64. `heardMs`: how much of it was recorded; the rest is silence. */
export type Moment = { readonly wav: string; readonly heardMs: number };

const RATE = 16_000;
const LONGEST_MS = 30_000;
/** A decoder that begins in the middle needs this long to sound right (RFC 7845, 4.6). */
const PRE_ROLL_MS = 80;
const HEAD_BYTES = 44;

/** @throws Error when the folder cannot be read or the moment is longer than 30 s */
export async function soundOf({ directory, ownerId, fromMs, toMs }: MomentJob): Promise<Moment> {
  if (toMs <= fromMs || toMs - fromMs > LONGEST_MS) throw new Error('no such moment');
  const samples = new Float32Array(Math.round(((toMs - fromMs) * RATE) / 1_000));
  let heard = 0;
  for (const segment of await segmentsOf(directory, ownerId)) {
    if (segment.startMs >= toMs) continue;
    const bytes = await fileOf(directory, segment.file);
    const wanted = readMkv(bytes).frames.filter(({ timeMs }) => {
      const atMs = segment.startMs + timeMs;
      return atMs >= fromMs - PRE_ROLL_MS && atMs < toMs;
    });
    if (wanted.length === 0) continue;
    const decoder = new OpusDecoder({ channels: 1, sampleRate: RATE });
    await decoder.ready;
    for (const { timeMs, data } of wanted) {
      const [decoded = new Float32Array()] = decoder.decodeFrame(data).channelData;
      heard += put(samples, decoded, Math.round(((segment.startMs + timeMs - fromMs) * RATE) / 1_000));
    }
    decoder.free();
  }
  return { wav: wavOf(samples).toString('base64'), heardMs: Math.round((heard * 1_000) / RATE) };
}

/** By the notes beside the files, which a running recording has as well. */
async function segmentsOf(directory: string, ownerId: string): Promise<OpenSegment[]> {
  const segments = (await segmentsIn(directory)).flatMap(({ note }) => (note === null ? [] : [note.segment]));
  return segments
    .filter((segment) => segment.ownerId === ownerId && segment.source === 'microphone')
    .sort((a, b) => a.startMs - b.startMs);
}

/** It may be closed, and renamed by that, while it is looked for. */
const fileOf = (directory: string, file: string): Promise<Buffer> =>
  readFile(partName(join(directory, file)))
    .catch(() => readFile(join(directory, file)))
    .catch(() => Buffer.alloc(0));

/** @returns how many samples fell into the moment */
function put(target: Float32Array, decoded: Float32Array, at: number): number {
  const from = Math.max(0, -at);
  const part = decoded.subarray(from, Math.max(from, Math.min(decoded.length, target.length - at)));
  target.set(part, Math.max(0, at));
  return part.length;
}

function wavOf(samples: Float32Array): Buffer {
  const wav = Buffer.alloc(HEAD_BYTES + samples.length * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => {
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), HEAD_BYTES + index * 2);
  });
  return wav;
}
