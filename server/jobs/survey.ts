// Surveys of recordings: what should be there held against what is, and where each segment lies once all clocks are in step. Made once for each set of segments, and kept.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Archive } from '../archive/archive.ts';
import type { HearingRecord } from '../archive/records.ts';
import type { Log } from '../log.ts';
import { GapReason } from '../protocol/manifest.ts';
import { runProgram } from './program.ts';

const PROGRAM = fileURLToPath(new URL('../../media/timeline/main.ts', import.meta.url));
/** Changes when the program finds something else in the same files: older surveys are then not used any more. */
const RECIPE = 'recording-survey-2';

const Span = { startMs: z.number(), endMs: z.number() };
export const Survey = z.object({
  tracks: z.array(
    z.object({
      trackId: z.string(),
      ownerId: z.string(),
      source: z.enum(['microphone', 'camera']),
      flows: z.array(z.object(Span)),
      segmentIds: z.array(z.string()),
      gaps: z.array(
        z.object({
          ...Span,
          reason: GapReason,
        }),
      ),
      writtenMs: z.number(),
      gapMs: z.number(),
      flowMs: z.number(),
    }),
  ),
  outages: z.array(z.object(Span)),
  steps: z.array(z.object({ segmentId: z.string(), startMs: z.number(), rate: z.number() })),
  journal: z.array(
    z.object({
      file: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      is: z.enum(['whole', 'torn', 'altered', 'foreign']),
      why: z.string(),
      sealedBytes: z.number(),
      lastSeal: z.string().nullable(),
      follows: z.boolean(),
    }),
  ),
  strays: z.array(z.string()),
});
export type Survey = z.infer<typeof Survey>;

export class Surveys {
  readonly #archive: Archive;
  readonly #dataDir: string;
  readonly #log: Log;
  /** Two who ask at once get the same. */
  readonly #running = new Map<string, Promise<Survey>>();

  constructor(archive: Archive, dataDir: string, log: Log) {
    this.#archive = archive;
    this.#dataDir = dataDir;
    this.#log = log;
  }

  /** @throws AppError file_damaged when the program fails, not_found when nothing was recorded */
  async of(hearing: HearingRecord, signal?: AbortSignal): Promise<Survey> {
    const recording = await this.#archive.recordings.ofHearing(hearing.id);
    const key = keyOf((recording?.segments ?? []).map(({ id }) => id));
    const running = this.#running.get(`${hearing.id} ${key}`);
    if (running !== undefined) return running;
    const made = this.#find(key).then((kept) => kept ?? this.#make(hearing, signal));
    this.#running.set(`${hearing.id} ${key}`, made);
    return made.finally(() => this.#running.delete(`${hearing.id} ${key}`));
  }

  /**
   * Segments moved to where the survey found them, which changes no file; those it knows nothing of, and all of them when
   * there can be no survey, stay where arrival put them.
   */
  async inStep<Placed extends { readonly id: string; readonly startMs: number }>(
    hearing: HearingRecord,
    segments: readonly Placed[],
    signal?: AbortSignal,
  ): Promise<(Placed & { readonly rate: number })[]> {
    const steps = await this.of(hearing, signal).then(
      (survey) => survey.steps,
      (error: unknown) => {
        signal?.throwIfAborted();
        this.#log.error({ hearingId: hearing.id, err: error }, 'recording not surveyed');
        return [];
      },
    );
    const known = new Map(steps.map((step) => [step.segmentId, step]));
    return segments.map((segment) => {
      const { startMs = segment.startMs, rate = 1 } = known.get(segment.id) ?? {};
      return { ...segment, startMs: Math.max(0, startMs), rate };
    });
  }

  async #find(key: string): Promise<Survey | null> {
    const kept = await this.#archive.recordings.findDerived(RECIPE, key);
    return kept === null
      ? null
      : Survey.parse(JSON.parse(await readFile(this.#archive.objects.path(kept.sha256), 'utf8')));
  }

  /** One that was made on the way: after a check of the same segments nobody need read the journal again. */
  async keep(hearing: HearingRecord, segmentIds: readonly string[], survey: Survey): Promise<void> {
    const stored = await this.#archive.objects.putStream(Readable.from([Buffer.from(JSON.stringify(survey))]));
    const belongs = { caseId: hearing.caseId, hearingId: hearing.id };
    const object = { ...stored, mediaType: 'application/json' };
    await this.#archive.recordings.addDerived(RECIPE, keyOf(segmentIds), object, belongs);
  }

  async #make(hearing: HearingRecord, signal?: AbortSignal): Promise<Survey> {
    const recording = await this.#archive.recordings.ofHearing(hearing.id);
    if (recording === null) throw new Error('no recording');
    const kept = await this.#archive.recordings.segmentsOf(recording.id);
    const segments = kept.map(({ id, trackId, startMs, durationMs, file }) => ({
      ...{ segmentId: id, trackId, startMs, durationMs, file },
    }));
    const survey = await runProgram({
      program: PROGRAM,
      job: { directory: join(this.#dataDir, recording.directory), segments },
      result: Survey,
      onProgress: () => {},
      ...(signal && { signal }),
    });
    const segmentIds = kept.map(({ id }) => id);
    await this.keep(hearing, segmentIds, survey);
    return survey;
  }
}

/** Names exactly these segments. */
const keyOf = (segmentIds: readonly string[]): string =>
  createHash('sha256')
    .update([...segmentIds].sort().join(' '))
    .digest('hex');
