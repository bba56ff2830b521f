// Checks recordings when their hearings are over, one at a time, after everything else on the machine; taken up again after a restart, because the recording's state says so.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SERVER } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord, StoredObject } from '../archive/records.ts';
import type { Due } from '../archive/verifications.ts';
import type { Log } from '../log.ts';
import type { Id } from '../protocol/ids.ts';
import { RecordingManifest } from '../protocol/manifest.ts';
import { Checked, finding, manifestOf } from './manifest.ts';
import { onRecordOf } from './on-record.ts';
import { runProgram } from './program.ts';
import type { Surveys } from './survey.ts';

const PROGRAM = fileURLToPath(new URL('../../media/verify/main.ts', import.meta.url));
const KIND = 'recording-manifest';
const MEDIA_TYPE = 'application/json';
/** How often is looked for hearings that ended. */
const LOOK_MS = 2_000;
/** After one that could not be done it is tried again, each time later, and at last given up. */
const FIRST_REST_MS = 5_000;
const MOST_ATTEMPTS = 5;
/** More than two at once slow down what else the machine does, and the disk. */
const MOST_PROCESSES = 2;

export type VerificationSettings = { readonly dataDir: string; readonly ffmpeg: string };

export class RecordingChecks {
  readonly #archive: Archive;
  readonly #surveys: Surveys;
  readonly #settings: VerificationSettings;
  /** What was written of a hearing that is over is in the archive when it resolves. */
  readonly #settle: (hearingId: Id) => Promise<void>;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #stop = new AbortController();
  readonly #attempts = new Map<Id, { count: number; againAtMs: number }>();
  #work: Promise<void> | null = null;

  constructor(
    archive: Archive,
    surveys: Surveys,
    settings: VerificationSettings,
    settle: (hearingId: Id) => Promise<void>,
    log: Log,
  ) {
    this.#archive = archive;
    this.#surveys = surveys;
    this.#settings = settings;
    this.#settle = settle;
    this.#log = log;
    this.#timer = setInterval(() => this.wake(), LOOK_MS);
    this.wake();
  }

  /** Looks for what is to be checked, and goes on until nothing is. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#work ??= this.#all()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#log.error({ err: error }, 'recordings not checked');
      })
      .finally(() => {
        this.#work = null;
      });
  }

  /** What is being checked is put aside; the next start begins it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#work;
  }

  async #all(): Promise<void> {
    for (;;) {
      const resting = [...this.#attempts].filter(([, { againAtMs }]) => againAtMs > performance.now());
      const due = await this.#archive.verifications.next(resting.map(([id]) => id));
      if (due === null || this.#stop.signal.aborted) return;
      await this.#one(due);
    }
  }

  async #one(due: Due): Promise<void> {
    const { recordingId, hearingId } = due;
    try {
      await this.#check(due);
      this.#attempts.delete(recordingId);
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      const count = (this.#attempts.get(recordingId)?.count ?? 0) + 1;
      this.#attempts.set(recordingId, { count, againAtMs: performance.now() + FIRST_REST_MS * 2 ** count });
      this.#log.error({ hearingId, recordingId, attempt: count, err: error }, 'recording not checked');
      if (count < MOST_ATTEMPTS) return;
      this.#attempts.delete(recordingId);
      const segments = await this.#archive.recordings.segmentsOf(recordingId);
      const findings = [finding('not_verified', { detail: String(error).slice(0, 600) })];
      const result = { state: 'degraded', findings, manifest: null } as const;
      await this.#archive.verifications.conclude(
        recordingId,
        segments.map(({ id }) => id),
        result,
      );
    }
  }

  /** @throws Error when it cannot be done now */
  async #check({ recordingId, hearingId }: Due): Promise<void> {
    const { hearings, recordings, verifications, objects } = this.#archive;
    await this.#settle(hearingId);
    const before = await recordings.ofHearing(hearingId);
    if (before?.state === 'recording' || before?.state === 'paused')
      await recordings.setState(SERVER, recordingId, 'stopped');
    await recordings.setState(SERVER, recordingId, 'verifying');
    const hearing = await hearings.byId(hearingId);
    if (hearing?.recording == null) throw new Error('no recording');
    const { recording } = hearing;
    const course = await hearings.course(hearingId);
    const segments = await recordings.segmentsOf(recordingId);
    const job = {
      ffmpeg: this.#settings.ffmpeg,
      processes: Math.min(MOST_PROCESSES, availableParallelism()),
      directory: join(this.#settings.dataDir, recording.directory),
      onRecord: onRecordOf(course, hearing.stages, recording.startedAtMs),
      segments: segments.map(({ id, trackId, source, codec, startMs, durationMs, frames, file, bytes, sha256 }) => ({
        ...{ segmentId: id, trackId, source, codec, startMs, durationMs, frames, file, bytes, sha256 },
        path: objects.path(sha256),
      })),
    };
    this.#log.info({ hearingId, recordingId, segments: segments.length }, 'checking a recording');
    const { signal } = this.#stop;
    const checked = await runProgram({ program: PROGRAM, job, result: Checked, onProgress: () => {}, signal });
    const replaces = (await verifications.ofRecording(recordingId))?.manifest?.sha256 ?? null;
    const manifest = manifestOf({ hearing, recording, course, segments, checked, madeAtMs: Date.now(), replaces });
    const ids = segments.map(({ id }) => id);
    await this.#surveys.keep(hearing, ids, checked.survey);
    const stored = await this.#keep(hearing, manifest);
    const { state, findings } = manifest;
    if (!(await verifications.conclude(recordingId, ids, { state, findings, manifest: stored }))) return;
    const facts = { hearingId, recordingId, state, findings: findings.length, first: findings[0]?.what ?? null };
    if (state === 'sealed') this.#log.info(facts, 'recording checked');
    else this.#log.warn(facts, 'recording checked: something is missing or damaged');
  }

  /** What does not fit its own description is never kept. */
  async #keep(hearing: HearingRecord, manifest: RecordingManifest): Promise<StoredObject> {
    const text = `${JSON.stringify(RecordingManifest.parse(manifest), null, 1)}\n`;
    const stored = await this.#archive.objects.putStream(Readable.from([Buffer.from(text)]));
    const belongs = { caseId: hearing.caseId, hearingId: hearing.id };
    const object = { ...stored, mediaType: MEDIA_TYPE };
    await this.#archive.recordings.addDerived(KIND, manifest.recording.id, object, belongs);
    return stored;
  }
}
