// The manifest of a recording, version 1: everything that was recorded of one hearing, what is missing and why, and what the check of each file found.
// Times ending in `Ms` are milliseconds on the hearing's clock unless they end in `AtMs`: those are UTC, in milliseconds since 1970.
import { z } from 'zod';
import type { RecordingState } from './api.ts';

export const MANIFEST_FORMAT = 'open-hearing recording manifest';
export const MANIFEST_VERSION = 1;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Span = z.strictObject({ startMs: z.number(), endMs: z.number() });
export type Span = z.infer<typeof Span>;
const Source = z.enum(['microphone', 'camera']);

/**
 * Why a track that flowed is not in a file. nothing_arrived: sender or network were silent. waiting_for_key_frame: pictures
 * came that cannot be shown without one that was lost or had not come yet, for at most 5 s. recorder_killed: the last moment,
 * at most 1 s, before the recorder was killed; an outage follows, and as a rule the journal has what is in no file. write_failed: the
 * disk did not take it. unexplained: nobody knows.
 */
const GAP_REASONS = [
  'nothing_arrived',
  'waiting_for_key_frame',
  'recorder_killed',
  'write_failed',
  'unexplained',
] as const;
export const GapReason = z.enum(GAP_REASONS);
export type GapReason = z.infer<typeof GapReason>;

/** What makes a recording something else than `sealed`. */
const FINDINGS = [
  /** What was sent is in no file: see `reason`. */
  'gap',
  /** The hearing was in session and no recorder ran: whatever was said then is nowhere. */
  'outage',
  'segment_missing',
  /** Of another size than was written. */
  'segment_wrong_size',
  /** Of the same size, with other bytes. */
  'segment_altered',
  /** The bytes that were written, and they do not decode. */
  'segment_undecodable',
  /** It decodes, to another number of frames or another length than was counted. */
  'segment_differs',
  /** Something that was written, and cannot be read at all. */
  'file_unreadable',
  /** Without a journal nobody can say whether anything is missing. */
  'journal_missing',
  'journal_altered',
  /** A recorder ran and wrote no journal. */
  'journal_gap',
  /** The manifest of before is not there, or not what it was. */
  'manifest_altered',
  /** What is in files and what is in gaps do not make up what flowed. */
  'does_not_add_up',
  /** Microphones were on, and there is no sound in any of it. */
  'silent',
  'nothing_recorded',
  /** The check itself could not be done. */
  'not_verified',
] as const;
const FindingKind = z.enum(FINDINGS);

/** Null where it does not apply. */
export const Finding = z.strictObject({
  what: FindingKind,
  personId: z.uuid().nullable(),
  source: Source.nullable(),
  startMs: z.number().nullable(),
  endMs: z.number().nullable(),
  reason: GapReason.nullable(),
  segmentId: z.uuid().nullable(),
  /** A file of the journal or of the folder, or what a program complained of. */
  detail: z.string().max(600).nullable(),
});
export type Finding = z.infer<typeof Finding>;

const SegmentEntry = z.strictObject({
  id: z.uuid(),
  /** In the recording's folder; in the store it is named by `sha256`. */
  file: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  /** Where arrival put it. */
  startMs: z.number(),
  durationMs: z.number(),
  packets: z.int(),
  frames: z.int(),
  /** Where it lies once the senders' clocks are in step, and real milliseconds to one of its own. Null: as arrival put it. */
  step: z.strictObject({ startMs: z.number(), rate: z.number() }).nullable(),
  check: z.strictObject({
    is: z.enum(['intact', 'missing', 'wrong_size', 'altered', 'undecodable', 'differs']),
    /** Found in the file. */
    frames: z.int().nullable(),
    durationMs: z.number().nullable(),
    /** Mean loudness, full scale is 0; null for pictures and for what is quite silent. */
    meanDb: z.number().nullable(),
  }),
});

const Track = z.strictObject({
  trackId: z.uuid(),
  personId: z.uuid(),
  source: Source,
  codec: z.enum(['opus', 'vp8', 'h264']).nullable(),
  /** When it flowed, as the journal says. */
  flows: z.array(Span),
  segments: z.array(SegmentEntry),
  /** Of the time on record. */
  gaps: z.array(z.strictObject({ ...Span.shape, reason: GapReason })),
  /** Of the time on record: how long it flowed, how much of that is in files and how much in gaps. They agree within 100 ms for each edge. */
  sum: z.strictObject({ flowMs: z.number(), writtenMs: z.number(), gapMs: z.number(), allowedMs: z.number() }),
});

export const RecordingManifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  version: z.literal(MANIFEST_VERSION),
  madeAtMs: z.number(),
  /** The manifest that this one replaces; it is kept, too. */
  replaces: Sha256.nullable(),
  case: z.strictObject({ id: z.uuid(), number: z.string() }),
  hearing: z.strictObject({ id: z.uuid(), title: z.string(), scheduledAtMs: z.number() }),
  people: z.array(z.strictObject({ id: z.uuid(), role: z.string(), name: z.string() })),
  recording: z.strictObject({
    id: z.uuid(),
    /** UTC time of 0 on the hearing's clock, as a number and to be read. */
    zeroAtMs: z.number(),
    zeroAt: z.iso.datetime(),
    endedAtMs: z.number().nullable(),
  }),
  /** What the check came to. */
  state: z.enum(['sealed', 'degraded', 'failed', 'missing']),
  findings: z.array(Finding),
  stages: z.array(
    z.strictObject({ stage: z.string(), startMs: z.number().nullable(), startedAtMs: z.number(), record: z.boolean() }),
  ),
  /** In session, in a stage that is recorded. Everything else is off the record. */
  onRecord: z.array(Span),
  pauses: z.array(z.strictObject({ ...Span.shape, kind: z.enum(['recess', 'suspended']), reason: z.string() })),
  /** Of the time on record: no recorder ran. */
  outages: z.array(Span),
  tracks: z.array(Track),
  journal: z.array(
    z.strictObject({
      file: z.string(),
      bytes: z.int(),
      sha256: Sha256,
      is: z.enum(['whole', 'torn', 'altered', 'foreign']),
      why: z.string(),
      /** How many of its bytes the last right seal covers, and that seal: the next part begins with it. */
      sealedBytes: z.int(),
      lastSeal: Sha256.nullable(),
      follows: z.boolean(),
    }),
  ),
});
export type RecordingManifest = z.infer<typeof RecordingManifest>;

/** For programs that are not ours: JSON Schema, draft 2020-12. */
export const manifestSchema = (): object => ({
  $id: `urn:open-hearing:recording-manifest:${MANIFEST_VERSION}`,
  title: MANIFEST_FORMAT,
  ...z.toJSONSchema(RecordingManifest),
});

/** What the case page shows of it. */
export type RecordingTimeline = {
  /** Null when nothing was ever begun to be recorded. */
  readonly state: RecordingState | null;
  /** Null before the first check has ended. */
  readonly manifest: { readonly sha256: string; readonly bytes: number; readonly madeAtMs: number } | null;
  /** Of the newest check, which may be that of a later night. */
  readonly checkedAtMs: number | null;
  readonly findings: readonly Finding[];
  readonly endMs: number;
  readonly pauses: readonly (Span & { readonly kind: 'recess' | 'suspended'; readonly reason: string })[];
  readonly outages: readonly Span[];
  readonly people: readonly {
    readonly personId: string;
    readonly lanes: readonly {
      readonly source: 'microphone' | 'camera';
      readonly recorded: readonly Span[];
      readonly gaps: readonly (Span & { readonly reason: GapReason })[];
    }[];
  }[];
};
