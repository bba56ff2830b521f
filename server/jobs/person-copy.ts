// Makes one person's recording playable: one seekable WebM from all their segments, made once on request and kept as a derived object.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Segment } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { PersonRecordingState } from '../protocol/routes.ts';
import { runProgram } from './program.ts';
import type { Surveys } from './survey.ts';

const PROGRAM = fileURLToPath(new URL('../../media/playback/main.ts', import.meta.url));
/** Changes when the program makes something else of the same segments: older copies are then not used any more. */
const RECIPE = 'person-webm-2';

const Made = z.object({
  sha256: z.string(),
  bytes: z.number(),
  durationMs: z.number(),
  skipped: z.array(z.string()),
});

type Job = { progress: number; readonly done: Promise<void>; failed: string | null };

/** `ffmpeg`: turns pictures in H.264 into what a copy holds. */
type CopySettings = { readonly dataDir: string; readonly ffmpeg: string };

export class PersonCopies {
  readonly #archive: Archive;
  readonly #surveys: Surveys;
  readonly #settings: CopySettings;
  readonly #log: Log;
  readonly #jobs = new Map<string, Job>();

  constructor(archive: Archive, surveys: Surveys, settings: CopySettings, log: Log) {
    this.#archive = archive;
    this.#surveys = surveys;
    this.#settings = settings;
    this.#log = log;
  }

  /** Where the copy is, beginning it when nobody has yet. A finished copy of the same segments is made once. */
  async state(hearing: HearingRecord, personId: Id): Promise<PersonRecordingState> {
    const segments = segmentsOf(hearing, personId);
    if (segments.length === 0) return { state: 'none' };
    const key = keyOf(personId, segments);
    const kept = await this.#archive.recordings.findDerived(RECIPE, key);
    if (kept !== null) {
      const durationMs = Math.max(...segments.map((segment) => segment.startMs + segment.durationMs));
      return { state: 'ready', bytes: kept.bytes, durationMs, skipped: [] };
    }
    const job = this.#jobs.get(key) ?? this.#begin(key, hearing, personId, segments);
    if (job.failed === null) return { state: 'making', progress: job.progress };
    // Asked again after a failure, it is tried again.
    this.#jobs.delete(key);
    return { state: 'failed', detail: job.failed };
  }

  /** The finished file. @throws AppError not_found when it has not been made */
  async file(hearing: HearingRecord, personId: Id): Promise<{ path: string; sha256: string }> {
    const segments = segmentsOf(hearing, personId);
    const kept = await this.#archive.recordings.findDerived(RECIPE, keyOf(personId, segments));
    if (kept === null) throw new AppError('not_found');
    return { path: this.#archive.objects.path(kept.sha256), sha256: kept.sha256 };
  }

  /** Waits for what is being made. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map((job) => job.done));
  }

  #begin(key: string, hearing: HearingRecord, personId: Id, segments: readonly Segment[]): Job {
    const job: Job = { progress: 0, failed: null, done: this.#make(key, hearing, personId, segments) };
    this.#jobs.set(key, job);
    return job;
  }

  async #make(key: string, hearing: HearingRecord, personId: Id, segments: readonly Segment[]): Promise<void> {
    const folder = join(this.#settings.dataDir, 'temporary');
    const out = join(folder, `${crypto.randomUUID()}.webm`);
    try {
      await mkdir(folder, { recursive: true });
      const stepped = await this.#surveys.inStep(hearing, segments);
      const input = stepped.map(({ sha256, source, startMs, durationMs, rate }) => ({
        file: this.#archive.objects.path(sha256),
        source,
        startMs,
        durationMs,
        rate,
      }));
      const onProgress = (progress: number): void => {
        const job = this.#jobs.get(key);
        if (job !== undefined) job.progress = progress;
      };
      const job = { segments: input, out, ffmpeg: this.#settings.ffmpeg };
      const made = await runProgram({ program: PROGRAM, job, result: Made, onProgress });
      const stored = await this.#archive.objects.putFile(out, 'move');
      if (stored.sha256 !== made.sha256) throw new AppError('file_damaged', 'copy');
      const belongs = { caseId: hearing.caseId, hearingId: hearing.id };
      await this.#archive.recordings.addDerived(RECIPE, key, { ...stored, mediaType: 'video/webm' }, belongs);
      if (made.skipped.length > 0)
        this.#log.warn({ personId, skipped: made.skipped.length }, 'segments left out of a copy');
      this.#jobs.delete(key);
    } catch (error) {
      this.#log.error({ hearingId: hearing.id, personId, err: error }, 'copy not made');
      const job = this.#jobs.get(key);
      if (job !== undefined) job.failed = error instanceof AppError ? error.code : 'internal';
    } finally {
      await rm(out, { force: true });
    }
  }
}

const segmentsOf = (hearing: HearingRecord, personId: Id): Segment[] =>
  (hearing.recording?.segments ?? []).filter((segment) => segment.personId === personId);

/** Names exactly these segments: one more, and it is another copy. */
const keyOf = (personId: Id, segments: readonly Segment[]): string =>
  [personId, ...segments.map((segment) => segment.id).sort()].join(' ');
