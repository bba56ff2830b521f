// Puts one source's segments onto the hearing's clock: times go forward, what is missing stays a gap.
import { readFile } from 'node:fs/promises';
import type { MkvTrack } from '../record/mkv.ts';
import { readMkv } from '../record/mkvread.ts';
import { opusPacketMs } from '../record/opus.ts';

export type PlaybackSegment = {
  readonly file: string;
  readonly source: 'microphone' | 'camera';
  /** On the hearing's clock. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Real milliseconds to one of the segment's own: a sender's clock is not quite ours. */
  readonly rate: number;
};

export type TimedFrame = {
  /** On the hearing's clock. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly key: boolean;
  readonly data: Uint8Array;
  /** Of the segment that it comes from. */
  readonly track: MkvTrack;
};

/** Segments begin by arrival time: where one begins this little before the last one ended, it is moved behind it. */
const TOLERANCE_MS = 250;
const USUAL_PICTURE_MS = 40;

/**
 * Frames of one source, segment after segment. Where two segments overlap by more than arrival times explain (two
 * connections of one person at once), the earlier one is kept.
 * @param onSegment told after each segment whether anything in it was readable
 */
export async function* framesOf(
  segments: readonly PlaybackSegment[],
  onSegment: (segment: PlaybackSegment, readable: boolean) => void,
): AsyncGenerator<TimedFrame> {
  let endMs = 0;
  for (const segment of segments.toSorted((a, b) => a.startMs - b.startMs)) {
    const { track, frames } = readMkv(await readFile(segment.file).catch(() => Buffer.alloc(0)));
    const codec = track?.codec;
    const readable = frames.length > 0 && (codec === 'opus') === (segment.source === 'microphone');
    let overlaps = false;
    let waitsForKey = true;
    for (const { timeMs, key, data } of frames) {
      if (track === null || !readable) break;
      const atMs = segment.startMs + timeMs * segment.rate;
      overlaps = atMs < endMs - (overlaps ? 0 : TOLERANCE_MS);
      waitsForKey = overlaps || (waitsForKey && !key);
      if (waitsForKey) continue;
      const soundsMs = codec === 'opus' ? opusPacketMs(data) : null;
      // A sender's clock that runs too fast sends more sound than there was time: now and then a packet is left out.
      if (soundsMs !== null && segment.rate < 1 && atMs < endMs - soundsMs) continue;
      const durationMs = soundsMs === null ? USUAL_PICTURE_MS : soundsMs * Math.max(1, segment.rate);
      const frame = { atMs: Math.max(atMs, endMs), durationMs, key, data, track };
      yield frame;
      // Pictures stand until the next one: only that two are not at one moment matters.
      endMs = frame.atMs + (codec === 'opus' ? durationMs : 1);
    }
    onSegment(segment, readable);
  }
}

const OPUS: MkvTrack = { codec: 'opus' };
/** 20 ms of nothing in Opus (CELT, full band, mono), alone and six times in one packet (RFC 6716, 3.2.5). */
const SILENCE_20 = Uint8Array.of(0xf8, 0xff, 0xfe);
const SILENCE_120 = Uint8Array.of(
  0xfb,
  0x06,
  ...[0xff, 0xfe],
  ...[0xff, 0xfe],
  ...[0xff, 0xfe],
  ...[0xff, 0xfe],
  ...[0xff, 0xfe],
  ...[0xff, 0xfe],
);

/**
 * Fills gaps of sound with silence: browsers play what comes after a gap in an audio track too early, and the further
 * they play the more.
 * @param untilMs silence goes on to here
 */
export async function* withSilence(
  frames: AsyncIterable<TimedFrame>,
  fromMs: number,
  untilMs: number,
): AsyncGenerator<TimedFrame> {
  let endMs = fromMs;
  for await (const frame of frames) {
    if (frame.atMs < fromMs) continue;
    yield* silence(endMs, frame.atMs);
    yield frame;
    endMs = frame.atMs + frame.durationMs;
  }
  yield* silence(endMs, untilMs);
}

function* silence(fromMs: number, toMs: number): Generator<TimedFrame> {
  for (let atMs = fromMs; toMs - atMs >= 20; ) {
    const durationMs = toMs - atMs >= 120 ? 120 : 20;
    yield { atMs, durationMs, key: true, data: durationMs === 120 ? SILENCE_120 : SILENCE_20, track: OPUS };
    atMs += durationMs;
  }
}

/** Merges sources in the order of time; `frame: null` says that a source has no more. */
export async function* inOrder<A extends string>(
  sources: readonly { readonly name: A; readonly frames: AsyncIterator<TimedFrame> }[],
): AsyncGenerator<{ readonly name: A; readonly frame: TimedFrame | null }> {
  const heads = await Promise.all(
    sources.map(async ({ name, frames }) => ({ name, frames, head: await frames.next() })),
  );
  for (const { name, head } of heads) if (head.done === true) yield { name, frame: null };
  for (;;) {
    const next = heads
      .filter(({ head }) => head.done !== true)
      .toSorted((a, b) => a.head.value.atMs - b.head.value.atMs)[0];
    if (next === undefined || next.head.done === true) return;
    yield { name: next.name, frame: next.head.value };
    next.head = await next.frames.next();
    if (next.head.done === true) yield { name: next.name, frame: null };
  }
}
