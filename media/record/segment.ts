// One segment while it is written: a Matroska file and the note beside it, opened in the background so that the first packet need not wait.
import { type FileHandle, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClosedSegment, OpenSegment } from '../contract.ts';
import { AppendFile, measureFile, openNew, syncFolder } from './file.ts';
import type { Frame } from './frame.ts';
import { MkvCluster, type MkvTrack, mkvHead } from './mkv.ts';
import type { Piece } from './proof.ts';
import { partName, sidecarName, writeSidecar } from './sidecar.ts';

/** A cluster reaches the file when it is this long or this large: what a kill of the process can cost. */
const CLUSTER_MS = 250;
const CLUSTER_BYTES = 256_000;
/** What a picture counts as when nothing follows it. */
const USUAL_PICTURE_MS = 40;
const LONGEST_PICTURE_MS = 1_000;
/** A delay only ever adds: the frame that came quickest within this time says when the segment's 0 was. Longer, and a sender's clock that runs off would say it. */
const SETTLING_MS = 2_000;
/** So many clusters of sound are read back and listened to. */
const PIECES = 2;

export type SegmentNews = {
  /** Note and file are there. */
  onOpened(segment: OpenSegment): void;
  /** The file has grown by so many bytes. */
  onGrown(bytes: number): void;
};

export class LiveSegment {
  readonly info: OpenSegment;
  readonly #directory: string;
  readonly #file: AppendFile;
  #cluster: MkvCluster | null = null;
  #clusterSinceMs = 0;
  #lastArrivalMs = 0;
  /** The newest clusters of sound, oldest first. */
  #pieces: Piece[] = [];
  #packets = 0;
  #frames = 0;
  #appended = 0;
  #lastMs = 0;
  #lastFrameMs = 0;
  #firstArrivalMs = 0;
  /** By how much the first frame came later after being sent than the quickest one. */
  #lateMs = 0;
  #closing: Promise<ClosedSegment> | null = null;

  /** @param startedAtMs UTC time of the segment's 0 */
  constructor(directory: string, info: OpenSegment, track: MkvTrack, startedAtMs: number, news: SegmentNews) {
    this.info = info;
    this.#directory = directory;
    this.#file = new AppendFile(this.#open(news), news.onGrown);
    this.#append(mkvHead(track, startedAtMs, info.segmentId));
  }

  /** What is wrong with the file, else null. It is to be closed then, and another one begun. */
  get error(): unknown {
    return this.#file.error;
  }

  /** The newest sound of which every byte has been written; null where there is none, or no sound. */
  get newestSound(): Piece | null {
    const written = this.#pieces.filter(({ offset, bytes }) => offset + bytes <= this.#file.written);
    const [first, last] = [written[0], written.at(-1)];
    if (first === undefined || last === undefined) return null;
    const bytes = last.offset + last.bytes - first.offset;
    return { path: first.path, offset: first.offset, bytes, sinceMs: first.sinceMs, untilMs: last.untilMs };
  }

  /** @param atMs since the segment's 0; what goes backwards is written at the latest time so far */
  write(frame: Frame, atMs: number): void {
    const timeMs = Math.max(this.#lastMs, Math.round(atMs));
    if (this.#frames === 0) this.#firstArrivalMs = frame.arrivalMs;
    if (atMs <= SETTLING_MS) this.#lateMs = Math.max(this.#lateMs, this.#firstArrivalMs + atMs - frame.arrivalMs);
    if (this.#frames > 0) this.#lastFrameMs = Math.min(LONGEST_PICTURE_MS, timeMs - this.#lastMs);
    this.#lastMs = timeMs;
    if (frame.durationMs !== null) this.#lastFrameMs = frame.durationMs;
    const { bytes = 0, timeMs: clusterMs = timeMs } = this.#cluster ?? {};
    if (timeMs - clusterMs >= CLUSTER_MS || bytes > CLUSTER_BYTES) this.#endCluster();
    if (this.#cluster === null) {
      this.#cluster = new MkvCluster(timeMs);
      this.#clusterSinceMs = frame.arrivalMs;
    }
    this.#cluster.add(frame.data, timeMs, frame.key);
    this.#lastArrivalMs = frame.arrivalMs;
    this.#packets += frame.packets;
    this.#frames++;
  }

  /** To be called a few times a second: what is a cluster old is written, even when nothing follows. */
  tick(nowMs: number): void {
    if (nowMs - this.#clusterSinceMs >= CLUSTER_MS) this.#endCluster();
    this.#file.syncWhenDue(nowMs);
  }

  /**
   * Writes, syncs, reads back and hashes; renames the file when all is well. May be called twice.
   * @throws Error of the file system: the file then stays as it is, for recovery to find
   */
  close(): Promise<ClosedSegment> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<ClosedSegment> {
    this.#endCluster();
    // Of a file that failed, what reached the disk is whole up to its last block, and is read as it is.
    await this.#file.close();
    const { info } = this;
    const path = join(this.#directory, info.file);
    const measured = await measureFile(partName(path));
    if (measured.bytes !== this.#appended) throw new Error(`${measured.bytes} of ${this.#appended} bytes are on disk`);
    const durationMs = this.#lastMs + (this.#lastFrameMs || USUAL_PICTURE_MS);
    const startMs = Math.max(0, info.startMs - this.#lateMs);
    const counted = { packets: this.#packets, frames: this.#frames };
    const segment: ClosedSegment = { ...info, ...measured, ...counted, startMs, durationMs };
    await writeSidecar(sidecarName(path), { version: 1, is: 'closed', segment });
    await rename(partName(path), path);
    await syncFolder(this.#directory);
    return segment;
  }

  async #open(news: SegmentNews): Promise<FileHandle> {
    const path = join(this.#directory, this.info.file);
    await writeSidecar(sidecarName(path), { version: 1, is: 'open', segment: this.info });
    const handle = await openNew(partName(path));
    await syncFolder(this.#directory);
    news.onOpened(this.info);
    return handle;
  }

  #endCluster(): void {
    if (this.#cluster === null) return;
    const bytes = this.#cluster.toBytes();
    if (this.info.source === 'microphone') this.#remember(bytes.length);
    this.#append(bytes);
    this.#cluster = null;
  }

  #remember(bytes: number): void {
    const path = partName(join(this.#directory, this.info.file));
    const piece = { path, offset: this.#appended, bytes, sinceMs: this.#clusterSinceMs, untilMs: this.#lastArrivalMs };
    this.#pieces = [...this.#pieces.slice(1 - PIECES), piece];
  }

  #append(bytes: Buffer): void {
    this.#appended += bytes.length;
    this.#file.append(bytes);
  }
}
