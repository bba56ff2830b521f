// Makes composed recordings: by itself when a hearing has closed and its recording was checked, one at a time, never while a hearing is in session; taken up again after a restart.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Actor } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { Composition } from '../archive/compositions.ts';
import type { HearingRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CompositionState } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { compositionJob } from './composition-job.ts';
import { runProgram } from './program.ts';
import { recordingTimeline } from './recording-timeline.ts';
import type { Surveys } from './survey.ts';

const PROGRAM = fileURLToPath(new URL('../../media/compose/main.ts', import.meta.url));
const RECIPE = 'composed-mp4-3';
/** How often is looked for hearings that closed, and whether one is in session. */
const LOOK_MS = 5_000;
/** Work that was begun so often and never ended takes the server along: it is not begun again by itself. */
const MOST_ATTEMPTS = 5;
/** More than two at once slow down what else the machine does, and the disk. */
const MOST_PROCESSES = 2;
const FOLDER = /^composition-([0-9a-f-]{36})$/;

const Made = z.object({
  sha256: z.string(),
  bytes: z.number(),
  durationMs: z.number(),
  skipped: z.array(z.string()),
  parts: z.object({ made: z.number(), reused: z.number() }),
});

type Running = { readonly id: Id; progress: number; keptMs: number; readonly stop: AbortController };

export type CompositionSettings = { readonly dataDir: string; readonly ffmpeg: string };

export class ComposedRecordings {
  readonly #archive: Archive;
  readonly #surveys: Surveys;
  readonly #settings: CompositionSettings;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #running: Running | null = null;
  #work: Promise<void> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();
  #hearingIsOn = false;
  #closing = false;

  private constructor(archive: Archive, surveys: Surveys, settings: CompositionSettings, log: Log) {
    this.#archive = archive;
    this.#surveys = surveys;
    this.#settings = settings;
    this.#log = log;
    this.#timer = setInterval(() => this.#lookSoon(), LOOK_MS);
  }

  /** Takes up what an earlier run left. */
  static async open(
    archive: Archive,
    surveys: Surveys,
    settings: CompositionSettings,
    log: Log,
  ): Promise<ComposedRecordings> {
    await archive.compositions.askForMissing(RECIPE);
    const made = new ComposedRecordings(archive, surveys, settings, log);
    await made.#clear();
    made.#lookSoon();
    return made;
  }

  async state(hearing: HearingRecord): Promise<CompositionState> {
    const all = await this.#archive.compositions.ofHearing(hearing.id);
    const [newest] = all;
    const ready = all.find((one) => one.made !== null);
    return {
      current: ready === undefined ? null : this.#shown(hearing, ready),
      work: newest === undefined ? null : this.#workOf(newest),
      mayAsk: hearing.state === 'closed' && isReadable(hearing),
    };
  }

  /** A new version; the older ones stay. @throws AppError wrong_state */
  async ask(actor: Actor, hearing: HearingRecord): Promise<CompositionState> {
    await this.#archive.compositions.ask(actor, hearing.id, RECIPE);
    this.#lookSoon();
    return this.state(hearing);
  }

  /** The newest finished file. @throws AppError not_found when none has been made */
  async file(hearing: HearingRecord): Promise<{ path: string; sha256: string }> {
    const all = await this.#archive.compositions.ofHearing(hearing.id);
    const made = all.find((one) => one.made !== null)?.made;
    if (made === undefined || made === null) throw new AppError('not_found');
    return { path: this.#archive.objects.path(made.sha256), sha256: made.sha256 };
  }

  /** Stops what is being made; the next start takes it up where it was. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#timer);
    this.#running?.stop.abort();
    await this.#looking;
    await this.#work;
  }

  #shown(hearing: HearingRecord, { version, sinceMs, made }: Composition): CompositionState['current'] {
    if (made === null) return null;
    const { bytes, sha256, durationMs } = made;
    const segments = hearing.recording?.segments ?? [];
    const skipped = segments
      .filter(({ id }) => made.skipped.includes(id))
      .map(({ personId, source, startMs }) => ({ personId, source, startMs }));
    return { version, madeAtMs: sinceMs, bytes, sha256, durationMs, skipped };
  }

  #workOf({ id, state, progress }: Composition): CompositionState['work'] {
    if (state === 'done') return null;
    if (state === 'failed') return { state: 'failed' };
    if (this.#running?.id === id) return { state: 'running', progress: this.#running.progress };
    return { state: 'waiting', for: this.#hearingIsOn ? 'hearing' : 'turn', progress };
  }

  #lookSoon(): void {
    this.#looking = this.#looking
      .then(() => (this.#closing ? undefined : this.#look()))
      .catch((error: unknown) => this.#log.error({ err: error }, 'composed recordings not looked after'));
  }

  async #look(): Promise<void> {
    const { compositions, hearings } = this.#archive;
    await compositions.askForMissing(RECIPE);
    this.#hearingIsOn = await hearings.anyInSession();
    if (this.#running !== null) {
      // The people in the room need the machine now; finished parts stay.
      if (this.#hearingIsOn) this.#running.stop.abort();
      return;
    }
    const next = await compositions.next();
    if (next === null || this.#hearingIsOn || this.#closing) return;
    if (next.attempts >= MOST_ATTEMPTS) {
      await compositions.failed(next.id, 'internal');
      return this.#lookSoon();
    }
    this.#running = { id: next.id, progress: next.progress, keptMs: performance.now(), stop: new AbortController() };
    this.#work = this.#make(next, this.#running).finally(() => {
      this.#running = null;
      this.#lookSoon();
    });
  }

  async #make(composition: Composition, running: Running): Promise<void> {
    const { compositions, objects, recordings } = this.#archive;
    const { id, hearingId, version } = composition;
    const work = this.#folderOf(hearingId);
    const out = join(work, 'composed.mp4');
    const { signal } = running.stop;
    try {
      await compositions.begun(id);
      const hearing = await this.#archive.hearings.byId(hearingId);
      if (hearing === null || hearing.recording === null) throw new AppError('not_found', 'no recording');
      await mkdir(work, { recursive: true });
      const course = await this.#archive.hearings.course(hearingId);
      const segments = await this.#surveys.inStep(hearing, hearing.recording.segments, signal);
      const { outages } = await recordingTimeline(this.#archive, hearing);
      const processes = Math.min(MOST_PROCESSES, availableParallelism());
      const job = {
        ...compositionJob(hearing, { ...hearing.recording, segments }, course, outages, (sha256) =>
          objects.path(sha256),
        ),
        ...{ ffmpeg: this.#settings.ffmpeg, processes, work, out },
      };
      const onProgress = (progress: number): void => this.#progressed(running, progress);
      this.#log.info({ hearingId, version }, 'composing');
      const made = await runProgram({ program: PROGRAM, job, result: Made, onProgress, signal });
      const stored = await objects.putFile(out, 'move');
      if (stored.sha256 !== made.sha256) throw new AppError('file_damaged', 'composed recording');
      const belongs = { caseId: hearing.caseId, hearingId };
      const object = { ...stored, mediaType: 'video/mp4' };
      await recordings.addDerived(RECIPE, hearingId, object, belongs);
      await compositions.done(id, object, made.durationMs, made.skipped);
      await rm(work, { recursive: true, force: true });
      this.#log.info({ hearingId, version, ...made.parts, skipped: made.skipped.length }, 'composed');
    } catch (error) {
      await this.#ended(composition, running, error);
    }
  }

  async #ended({ id, hearingId }: Composition, { stop, progress }: Running, error: unknown): Promise<void> {
    // Put aside, not failed. At a stop it stays as running: the next start begins with it.
    if (stop.signal.aborted) {
      if (!this.#closing) await this.#archive.compositions.putAside(id, progress);
      return;
    }
    this.#log.error({ hearingId, err: error }, 'not composed');
    await this.#archive.compositions
      .failed(id, error instanceof AppError ? error.code : 'internal')
      .catch((worse: unknown) => this.#log.error({ hearingId, err: worse }, 'failure not kept'));
  }

  /** Kept now and then, so that a restart shows no step back to nothing. */
  #progressed(running: Running, progress: number): void {
    running.progress = progress;
    if (performance.now() - running.keptMs < LOOK_MS) return;
    running.keptMs = performance.now();
    this.#archive.compositions
      .progressed(running.id, progress)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'progress not kept'));
  }

  #folderOf(hearingId: Id): string {
    return join(this.#settings.dataDir, 'temporary', `composition-${hearingId}`);
  }

  /** Folders of work that is over. */
  async #clear(): Promise<void> {
    const folder = join(this.#settings.dataDir, 'temporary');
    for (const name of await readdir(folder).catch(() => [])) {
      const hearingId = FOLDER.exec(name)?.[1];
      if (hearingId === undefined) continue;
      const [newest] = await this.#archive.compositions.ofHearing(hearingId);
      if (newest === undefined || newest.state === 'done')
        await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

const isReadable = ({ recording }: HearingRecord): boolean =>
  recording !== null && recording.state !== 'failed' && recording.segments.length > 0;
