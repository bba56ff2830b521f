// Turns one track's frames into segments, and begins another where one has to end: full, of another size, another layer, a failed file.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ClosedSegment, OpenSegment } from '../contract.ts';
import type { FlowingTrack } from '../guest.ts';
import { messageOf } from '../log.ts';
import { type RecordingClock, RtpTime } from './clock.ts';
import type { Frame } from './frame.ts';
import type { MkvTrack } from './mkv.ts';
import type { Piece } from './proof.ts';
import { salvage } from './recover.ts';
import { LiveSegment, type SegmentNews } from './segment.ts';

/** When RTP time and arrival differ by more, the sender has set its clock anew: a new segment takes its time from arrival. */
const CLOCK_JUMP_MS = 5_000;
/** So many segments of one track in so long are the most: a sender that jumps with every frame does not fill the disk with files. */
const SHRED_FILES = 20;
const SHRED_MS = 10_000;

/** What a track's writer needs of the recording. */
export type TrackRecording = SegmentNews & {
  readonly recordingId: string;
  readonly roomId: string;
  readonly directory: string;
  readonly zeroAtMs: number;
  readonly clock: Pick<RecordingClock, 'at'>;
  readonly segmentMs: number;
  /** A name that is not taken yet, for this track's next segment. */
  nextFile(trackId: string): string;
  onClosed(segment: ClosedSegment): void;
  /** `taken`: of a track whose packets cannot be had at all, as in the journal. */
  onFailed(trackId: string, message: string, taken?: 'not_yet' | 'never'): void;
  /** Keeps the recording from ending before this is done. */
  waitFor(work: Promise<void>): void;
};

type Recorded = Pick<FlowingTrack, 'trackId' | 'ownerId' | 'source'>;

type Writing = {
  readonly segment: LiveSegment;
  readonly time: RtpTime;
  /** `performance.now()` at the segment's 0. */
  readonly startedMs: number;
  readonly track: MkvTrack;
};

export class TrackWriter {
  readonly #track: Recorded;
  readonly #recording: TrackRecording;
  readonly #pauses: BackOff;
  readonly #onKeyDue: () => void;
  #writing: Writing | null = null;
  #begunMs: number[] = [];
  #grownMs: number | null = null;
  #failedMs: number | null = null;

  /** @param onKeyDue told when the next segment waits for a key frame */
  constructor(track: Recorded, recording: TrackRecording, onKeyDue: () => void) {
    this.#track = track;
    this.#recording = recording;
    this.#pauses = new BackOff();
    this.#onKeyDue = onKeyDue;
  }

  /** `performance.now()` at which a file of this track last grew. */
  get grownMs(): number | null {
    return this.#grownMs;
  }

  /** A file failed, and none has grown since. */
  get fails(): boolean {
    return this.#failedMs !== null && (this.#grownMs ?? 0) <= this.#failedMs;
  }

  get newestSound(): Piece | null {
    return this.#writing?.segment.newestSound ?? null;
  }

  /** @param cut a segment has to begin with this frame */
  write(frame: Frame, cut: boolean): void {
    const nowMs = frame.arrivalMs;
    this.#endFailed(nowMs);
    if (this.#writing !== null && frame.key && (cut || this.#mustEnd(this.#writing, frame))) this.end();
    const writing = this.#writing ?? this.#begin(frame);
    if (writing === null) return;
    const atMs = writing.time.ms(frame.timestamp);
    if (Math.abs(atMs - (nowMs - writing.startedMs)) <= CLOCK_JUMP_MS) {
      writing.segment.write(frame, atMs);
    } else {
      this.end();
      this.#onKeyDue();
      this.#begin(frame)?.segment.write(frame, 0);
    }
  }

  /** To be called a few times a second. */
  tick(nowMs: number): void {
    this.#endFailed(nowMs);
    if (this.#writing === null) return;
    this.#writing.segment.tick(nowMs);
    if (this.#isFull(this.#writing, nowMs)) this.#onKeyDue();
  }

  /** The open segment is closed behind this call. */
  end(): void {
    const segment = this.#writing?.segment;
    this.#writing = null;
    if (segment !== undefined) this.#recording.waitFor(this.#close(segment));
  }

  /** @returns null when a segment cannot begin now, or not with this frame */
  #begin(frame: Frame): Writing | null {
    const { trackId, ownerId, source } = this.#track;
    const track = source === 'microphone' ? ({ codec: 'opus' } as const) : pictureTrack(frame);
    if (track === null || !this.#mayBegin(frame.arrivalMs)) return null;
    const { recordingId, roomId, directory, clock, zeroAtMs } = this.#recording;
    const startMs = clock.at(frame.arrivalMs);
    const file = this.#recording.nextFile(trackId);
    const ids = { segmentId: randomUUID(), recordingId, roomId, trackId, ownerId };
    const rtp = { ssrc: frame.ssrc, timestamp: frame.timestamp };
    const info: OpenSegment = { ...ids, source, codec: track.codec, startMs, file, rtp };
    const segment = new LiveSegment(directory, info, track, zeroAtMs + startMs, {
      onOpened: (opened) => this.#recording.onOpened(opened),
      onGrown: (bytes) => this.#onGrown(bytes),
    });
    const time = new RtpTime(source === 'microphone' ? 48_000 : 90_000);
    time.ms(frame.timestamp);
    this.#writing = { segment, time, startedMs: frame.arrivalMs, track };
    return this.#writing;
  }

  #onGrown(bytes: number): void {
    this.#grownMs = performance.now();
    this.#recording.onGrown(bytes);
  }

  #mayBegin(nowMs: number): boolean {
    this.#begunMs = this.#begunMs.filter((atMs) => nowMs - atMs < SHRED_MS);
    if (this.#pauses.isResting(nowMs) || this.#begunMs.length >= SHRED_FILES) return false;
    this.#begunMs.push(nowMs);
    return true;
  }

  #mustEnd({ track, startedMs }: Writing, frame: Frame): boolean {
    const next = track.codec === 'opus' ? track : pictureTrack(frame);
    return !isDeepStrictEqual(track, next) || this.#isFull({ startedMs }, frame.arrivalMs);
  }

  #isFull({ startedMs }: Pick<Writing, 'startedMs'>, nowMs: number): boolean {
    return nowMs - startedMs >= this.#recording.segmentMs;
  }

  /** The hearing goes on without this track's record for a while. */
  #endFailed(nowMs: number): void {
    if (this.#writing === null || this.#writing.segment.error === null) return;
    this.#pauses.failed(nowMs);
    this.#failedMs = nowMs;
    this.#onKeyDue();
    this.end();
  }

  async #close(segment: LiveSegment): Promise<void> {
    try {
      this.#recording.onClosed(await segment.close());
      this.#pauses.succeeded();
    } catch (error) {
      this.#recording.onFailed(this.#track.trackId, messageOf(error));
      const closed = await salvage(this.#recording.directory, segment.info).catch(() => null);
      // What could not be closed now stays on disk as it is: the next recovery finds it.
      if (closed !== null) this.#recording.onClosed(closed);
    }
  }
}

/** @returns what a segment that begins with this picture has; null when none can */
function pictureTrack({ size, avcConfig }: Frame): MkvTrack | null {
  if (size === null) return null;
  return avcConfig === undefined ? { codec: 'vp8', size } : { codec: 'h264', size, avcConfig };
}

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 10_000;

/** After each failure in a row, the next attempt waits twice as long. */
export class BackOff {
  #failures = 0;
  #untilMs = 0;

  isResting(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }

  failed(nowMs: number): void {
    this.#untilMs = nowMs + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.#failures++);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
