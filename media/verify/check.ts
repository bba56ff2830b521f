// Checks one kept file against what is known of it: is it there, as long as it was, with the same bytes, readable from beginning to end.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { measureFile } from '../record/file.ts';
import { type MkvContent, readMkv } from '../record/mkvread.ts';
import { opusPacketMs } from '../record/opus.ts';
import { decode } from './decode.ts';

/** More than this between what is known and what is found is no matter of counting the last picture. */
const DURATION_MS = 100;
/** What the last picture counts as when nothing says it. */
const USUAL_PICTURE_MS = 40;
const LONGEST_PICTURE_MS = 1_000;
/** Larger than any segment that is written: not looked into. */
const MAX_FILE_BYTES = 1_500_000_000;

type KnownFile = { readonly path: string; readonly bytes: number; readonly sha256: string | null };
export type KnownSegment = KnownFile & {
  readonly sha256: string;
  readonly segmentId: string;
  readonly source: 'microphone' | 'camera';
  readonly codec: 'opus' | 'vp8' | 'h264';
  readonly durationMs: number;
  readonly frames: number;
};

/** What is wrong, the first of these that is. `undecodable`: the bytes are those that were written, and they do not decode. */
export type FileVerdict = 'intact' | 'missing' | 'wrong_size' | 'altered';
type SegmentVerdict = FileVerdict | 'undecodable' | 'differs';

export type SegmentCheck = {
  readonly segmentId: string;
  readonly is: SegmentVerdict;
  /** For whoever looks after the machine; empty when it is intact. */
  readonly why: string;
  /** Is any of it readable? */
  readonly readable: boolean;
  /** Found in the file; null when it is not there. */
  readonly frames: number | null;
  readonly durationMs: number | null;
  readonly power: { readonly sum: number; readonly samples: number } | null;
};

/** Presence, size and, where one is given, SHA-256. @throws Error of the file system, other than that there is no such file */
export async function checkFile({ path, bytes, sha256 }: KnownFile): Promise<FileVerdict> {
  const size = await sizeOf(path);
  if (size === null) return 'missing';
  if (size !== bytes) return 'wrong_size';
  if (sha256 === null) return 'intact';
  return (await measureFile(path)).sha256 === sha256 ? 'intact' : 'altered';
}

/** All of it. @throws Error of the file system, of ffmpeg when it cannot be run, or when the signal says to stop */
export async function checkSegment(known: KnownSegment, ffmpeg: string, signal: AbortSignal): Promise<SegmentCheck> {
  const { segmentId, path, source, codec } = known;
  const size = await sizeOf(path);
  const nothing = { segmentId, readable: false, frames: null, durationMs: null, power: null };
  if (size === null) return { ...nothing, is: 'missing', why: 'no such file' };
  if (size > MAX_FILE_BYTES) return { ...nothing, is: 'wrong_size', why: `${size} bytes` };
  const bytes = await readFile(path);
  const { track, frames } = readMkv(bytes);
  const found = { frames: frames.length, durationMs: durationOf(frames, known) };
  const isOurs = track?.codec === codec && frames.length > 0;
  const decoded = isOurs ? await decode(ffmpeg, path, source, signal) : null;
  const of = { segmentId, readable: isOurs, ...found, power: decoded?.power ?? null };
  if (size !== known.bytes) return { ...of, is: 'wrong_size', why: `${size} bytes, not ${known.bytes}` };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== known.sha256) return { ...of, is: 'altered', why: `SHA-256 ${sha256}` };
  if (decoded === null) return { ...of, is: 'undecodable', why: 'nothing of this kind in it' };
  if (decoded.complaint !== '') return { ...of, is: 'undecodable', why: decoded.complaint };
  const why = difference(known, of, decoded.pictures);
  return why === null ? { ...of, is: 'intact', why: '' } : { ...of, is: 'differs', why };
}

type Found = { readonly frames: number; readonly durationMs: number };

function difference(known: KnownSegment, found: Found, pictures: number | null): string | null {
  if (found.frames !== known.frames) return `${found.frames} frames, not ${known.frames}`;
  if (pictures !== null && pictures !== known.frames) return `${pictures} pictures of ${known.frames} frames`;
  if (Math.abs(found.durationMs - known.durationMs) <= DURATION_MS) return null;
  return `${found.durationMs} ms long, not ${known.durationMs}`;
}

/** How long the last picture is shown is in no file: as long as the one before it, or, of a file that a crash left, as usual. */
function durationOf(frames: MkvContent['frames'], { codec, durationMs }: KnownSegment): number {
  const [before, last] = [frames.at(-2), frames.at(-1)];
  if (last === undefined) return 0;
  if (codec === 'opus') return last.timeMs + opusPacketMs(last.data);
  const asBefore = Math.min(LONGEST_PICTURE_MS, last.timeMs - (before?.timeMs ?? last.timeMs));
  const [nearest = 0] = [asBefore, USUAL_PICTURE_MS]
    .map((lastMs) => last.timeMs + lastMs)
    .toSorted((a, b) => Math.abs(a - durationMs) - Math.abs(b - durationMs));
  return nearest;
}

const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
