// From what is kept of a hearing and what the check found to its manifest, its findings and its state: pure functions.
import { z } from 'zod';
import type { HearingCourse } from '../archive/hearing-course.ts';
import type { HearingRecord, KeptRecording, NewSegment } from '../archive/records.ts';
import type { VerifiedState } from '../protocol/api.ts';
import {
  type Finding,
  GapReason,
  MANIFEST_FORMAT,
  MANIFEST_VERSION,
  type RecordingManifest,
} from '../protocol/manifest.ts';
import { STAGE_RULES } from '../protocol/stages.ts';
import { onRecordOf, pausesOf } from './on-record.ts';
import { Survey } from './survey.ts';

/** Below this mean, in decibels under full scale, nobody spoke and no room hummed. */
const SILENT_DB = -70;
/** So much sound must there be before its silence means anything. */
const HEARD_MS = 10_000;
/** What the check counts loudness at, samples to the millisecond. */
const SAMPLES_PER_MS = 8;

const Span = z.object({ startMs: z.number(), endMs: z.number() });
const Power = z.object({ sum: z.number(), samples: z.number() });
/** What the program of the check answers. */
export const Checked = z.object({
  checks: z.array(
    z.object({
      segmentId: z.string(),
      is: z.enum(['intact', 'missing', 'wrong_size', 'altered', 'undecodable', 'differs']),
      why: z.string(),
      readable: z.boolean(),
      frames: z.number().nullable(),
      durationMs: z.number().nullable(),
      power: Power.nullable(),
    }),
  ),
  survey: Survey,
  account: z.object({
    tracks: z.array(
      z.object({
        trackId: z.string(),
        gaps: z.array(z.object({ ...Span.shape, reason: GapReason })),
        flowMs: z.number(),
        writtenMs: z.number(),
        gapMs: z.number(),
        allowedMs: z.number(),
      }),
    ),
    outages: z.array(Span),
    journalGaps: z.array(Span),
    untaken: z.array(z.object({ ...Span.shape, trackId: z.string() })),
  }),
});
export type Checked = z.infer<typeof Checked>;

export type ManifestInput = {
  readonly hearing: Pick<
    HearingRecord,
    'id' | 'caseId' | 'caseNumber' | 'title' | 'scheduledAtMs' | 'people' | 'stages'
  >;
  readonly recording: Pick<KeptRecording, 'id' | 'startedAtMs' | 'endedAtMs'>;
  readonly course: Pick<HearingCourse, 'states'>;
  readonly segments: readonly NewSegment[];
  readonly checked: Checked;
  readonly madeAtMs: number;
  /** SHA-256 of the manifest before. */
  readonly replaces: string | null;
};

const NOTHING = {
  personId: null,
  source: null,
  startMs: null,
  endMs: null,
  reason: null,
  segmentId: null,
  detail: null,
};
export const finding = (what: Finding['what'], more: Partial<Finding> = {}): Finding => ({ ...NOTHING, what, ...more });

export function manifestOf(input: ManifestInput): RecordingManifest {
  const { hearing, recording, course, checked, madeAtMs, replaces } = input;
  const zeroAtMs = recording.startedAtMs;
  const findings = findingsOf(input);
  return {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    madeAtMs,
    replaces,
    case: { id: hearing.caseId, number: hearing.caseNumber },
    hearing: { id: hearing.id, title: hearing.title, scheduledAtMs: hearing.scheduledAtMs },
    people: hearing.people.map(({ id, role, name }) => ({ id, role, name })),
    recording: {
      id: recording.id,
      zeroAtMs,
      zeroAt: new Date(zeroAtMs).toISOString(),
      endedAtMs: recording.endedAtMs,
    },
    state: stateOf(input, findings),
    findings,
    stages: hearing.stages.map(({ stage, startMs, startedAtMs }) => ({
      ...{ stage, startMs, startedAtMs, record: STAGE_RULES[stage].record },
    })),
    onRecord: onRecordOf(course, hearing.stages, zeroAtMs),
    pauses: pausesOf(course, hearing.stages, zeroAtMs),
    outages: checked.account.outages,
    tracks: tracksOf(input),
    journal: checked.survey.journal,
  };
}

function tracksOf({ segments, checked }: ManifestInput): RecordingManifest['tracks'] {
  const { survey, account } = checked;
  const checks = new Map(checked.checks.map((check) => [check.segmentId, check]));
  const steps = new Map(survey.steps.map(({ segmentId, startMs, rate }) => [segmentId, { startMs, rate }]));
  const surveyed = new Map(survey.tracks.map((track) => [track.trackId, track]));
  const sums = new Map(account.tracks.map((track) => [track.trackId, track]));
  const ids = new Set([...segments.map(({ trackId }) => trackId), ...surveyed.keys()]);
  return [...ids].flatMap((trackId) => {
    const own = segments.filter((segment) => segment.trackId === trackId);
    const known = surveyed.get(trackId);
    const sum = sums.get(trackId);
    const personId = own[0]?.personId ?? known?.ownerId;
    const source = own[0]?.source ?? known?.source;
    if (personId === undefined || source === undefined) return [];
    return [
      {
        ...{ trackId, personId, source, codec: own[0]?.codec ?? null, flows: known?.flows ?? [] },
        segments: own.map(({ id, file, sha256, bytes, startMs, durationMs, packets, frames }) => {
          const {
            is = 'missing',
            frames: foundFrames = null,
            durationMs: foundMs = null,
            power,
          } = checks.get(id) ?? {};
          return {
            ...{ id, file, sha256, bytes, startMs, durationMs, packets, frames, step: steps.get(id) ?? null },
            check: { is, frames: foundFrames, durationMs: foundMs, meanDb: decibels(power ?? null) },
          };
        }),
        gaps: sum?.gaps ?? [],
        sum: {
          flowMs: sum?.flowMs ?? 0,
          writtenMs: sum?.writtenMs ?? 0,
          gapMs: sum?.gapMs ?? 0,
          allowedMs: sum?.allowedMs ?? 0,
        },
      },
    ];
  });
}

/** What makes it something else than sealed. Gaps of a silent sender, and short waits for a key frame, do not. */
export function findingsOf({ segments, checked }: Pick<ManifestInput, 'segments' | 'checked'>): Finding[] {
  const { checks, survey, account } = checked;
  const owners = new Map(
    survey.tracks.map(({ trackId, ownerId: personId, source }) => [trackId, { personId, source }]),
  );
  const known = new Map(segments.map((segment) => [segment.id, segment]));
  const found = new Map(checks.map((check) => [check.segmentId, check]));
  const isProved = survey.journal.some(({ is }) => is !== 'foreign');
  return [
    ...(segments.length === 0 ? [finding('nothing_recorded')] : []),
    ...(isProved ? [] : [finding('journal_missing')]),
    ...survey.journal
      .filter(({ is, follows }) => is === 'altered' || is === 'foreign' || !follows)
      .map(({ file, why }) =>
        finding('journal_altered', { detail: `${file}: ${why || 'does not follow the part before it'}` }),
      ),
    ...account.outages.map((span) => finding('outage', span)),
    ...account.journalGaps.map((span) => finding('journal_gap', span)),
    ...account.untaken.map(({ trackId, startMs, endMs }) =>
      finding('gap', { ...owners.get(trackId), startMs, endMs, reason: 'write_failed', detail: trackId }),
    ),
    ...account.tracks.flatMap(({ trackId, gaps, flowMs, writtenMs, gapMs, allowedMs }) => [
      ...gaps
        .filter(({ reason }) => reason === 'write_failed' || reason === 'unexplained')
        .map((gap) => finding('gap', { ...owners.get(trackId), ...gap })),
      ...(Math.abs(writtenMs + gapMs - flowMs) > allowedMs ? [finding('does_not_add_up', owners.get(trackId))] : []),
    ]),
    ...segments.flatMap((segment) => {
      const { is, why } = found.get(segment.id) ?? { is: 'missing', why: 'not checked' };
      return is === 'intact' ? [] : [finding(`segment_${is}`, { ...placeOf(segment), detail: why })];
    }),
    ...survey.strays.map((file) => finding('file_unreadable', { detail: file })),
    ...(isSilent(checks, known) ? [finding('silent')] : []),
  ];
}

/** Of one segment, where its finding says that it lies. */
export const placeOf = ({ id, personId, source, startMs, durationMs }: NewSegment): Partial<Finding> => ({
  ...{ personId, source, startMs, endMs: startMs + durationMs, segmentId: id },
});

function stateOf({ segments, checked }: ManifestInput, findings: readonly Finding[]): VerifiedState {
  const { checks, survey } = checked;
  // Nothing was kept: either nothing was ever written, or nothing of it could be read.
  if (segments.length === 0) return survey.journal.length + survey.strays.length === 0 ? 'missing' : 'failed';
  if (checks.some(({ is }) => is === 'missing')) return 'missing';
  if (checks.every(({ readable }) => !readable)) return 'failed';
  return findings.length === 0 ? 'sealed' : 'degraded';
}

function isSilent(checks: Checked['checks'], known: ReadonlyMap<string, NewSegment>): boolean {
  const heard = checks.flatMap(({ segmentId, power }) =>
    power === null || known.get(segmentId)?.source !== 'microphone' ? [] : [power],
  );
  const sum = heard.reduce((all, power) => all + power.sum, 0);
  const samples = heard.reduce((all, power) => all + power.samples, 0);
  const db = decibels({ sum, samples });
  return samples > HEARD_MS * SAMPLES_PER_MS && (db === null || db < SILENT_DB);
}

/** @returns null for silence, which has none */
const decibels = (power: { readonly sum: number; readonly samples: number } | null): number | null =>
  power === null || power.samples === 0 || power.sum === 0
    ? null
    : Math.round(100 * Math.log10(power.sum / power.samples)) / 10;
