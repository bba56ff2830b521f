// The recording of one hearing: begun with the opening, kept on one clock through pauses and restarts, its segments filed as they close.
import { join } from 'node:path';
import type { ClosedSegment, NoticeBody } from '../../media/contract.ts';
import { type Actor, SERVER } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { KeptRecording } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Id } from '../protocol/ids.ts';
import type { RecordingLight } from '../protocol/snapshot.ts';
import type { Media } from './media.ts';

/** Something flows and no file grows for this long: the light turns red (invariant 14). */
const STALE_MS = 5_000;
/** How long the opening waits for the first bytes on disk before it is refused (invariant 8). */
const FIRST_BYTES_MS = 8_000;

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
  readonly #archive: Archive;
  readonly #media: Media;
  readonly #dataDir: string;
  readonly #log: Log;
  #kept: KeptRecording | null;
  #phase: Phase;
  /** Does the media process of now know of this recording? */
  #running = false;
  #grown: { readonly atMs: number | null; readonly flowing: number; readonly toldAtMs: number } | null = null;
  #phaseSinceMs = Date.now();
  readonly #filing = new Set<Promise<void>>();
  #onGrowth: (() => void) | null = null;

  constructor(hearingId: Id, kept: KeptRecording | null, archive: Archive, media: Media, dataDir: string, log: Log) {
    this.#hearingId = hearingId;
    this.#kept = kept;
    this.#archive = archive;
    this.#media = media;
    this.#dataDir = dataDir;
    this.#log = log;
    this.#phase = kept === null ? { is: 'armed' } : { is: 'paused', reason: 'suspended' };
  }

  /** Now on the hearing's clock; null before the recording began. */
  nowMs(): number | null {
    return this.#kept === null ? null : Math.max(0, Date.now() - this.#kept.startedAtMs);
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
      await this.#media.request('startRecording', { ...room, recordingId, directory, zeroAtMs });
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
    return kept;
  }

  /** Has a file grown since the recording was last begun or taken up? */
  get #hasFirstBytes(): boolean {
    return (this.#grown?.atMs ?? 0) >= this.#phaseSinceMs;
  }

  /** Resolves when a file has grown. @throws AppError not_ready when none does in time */
  async firstBytes(): Promise<void> {
    if (this.#hasFirstBytes) return;
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

  /** The media process is gone: what it wrote is read again from disk. */
  async lost(): Promise<void> {
    this.#running = false;
    this.#grown = null;
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
    this.#grown = { atMs: news.grownAtMs, flowing: news.flowingTracks, toldAtMs: Date.now() };
    if (this.#hasFirstBytes) this.#onGrowth?.();
    return JSON.stringify(this.light()) !== before;
  }

  light(nowMs: number = Date.now()): RecordingLight {
    switch (this.#phase.is) {
      case 'armed':
      case 'stopped':
        return { state: this.#phase.is };
      case 'paused':
        return { state: 'paused', reason: this.#phase.reason };
      case 'recording': {
        const sinceMs = this.#kept?.startedAtMs ?? nowMs;
        const grown = this.#grown;
        const silentFor = nowMs - Math.max(this.#phaseSinceMs, grown?.toldAtMs ?? 0);
        const stuckFor = nowMs - Math.max(this.#phaseSinceMs, grown?.atMs ?? 0);
        const stuck = silentFor > STALE_MS || ((grown?.flowing ?? 0) > 0 && stuckFor > STALE_MS);
        if (stuck) return { state: 'failed', sinceMs: nowMs - Math.min(silentFor, stuckFor) };
        return { state: 'recording', sinceMs, grownAtMs: (grown?.flowing ?? 0) > 0 ? (grown?.atMs ?? null) : null };
      }
    }
  }

  #setPhase(phase: Phase): void {
    this.#phase = phase;
    this.#phaseSinceMs = Date.now();
  }

  async #filed(): Promise<void> {
    await Promise.all(this.#filing);
  }
}
