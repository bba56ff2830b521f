// The recording of one hearing: begun with the opening, kept on one clock through pauses and restarts, its segments filed as they close.
import { join } from 'node:path';
import type { ClosedSegment, NoticeBody } from '../../media/contract.ts';
import { type Actor, SERVER } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord, KeptRecording } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Id } from '../protocol/ids.ts';
import type { RecordFault, RecordingLight, RoomPerson } from '../protocol/snapshot.ts';
import type { Media } from './media.ts';
import { RecordWatch } from './record-watch.ts';

/** How long the opening waits for the first bytes on disk before it is refused (invariant 8). */
const FIRST_BYTES_MS = 8_000;

/** So many faults are shown at once. */
const MOST_FAULTS = 20;
/** Of one person, or of nobody; what comes after is in the log only. */
const MOST_FAULT_NOTES = 50;
/** How long files may take to be closed before the one who pressed is told. */
const CLOSING_MS = 5_000;

type Phase =
  | { readonly is: 'armed' }
  | { readonly is: 'recording' }
  | { readonly is: 'paused'; readonly reason: 'recess' | 'suspended' }
  | { readonly is: 'stopped' };

/** Puts closed segments into the archive: object first, row after (design/evidence.md, invariant 2). */
async function fileSegment(archive: Archive, dataDir: string, directory: string, closed: ClosedSegment): Promise<void> {
  const stored = await archive.objects.putFile(join(dataDir, directory, closed.file), 'link');
  if (stored.sha256 !== closed.sha256) throw new AppError('file_damaged', closed.segmentId);
  await archive.recordings.addSegment(closed.recordingId, {
    id: closed.segmentId,
    trackId: closed.trackId,
    personId: closed.ownerId,
    source: closed.source,
    codec: closed.codec,
    startMs: closed.startMs,
    durationMs: closed.durationMs,
    bytes: closed.bytes,
    sha256: closed.sha256,
    file: closed.file,
    packets: closed.packets,
    frames: closed.frames,
  });
}

export class RoomRecord {
  readonly #hearingId: Id;
  readonly #isPractice: boolean;
  readonly #archive: Archive;
  readonly #media: Media;
  readonly #dataDir: string;
  readonly #log: Log;
  #kept: KeptRecording | null;
  #phase: Phase;
  /** Does the media process of now know of this recording? */
  #running = false;
  readonly #watch: RecordWatch;
  /** The hearing's clock is read from here on: a wall clock that is set later moves nothing. */
  #zeroMs: number;
  readonly #faultNotes = new Map<Id | null, number>();
  readonly #filing = new Set<Promise<void>>();
  #onGrowth: (() => void) | null = null;

  constructor(
    { id, kind, recording: kept }: Pick<HearingRecord, 'id' | 'kind' | 'recording'>,
    archive: Archive,
    media: Media,
    dataDir: string,
    log: Log,
  ) {
    this.#hearingId = id;
    this.#isPractice = kind === 'practice';
    this.#kept = kept;
    this.#archive = archive;
    this.#media = media;
    this.#dataDir = dataDir;
    this.#log = log;
    this.#phase = kept === null ? { is: 'armed' } : { is: 'paused', reason: 'suspended' };
    this.#zeroMs = zeroOf(kept);
    // A recording that is kept as running was cut off with the server that ran it.
    this.#watch = new RecordWatch((...news) => this.#onFault(...news), kept?.state === 'recording' ? 1 : 0);
  }

  /** Where its files lie, within the data directory; null before the recording began. */
  get directory(): string | null {
    return this.#kept?.directory ?? null;
  }

  /** Now on the hearing's clock; null before the recording began. */
  nowMs(): number | null {
    return this.#kept === null ? null : Math.max(0, Math.floor(performance.now() - this.#zeroMs));
  }

  /** Begins, or goes on after a pause or a restart, on the same clock. The files are open when this resolves. */
  async run(actor: Actor): Promise<void> {
    this.#kept ??= await this.#create(actor);
    const room = { roomId: this.#hearingId };
    if (this.#running) {
      await this.#media.request('resumeRecording', room);
    } else {
      const directory = join(this.#dataDir, this.#kept.directory);
      const { id: recordingId, startedAtMs: zeroAtMs } = this.#kept;
      const zeroMonotonicMs = Number(process.hrtime.bigint()) / 1e6 - (performance.now() - this.#zeroMs);
      const start = { recordingId, directory, zeroAtMs, zeroMonotonicMs, isPractice: this.#isPractice };
      await this.#media.request('startRecording', { ...room, ...start });
      this.#running = true;
    }
    this.#setPhase({ is: 'recording' });
  }

  async #create(actor: Actor): Promise<KeptRecording> {
    const id = crypto.randomUUID();
    await this.#archive.recordings.start(actor, this.#hearingId, {
      id,
      zeroAtMs: Date.now(),
      directory: join('recordings', id),
    });
    const kept = await this.#archive.recordings.ofHearing(this.#hearingId);
    if (kept === null) throw new AppError('internal', 'recording not kept');
    this.#zeroMs = zeroOf(kept);
    return kept;
  }

  /**
   * Everything that is written to is closed and begun anew, on the same clock: what chair and clerk do when the light is red.
   * @throws AppError wrong_state when nothing is to be recorded now, media_unavailable when the recorder is gone
   */
  async restart(actor: Actor): Promise<void> {
    if (this.#kept === null || this.#phase.is !== 'recording') throw new AppError('wrong_state', this.#phase.is);
    const detail = { recordingId: this.#kept.id, faults: this.#watch.faults };
    // What cannot be closed is found by the next recovery.
    if (this.#running)
      await this.#stopSoon().catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'not_ready') throw error;
        this.#log.error({ recordingId: this.#kept?.id, err: error }, 'recording not stopped before it is begun again');
      });
    this.#running = false;
    await this.#filed();
    await this.run(actor);
    await this.#note(actor, 'recording.restarted', detail);
  }

  /** A disk that hangs must not hold up the room: whoever pressed is told, and may press again. @throws AppError not_ready */
  async #stopSoon(): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new AppError('not_ready', 'the files are still being closed')), CLOSING_MS);
    const stopped = this.#media.request('stopRecording', { roomId: this.#hearingId });
    await Promise.race([stopped, promise]).finally(() => clearTimeout(timer));
  }

  /** Resolves when a file has grown. @throws AppError not_ready when none does in time */
  async firstBytes(): Promise<void> {
    if (this.#watch.hasGrown) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new AppError('not_ready', 'recording')), FIRST_BYTES_MS);
    this.#onGrowth = resolve;
    await promise.finally(() => {
      clearTimeout(timer);
      this.#onGrowth = null;
    });
  }

  /** To the archive, once the hearing's own state is kept. */
  async keepState(actor: Actor): Promise<void> {
    if (this.#kept === null) return;
    const reason = this.#phase.is === 'paused' ? this.#phase.reason : undefined;
    await this.#archive.recordings.setState(actor, this.#kept.id, this.#phase.is, reason);
  }

  async pause(reason: 'recess' | 'suspended'): Promise<void> {
    if (this.#kept === null || this.#phase.is === 'stopped') return;
    if (this.#running) await this.#media.request('pauseRecording', { roomId: this.#hearingId });
    this.#setPhase({ is: 'paused', reason });
    await this.#filed();
  }

  /** Ends the writing; every segment is in the archive when this resolves. `phase`: how it is shown from now on. */
  async stop(phase: 'stopped' | 'suspended'): Promise<void> {
    if (this.#kept === null) return;
    if (this.#running) await this.#media.request('stopRecording', { roomId: this.#hearingId });
    this.#running = false;
    this.#setPhase(phase === 'stopped' ? { is: 'stopped' } : { is: 'paused', reason: 'suspended' });
    await this.#filed();
  }

  /** The media side is gone: the light turns red at once. */
  down(): void {
    this.#watch.lost(performance.now());
  }

  /** The media process is gone: what it wrote is read again from disk. */
  async lost(): Promise<void> {
    this.#running = false;
    await this.#filed();
  }

  /** Closes and files what a process left open. Found by scanning the directory. */
  async recover(): Promise<void> {
    if (this.#kept === null || this.#running) return;
    const fresh = await this.#archive.recordings.ofHearing(this.#hearingId);
    const known = (fresh ?? this.#kept).segments.map((segment) => segment.id);
    const directory = join(this.#dataDir, this.#kept.directory);
    const found = await this.#media.request('recoverRecording', { directory, known });
    for (const segment of found.segments)
      await fileSegment(this.#archive, this.#dataDir, this.#kept.directory, segment);
    if (found.unreadable.length > 0) {
      this.#log.error(
        { recordingId: this.#kept.id, files: found.unreadable.length },
        'segments not readable after a crash',
      );
      await this.#archive.trail.write(SERVER, {
        act: 'recording.unreadable',
        about: this.#kept.id,
        hearingId: this.#hearingId,
        detail: { files: found.unreadable },
      });
    }
  }

  segmentClosed(closed: ClosedSegment): void {
    if (this.#kept === null) return;
    const filing = fileSegment(this.#archive, this.#dataDir, this.#kept.directory, closed).catch((error: unknown) => {
      // The file stays where it is; the next recovery finds it by scanning.
      this.#log.error({ segmentId: closed.segmentId, err: error }, 'segment not filed');
    });
    this.#filing.add(filing);
    void filing.finally(() => this.#filing.delete(filing));
  }

  /** @returns whether the light looks different now */
  grew(news: NoticeBody<'recordingGrew'>): boolean {
    const before = JSON.stringify(this.light());
    this.#watch.hear(news, performance.now());
    if (this.#watch.hasGrown) this.#onGrowth?.();
    return JSON.stringify(this.light()) !== before;
  }

  /** To be called about once a second. */
  look(): void {
    this.#watch.look(performance.now());
  }

  hears(personId: Id): RoomPerson['onRecord'] {
    return this.#watch.ofPerson(personId, performance.now());
  }

  light(): RecordingLight {
    switch (this.#phase.is) {
      case 'armed':
      case 'stopped':
        return { state: this.#phase.is };
      case 'paused':
        return { state: 'paused', reason: this.#phase.reason };
      case 'recording': {
        const { faultySinceMs, faults, grownMs, gaps } = this.#watch;
        if (faultySinceMs !== null)
          return { state: 'failed', sinceMs: faultySinceMs, faults: faults.slice(0, MOST_FAULTS) };
        const grownAtMs = grownMs === null ? null : utcOf(grownMs);
        return { state: 'recording', sinceMs: this.#kept?.startedAtMs ?? Date.now(), grownAtMs, gaps };
      }
    }
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    if (phase.is === 'recording') this.#watch.begin(performance.now());
    else this.#watch.end(performance.now());
  }

  #onFault(fault: RecordFault, what: 'began' | 'ended', sinceMs: number): void {
    const detail = { ...fault, startMs: Math.max(0, Math.round(sinceMs - this.#zeroMs)) };
    this.#log[what === 'began' ? 'error' : 'info']({ hearingId: this.#hearingId, ...detail }, `record: fault ${what}`);
    // A fault that comes and goes without end must not fill the trail.
    const notes = this.#faultNotes.get(fault.personId) ?? 0;
    if (notes >= MOST_FAULT_NOTES) return;
    this.#faultNotes.set(fault.personId, notes + 1);
    const ended = what === 'ended' ? { endMs: this.nowMs() } : {};
    this.#note(SERVER, what === 'began' ? 'recording.faulted' : 'recording.mended', { ...detail, ...ended }).catch(
      // On a full disk the trail cannot grow either; the log has it.
      (error: unknown) => this.#log.error({ hearingId: this.#hearingId, err: error }, 'fault not noted in the trail'),
    );
  }

  async #note(actor: Actor, act: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#archive.trail.write(actor, { act, about: this.#kept?.id ?? '', hearingId: this.#hearingId, detail });
  }

  async #filed(): Promise<void> {
    await Promise.all(this.#filing);
  }
}

/** `performance.now()` at 0 on the hearing's clock. */
const zeroOf = (kept: KeptRecording | null): number =>
  (kept?.startedAtMs ?? Date.now()) - Date.now() + performance.now();
/** UTC time of a moment of `performance.now()`. */
const utcOf = (monotonicMs: number): number => Math.round(Date.now() - performance.now() + monotonicMs);
