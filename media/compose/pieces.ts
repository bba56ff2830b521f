// Puts what one person recorded during a part into files that ffmpeg reads in order: pictures of one size each, and one file of sound without a hole.

import { open } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { framesOf, type TimedFrame, withSilence } from '../playback/timeline.ts';
import { MkvCluster, type MkvTrack, mkvHead } from '../record/mkv.ts';
import { keyFrameSize, type PictureSize } from '../record/vp8.ts';
import type { Span } from '../timeline/span.ts';
import type { ComposeSegment } from './job.ts';

/** Pictures of one size and codec. */
export type Piece = {
  readonly file: string;
  readonly size: PictureSize;
  /** On the hearing's clock: the first picture in the file, which may lie before the part. */
  readonly startMs: number;
  /** While these last, its pictures stand; in between they are too old to be shown. */
  readonly shown: readonly Span[];
};
export type SoundPiece = { readonly file: string; readonly startMs: number };

/** Between two pictures the first one stands, unless they are further apart than this: */
const BRIDGED_MS = 2_000;
/** then, and where nothing follows, it is gone soon. */
const STANDS_MS = 400;
/** Opus needs a little before the moment at which it is to sound right. */
const PRE_ROLL_MS = 200;
const CLUSTER_MS = 1_000;
const CLUSTER_BYTES = 256_000;

type Source = {
  readonly segments: readonly ComposeSegment[];
  readonly part: Span;
  /** Beginning of the files' paths. */
  readonly path: string;
  readonly onUnreadable: (segmentId: string) => void;
};

export async function writePictures({ segments, part, path, onUnreadable }: Source): Promise<readonly Piece[]> {
  const near = segments.filter((one) => isNear(one, 'camera', part.startMs - BRIDGED_MS, part.endMs + BRIDGED_MS));
  const pieces: OpenPiece[] = [];
  let current: OpenPiece | null = null;
  /** Since the last picture of its own before the part begins. */
  let before: TimedFrame[] = [];
  let seen = 0;
  let usable = 0;
  const write = async (frame: TimedFrame): Promise<void> => {
    const track = beginning(frame);
    if (track !== null && !isDeepStrictEqual(track, current?.track)) {
      await current?.close();
      current = await OpenPiece.create(`${path}-${pieces.length}.mkv`, track, frame.atMs);
      pieces.push(current);
    }
    await current?.add(frame, track !== null);
  };
  const frames = framesOf(near, (segment, readable) => {
    const { id } = segment as ComposeSegment;
    if (!readable || (seen > 0 && usable === 0)) onUnreadable(id);
    seen = 0;
    usable = 0;
  });
  try {
    for await (const frame of frames) {
      seen += 1;
      if (beginning(frame) !== null) usable += 1;
      if (frame.atMs >= part.endMs) {
        for (const one of before.splice(0)) await write(one);
        pieces.at(-1)?.bridge(frame.atMs);
        continue;
      }
      if (frame.atMs <= part.startMs) {
        if (beginning(frame) !== null) before = [];
        before.push(frame);
        continue;
      }
      for (const one of before.splice(0)) await write(one);
      await write(frame);
    }
    for (const one of before.splice(0)) await write(one);
  } finally {
    for (const piece of pieces) await piece.close();
  }
  for (const [index, piece] of pieces.entries()) piece.bridge(pieces[index + 1]?.startMs ?? Number.POSITIVE_INFINITY);
  return pieces.map((piece) => piece.within(part));
}

type PictureTrack = Exclude<MkvTrack, { codec: 'opus' }>;

/** @returns what a file that begins with this picture says of it; null when none can */
function beginning({ key, data, track }: TimedFrame): PictureTrack | null {
  if (!key || track.codec === 'opus') return null;
  if (track.codec === 'h264') return track;
  const size = keyFrameSize(data);
  return size === null ? null : { codec: 'vp8', size };
}

class OpenPiece {
  readonly file: string;
  readonly track: PictureTrack;
  readonly startMs: number;
  readonly #writer: MkvFile;
  readonly #stands: { startMs: number; endMs: number }[] = [];
  #lastMs: number;

  static async create(file: string, track: PictureTrack, startMs: number): Promise<OpenPiece> {
    return new OpenPiece(file, track, startMs, await MkvFile.create(file, track));
  }

  private constructor(file: string, track: PictureTrack, startMs: number, writer: MkvFile) {
    this.file = file;
    this.track = track;
    this.startMs = startMs;
    this.#writer = writer;
    this.#lastMs = startMs;
  }

  async add(frame: TimedFrame, key: boolean): Promise<void> {
    const { atMs } = frame;
    this.bridge(atMs);
    const last = this.#stands.at(-1);
    if (last === undefined || last.endMs < atMs) this.#stands.push({ startMs: atMs, endMs: atMs + STANDS_MS });
    else last.endMs = atMs + STANDS_MS;
    this.#lastMs = atMs;
    await this.#writer.add(frame, atMs - this.startMs, key);
  }

  /** The last picture stands until another one takes over, if that comes soon. */
  bridge(nextMs: number): void {
    const last = this.#stands.at(-1);
    if (last !== undefined && nextMs - this.#lastMs <= BRIDGED_MS) last.endMs = nextMs;
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  within(part: Span): Piece {
    const shown = this.#stands
      .map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, part.startMs), endMs: Math.min(endMs, part.endMs) }))
      .filter(({ startMs, endMs }) => endMs > startMs);
    return { file: this.file, size: this.track.size, startMs: this.startMs, shown };
  }
}

/** null when this person said nothing that could be read. */
export async function writeSound({ segments, part, path, onUnreadable }: Source): Promise<SoundPiece | null> {
  const startMs = Math.max(0, part.startMs - PRE_ROLL_MS);
  const near = segments.filter((one) => isNear(one, 'microphone', startMs, part.endMs));
  let heard = 0;
  const frames = framesOf(near, (segment, readable) => {
    if (readable) heard += 1;
    else onUnreadable((segment as ComposeSegment).id);
  });
  if (near.length === 0) return null;
  const file = `${path}.mkv`;
  const writer = await MkvFile.create(file, { codec: 'opus' });
  try {
    for await (const frame of withSilence(frames, startMs, part.endMs)) {
      if (frame.atMs < part.endMs) await writer.add(frame, frame.atMs - startMs, true);
    }
  } finally {
    await writer.close();
  }
  return heard === 0 ? null : { file, startMs };
}

const isNear = (one: ComposeSegment, source: ComposeSegment['source'], startMs: number, endMs: number): boolean =>
  one.source === source && one.startMs < endMs && one.startMs + one.durationMs > startMs;

/** A Matroska file that is only ever appended to. */
class MkvFile {
  readonly #file: Awaited<ReturnType<typeof open>>;
  #cluster: MkvCluster | null = null;
  #closed = false;

  static async create(path: string, track: MkvTrack): Promise<MkvFile> {
    const file = await open(path, 'w');
    await file.writeFile(mkvHead(track, 0, crypto.randomUUID()));
    return new MkvFile(file);
  }

  private constructor(file: Awaited<ReturnType<typeof open>>) {
    this.#file = file;
  }

  async add({ data }: TimedFrame, atMs: number, key: boolean): Promise<void> {
    const timeMs = Math.max(0, Math.round(atMs));
    if (this.#cluster !== null && (timeMs - this.#cluster.timeMs >= CLUSTER_MS || this.#cluster.bytes > CLUSTER_BYTES))
      await this.#flush();
    this.#cluster ??= new MkvCluster(timeMs);
    this.#cluster.add([data], timeMs, key);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#flush().finally(() => this.#file.close());
  }

  async #flush(): Promise<void> {
    if (this.#cluster === null) return;
    await this.#file.appendFile(this.#cluster.toBytes());
    this.#cluster = null;
  }
}
