// Makes sense of a recording's folder after a crash: closes, measures and hashes every segment of which anything is readable.
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClosedSegment, OpenSegment, RequestAnswer } from '../contract.ts';
import { measureFile, syncFolder } from './file.ts';
import { MAX_HEAD_BYTES } from './mkv.ts';
import { readMkv } from './mkvread.ts';
import { opusPacketMs } from './opus.ts';
import { partName, segmentsIn, sidecarName, writeSidecar } from './sidecar.ts';
import { othersWritten } from './writing.ts';

/** Larger than any segment that is written: not looked into. */
const MAX_FILE_BYTES = 1_500_000_000;
const USUAL_PICTURE_MS = 40;

/**
 * Scans the folder; asks nobody else. A segment is found by its file and the note beside it. What is not readable, or
 * not as it was when it was closed, is named and left as it is; nothing is ever deleted. A process that still closes its
 * files there is waited for.
 * @param known ids of segments that are to be left out
 * @throws Error when the folder cannot be read; a folder that is not there holds nothing
 */
export async function recoverRecording(
  directory: string,
  known: readonly string[],
): Promise<RequestAnswer<'recoverRecording'>> {
  await othersWritten(directory);
  const found = await segmentsIn(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const segments: ClosedSegment[] = [];
  const unreadable: string[] = [];
  for (const { file, note } of found) {
    if (note === null) unreadable.push(file);
    else if (
      !known.includes(note.segment.segmentId) &&
      !(note.is === 'open' && (await holdsNothing(directory, file)))
    ) {
      const closed = await salvage(directory, note.segment);
      // What was closed and is another file now was damaged since: what is left of it counts, and it is named.
      if (closed === null || (note.is === 'closed' && closed.sha256 !== note.segment.sha256)) unreadable.push(file);
      if (closed !== null) segments.push(closed);
    }
  }
  return { segments, unreadable };
}

/** A process died after it had made the file, and before it wrote anything that came: no file is damaged. */
async function holdsNothing(directory: string, file: string): Promise<boolean> {
  const path = join(directory, file);
  if ((await exists(path)) || (await stat(partName(path))).size > MAX_HEAD_BYTES) return false;
  const bytes = await readFile(partName(path));
  const { frames, damagedBytes } = readMkv(bytes);
  return frames.length === 0 && damagedBytes === 0;
}

/**
 * Closes one segment as it lies on disk, under whichever of its two names.
 * What can be counted in the file counts: of pictures that is frames, not the packets they came in.
 * @returns null when nothing in it is readable
 * @throws Error of the file system
 */
export async function salvage(directory: string, open: OpenSegment | ClosedSegment): Promise<ClosedSegment | null> {
  const path = join(directory, open.file);
  const closedBefore = await exists(path);
  const at = closedBefore ? path : partName(path);
  const { bytes, sha256 } = await measureFile(at);
  if ('sha256' in open && open.sha256 === sha256) return finish(directory, open, !closedBefore);
  if (bytes > MAX_FILE_BYTES) return null;
  const { track, frames } = readMkv(await readFile(at));
  const last = frames.at(-1);
  if (last === undefined || track?.codec !== open.codec) return null;
  const { segmentId, recordingId, roomId, trackId, ownerId, source, codec, startMs, file } = open;
  const durationMs = last.timeMs + (codec === 'opus' ? opusPacketMs(last.data) : USUAL_PICTURE_MS);
  const segment: ClosedSegment = {
    ...{ segmentId, recordingId, roomId, trackId, ownerId, source, codec, startMs, file },
    ...(open.rtp === undefined ? {} : { rtp: open.rtp }),
    ...{ durationMs, packets: frames.length, frames: frames.length, bytes, sha256 },
  };
  await writeSidecar(join(directory, sidecarName(open.file)), { version: 1, is: 'closed', segment });
  return finish(directory, segment, !closedBefore);
}

async function finish(directory: string, segment: ClosedSegment, isPart: boolean): Promise<ClosedSegment> {
  const path = join(directory, segment.file);
  if (isPart) await rename(partName(path), path);
  await syncFolder(directory);
  return segment;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
