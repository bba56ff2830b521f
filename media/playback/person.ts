// Makes one seekable WebM of one person from their segments, encoding nothing anew but pictures in H.264, which WebM does not have.
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { z } from 'zod';
import { measureFile } from '../record/file.ts';
import { OPUS_HEAD } from '../record/opus.ts';
import type { PictureSize } from '../record/vp8.ts';
import { framesOf, inOrder, type PlaybackSegment, type TimedFrame, withSilence } from './timeline.ts';
import { toVp8, trackOf } from './to-vp8.ts';

export const PlaybackJob = z.strictObject({
  segments: z
    .array(
      z.strictObject({
        file: z.string().min(1),
        source: z.enum(['microphone', 'camera']),
        startMs: z.number(),
        durationMs: z.number().min(0),
        /** Real milliseconds to one of its own. */
        rate: z.number().min(0.9).max(1.1),
      }),
    )
    .min(1),
  /** Written under another name first; there only when it is whole. */
  out: z.string().min(1),
  /** Needed for pictures in H.264 only. */
  ffmpeg: z.string().min(1).default('ffmpeg'),
  /** Time on the hearing's clock that is 0 in the file. */
  fromMs: z.number().default(0),
});
export type PlaybackJob = z.input<typeof PlaybackJob>;

export type PlaybackResult = {
  readonly bytes: number;
  readonly sha256: string;
  readonly durationMs: number;
  /** Files in which nothing was readable, by their last name. */
  readonly skipped: readonly string[];
};

/**
 * The file's time is the hearing's clock from `fromMs` on; sound is silence where none was recorded, a picture stands
 * until the next.
 * @param onProgress from 0 to 1, after every segment
 * @throws Error when nothing is readable, a file cannot be written, or `signal` says to stop: then nothing is left behind
 */
export async function makePersonFile(
  job: PlaybackJob,
  onProgress: (progress: number) => void,
  signal?: AbortSignal,
): Promise<PlaybackResult> {
  const part = `${job.out}.part`;
  const inVp8 = new Vp8Copies(job);
  try {
    const segments = await inVp8.make(signal);
    const written = await writeWebm(part, { ...job, segments }, onProgress, signal);
    const skipped = written.skipped.map((name) => inVp8.nameOf(name));
    const { durationMs } = written;
    const file = await open(part, 'r');
    await file.sync().finally(() => file.close());
    const measured = await measureFile(part);
    await rename(part, job.out);
    return { ...measured, durationMs, skipped };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await inVp8.remove();
  }
}

/** Copies in VP8 of the segments in H.264, beside the file that is being made. */
class Vp8Copies {
  readonly #job: PlaybackJob;
  readonly #names = new Map<string, string>();

  constructor(job: PlaybackJob) {
    this.#job = job;
  }

  /** What does not decode stays as it is, and is skipped by name. @throws Error when `signal` says to stop */
  async make(signal?: AbortSignal): Promise<PlaybackJob['segments']> {
    const { segments, out, ffmpeg = 'ffmpeg' } = this.#job;
    const made: PlaybackJob['segments'] = [];
    for (const [index, segment] of segments.entries()) {
      const track = segment.source === 'camera' ? await trackOf(segment.file) : null;
      if (track?.codec !== 'h264') made.push(segment);
      else {
        const file = `${out}.${index}.vp8`;
        this.#names.set(basename(file), basename(segment.file));
        await toVp8(ffmpeg, resolve(segment.file), file, signal).catch(() => signal?.throwIfAborted());
        made.push({ ...segment, file });
      }
    }
    return made;
  }

  /** Of the segment that a file was made of. */
  nameOf(name: string): string {
    return this.#names.get(name) ?? name;
  }

  async remove(): Promise<void> {
    for (const name of this.#names.keys()) await rm(join(dirname(this.#job.out), name), { force: true });
  }
}

async function writeWebm(
  path: string,
  { segments, fromMs = 0 }: PlaybackJob,
  onProgress: (progress: number) => void,
  signal?: AbortSignal,
): Promise<{ durationMs: number; skipped: string[] }> {
  const untilMs = Math.max(...segments.map(({ startMs, durationMs }) => startMs + durationMs));
  const skipped: string[] = [];
  let doneMs = 0;
  const totalMs = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const onSegment = ({ file, durationMs }: PlaybackSegment, readable: boolean): void => {
    if (!readable) skipped.push(basename(file));
    doneMs += durationMs;
    onProgress(totalMs === 0 ? 1 : doneMs / totalMs);
  };
  const [microphone, camera] = (['microphone', 'camera'] as const).map((source) =>
    segments.filter((one) => one.source === source),
  );
  const size = await largestSize(camera ?? []);

  const output = new Output({ format: new WebMOutputFormat(), target: new FilePathTarget(path) });
  const sound = new EncodedAudioPacketSource('opus');
  const picture = new EncodedVideoPacketSource('vp8');
  const soundMeta = {
    decoderConfig: { codec: 'opus', numberOfChannels: 2, sampleRate: 48_000, description: OPUS_HEAD },
  };
  const pictureMeta = { decoderConfig: { codec: 'vp8', codedWidth: size?.width ?? 2, codedHeight: size?.height ?? 2 } };
  output.addAudioTrack(sound);
  if (size !== null) output.addVideoTrack(picture);
  await output.start();
  let endMs = fromMs;
  try {
    const merged = inOrder([
      { name: 'sound', frames: withSilence(framesOf(microphone ?? [], onSegment), fromMs, untilMs) },
      { name: 'picture', frames: framesOf(camera ?? [], onSegment) },
    ]);
    for await (const { name, frame } of merged) {
      signal?.throwIfAborted();
      // A track that has nothing more to say lets the other one be written without waiting for it.
      if (frame === null) {
        if (name === 'sound') sound.close();
        else if (size !== null) picture.close();
      } else if (frame.atMs >= fromMs) {
        endMs = Math.max(endMs, frame.atMs + frame.durationMs);
        const packet = packetOf(frame, fromMs);
        if (name === 'sound') await sound.add(packet, soundMeta);
        else await picture.add(packet, pictureMeta);
      }
    }
    if (skipped.length === segments.length) throw new Error('nothing readable in any segment');
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  return { durationMs: Math.round(endMs - fromMs), skipped };
}

const packetOf = ({ atMs, durationMs, key, data }: TimedFrame, fromMs: number): EncodedPacket =>
  new EncodedPacket(data, key ? 'key' : 'delta', Math.round(atMs - fromMs) / 1_000, durationMs / 1_000);

/** The largest picture of all: players lay out the page by it and follow smaller ones. null when there is none. */
async function largestSize(segments: readonly PlaybackSegment[]): Promise<PictureSize | null> {
  const sizes = await Promise.all(segments.map(({ file }) => firstSize(file)));
  return sizes.reduce(
    (best, size) => ((size?.width ?? 0) * (size?.height ?? 0) > (best?.width ?? 0) * (best?.height ?? 0) ? size : best),
    null,
  );
}

async function firstSize(path: string): Promise<PictureSize | null> {
  const track = await trackOf(path);
  return track?.codec === 'vp8' ? track.size : null;
}
