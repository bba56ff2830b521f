// One hearing's recording as a guest of its room: a recorder for every track that flows, unless it is paused.
import { mkdir, readdir } from 'node:fs/promises';
import type { NoticeBody } from '../contract.ts';
import type { FlowingTrack, Guest } from '../guest.ts';
import { Journal } from '../journal/journal.ts';
import { type Log, messageOf } from '../log.ts';
import type { WordsFeed } from '../words/feed.ts';
import { RecordingClock } from './clock.ts';
import { Prover } from './proof.ts';
import { type TrackListeners, TrackRecorder } from './track.ts';
import type { TrackRecording } from './writer.ts';

const TICK_MS = 125;
const TOLD_EVERY_MS = 1_000;

/** The recording's part of the contract's notices. */
export type RecordingNotify = <Name extends 'segmentOpened' | 'segmentClosed' | 'recordingGrew' | 'recordingFailed'>(
  name: Name,
  body: NoticeBody<Name>,
) => void;

export type RecordingOptions = {
  readonly recordingId: string;
  readonly roomId: string;
  readonly directory: string;
  readonly zeroAtMs: number;
  /** When the hearing's clock was 0 by the machine's monotonic clock; else UTC says it. */
  readonly zeroMonotonicMs?: number | undefined;
  readonly segmentMs: number;
  readonly words: WordsFeed | null;
};

export class Recording implements Guest {
  readonly recordingId: string;
  readonly directory: string;
  readonly #options: RecordingOptions;
  readonly #notify: RecordingNotify;
  readonly #log: Log;
  readonly #clock: RecordingClock;
  readonly #journal: Journal;
  readonly #nextNumbers: Map<string, number>;
  readonly #flowing = new Map<string, FlowingTrack>();
  readonly #recorders = new Map<string, TrackRecorder>();
  readonly #unfinished = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #paused = false;
  #bytes = 0;
  #grownMs: number | null = null;
  readonly #prover: Prover;
  #toldFaults = '';
  #lastToldMs = performance.now();
  #closing: Promise<void> | null = null;

  private constructor(
    options: RecordingOptions,
    notify: RecordingNotify,
    log: Log,
    clock: RecordingClock,
    journal: Journal,
    nextNumbers: Map<string, number>,
  ) {
    this.recordingId = options.recordingId;
    this.directory = options.directory;
    this.#options = options;
    this.#notify = notify;
    this.#log = log;
    this.#clock = clock;
    this.#journal = journal;
    this.#nextNumbers = nextNumbers;
    this.#prover = new Prover((error) =>
      log.error({ recordingId: options.recordingId, why: messageOf(error) }, 'the record cannot be listened to'),
    );
    this.#timer = setInterval(() => this.#tick(performance.now()), TICK_MS);
  }

  /** @throws Error when the folder cannot be made or read */
  static async create(options: RecordingOptions, notify: RecordingNotify, log: Log): Promise<Recording> {
    const { recordingId, roomId, zeroAtMs, zeroMonotonicMs, directory } = options;
    await mkdir(directory, { recursive: true });
    const numbers = numbersAfter(await readdir(directory));
    const clock = new RecordingClock(zeroAtMs, zeroMonotonicMs);
    const journal = await Journal.create(
      directory,
      { recordingId, roomId, zeroAtMs },
      {
        clock: (monotonicMs) => clock.at(monotonicMs),
        onFailed: (error) => log.error({ recordingId, why: messageOf(error) }, 'the journal is not being written'),
      },
    );
    return new Recording(options, notify, log, clock, journal, numbers);
  }

  trackFlows(track: FlowingTrack): void {
    if (this.#closing !== null) return;
    this.#flowing.set(track.trackId, track);
    if (!this.#paused) this.#record(track);
  }

  trackStops(trackId: string): void {
    this.#flowing.delete(trackId);
    this.#stop(trackId);
  }

  /** No tap is open when this returns; every segment is closed when it resolves. */
  async pause(): Promise<void> {
    if (!this.#paused) this.#journal.event({ event: 'paused' });
    this.#paused = true;
    await this.#stopAll();
  }

  resume(): void {
    if (!this.#paused || this.#closing !== null) return;
    this.#paused = false;
    this.#journal.event({ event: 'resumed' });
    for (const track of this.#flowing.values()) this.#record(track);
  }

  /** Resolves when the last byte is on disk. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#stopAll().then(async () => {
      clearInterval(this.#timer);
      await this.#journal.close();
      this.#log.info({ recordingId: this.recordingId, bytes: this.#bytes }, 'recording closed');
    });
    return this.#closing;
  }

  async #stopAll(): Promise<void> {
    for (const trackId of [...this.#recorders.keys()]) this.#stop(trackId);
    while (this.#unfinished.size > 0) await Promise.all(this.#unfinished);
  }

  #record(track: FlowingTrack): void {
    this.#stop(track.trackId);
    const recorder = new TrackRecorder(track, this.#forTrack());
    this.#recorders.set(track.trackId, recorder);
    recorder.tick(performance.now());
  }

  #stop(trackId: string): void {
    this.#recorders.get(trackId)?.close();
    this.#recorders.delete(trackId);
  }

  #forTrack(): TrackRecording & TrackListeners {
    const { recordingId, roomId, directory, zeroAtMs, segmentMs, words } = this.#options;
    return {
      ...{ recordingId, roomId, directory, zeroAtMs, segmentMs, clock: this.#clock, journal: this.#journal, words },
      nextFile: (trackId) => {
        const number = this.#nextNumbers.get(trackId) ?? 0;
        this.#nextNumbers.set(trackId, number + 1);
        return `${trackId}-${String(number).padStart(3, '0')}.mkv`;
      },
      onOpened: (segment) => this.#notify('segmentOpened', segment),
      onGrown: (bytes) => {
        this.#bytes += bytes;
        this.#grownMs = performance.now();
      },
      onClosed: (segment) => this.#notify('segmentClosed', segment),
      onFailed: (trackId, message, taken) => {
        this.#log.error({ recordingId, trackId, why: message }, 'a track is not being recorded');
        this.#journal.event({ event: 'writeFailed', trackId, message: message.slice(0, 500), taken });
        this.#notify('recordingFailed', { roomId, recordingId, trackId, message });
      },
      waitFor: (work) => {
        this.#unfinished.add(work);
        void work.finally(() => this.#unfinished.delete(work));
      },
    };
  }

  #tick(nowMs: number): void {
    const recorders = [...this.#recorders.values()];
    for (const recorder of recorders) recorder.tick(nowMs);
    this.#journal.tick(nowMs);
    this.#prover.tick(
      nowMs,
      recorders.flatMap(({ proof }) => proof ?? []),
    );
    this.#tell(
      nowMs,
      recorders.map((recorder) => recorder.seen(nowMs)),
    );
  }

  #tell(nowMs: number, tracks: NoticeBody<'recordingGrew'>['tracks']): void {
    const journalled = this.#journal.isWriting;
    const faults = JSON.stringify([journalled, ...tracks.map(({ trackId, fault }) => fault && [trackId, fault])]);
    if (nowMs - this.#lastToldMs < TOLD_EVERY_MS && faults === this.#toldFaults) return;
    this.#lastToldMs = nowMs;
    this.#toldFaults = faults;
    const { roomId, recordingId } = this.#options;
    const grownAgoMs = this.#grownMs === null ? null : Math.max(0, nowMs - this.#grownMs);
    const growth = { bytes: this.#bytes, grownAgoMs, flowingTracks: this.#flowing.size };
    this.#notify('recordingGrew', { roomId, recordingId, ...growth, journalled, tracks });
  }
}

/** Files already there, of before a restart, keep their names: each track goes on after its highest number. */
function numbersAfter(names: readonly string[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const name of names) {
    const [, trackId, number] = /^([0-9a-f-]{36})-(\d{3,})\./.exec(name) ?? [];
    if (trackId === undefined || number === undefined) continue;
    numbers.set(trackId, Math.max(numbers.get(trackId) ?? 0, Number(number) + 1));
  }
  return numbers;
}
