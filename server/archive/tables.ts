// The tables as the query builder sees them: ids are text, times are integer milliseconds of UTC, booleans are 0 or 1.
import type { Generated } from 'kysely';
import type { HearingKind, Publicity, RecordingState, Segment, VerifiedState } from '../protocol/api.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { LetterMedium, LetterState } from '../protocol/letter.ts';
import type { MinutesAnswer, MinutesMedium, MinutesState } from '../protocol/minutes.ts';
import type { HearingRole, StaffRole } from '../protocol/roles.ts';
import type { HearingState, Stage } from '../protocol/stages.ts';
import type { GlossaryTerm, LinePass, RevisionSource } from '../protocol/transcript.ts';
import type { Actor } from './actor.ts';

type Bit = 0 | 1;

export type Tables = {
  /** What was made with a client's id: repeating the same creation is success, another one under the same id is refused. */
  creations: { id: Id; kind: string; content_sha256: string };

  accounts: {
    id: Id;
    login_name: string;
    display_name: string;
    role: StaffRole;
    disabled: Bit;
    password_hash: string | null;
    created_at_ms: number;
  };
  one_time_tokens: {
    id: Id;
    purpose: 'first_admin' | 'set_password';
    account_id: Id | null;
    secret_sha256: string;
    created_at_ms: number;
    expires_at_ms: number;
    /** Used, or replaced by a newer one. */
    void_since_ms: number | null;
  };
  sessions: {
    id: Id;
    secret_sha256: string;
    account_id: Id | null;
    person_id: Id | null;
    hearing_id: Id | null;
    invitation_id: Id | null;
    created_at_ms: number;
    last_seen_ms: number;
    idle_ms: number;
    expires_at_ms: number;
    revoked_at_ms: number | null;
  };

  cases: {
    id: Id;
    /** Canonical form, shown. */
    number: string;
    /** What numbers are compared by. */
    number_key: string;
    number_as_typed: string;
    title: string;
    title_key: string;
    creator_id: Id | null;
    created_at_ms: number;
  };
  hearings: {
    id: Id;
    case_id: Id;
    title: string;
    kind: HearingKind;
    publicity: Publicity;
    scheduled_at_ms: number;
    minutes: number;
    state: HearingState;
    state_since_ms: number;
    state_reason: string | null;
    created_at_ms: number;
  };
  people: {
    id: Id;
    hearing_id: Id;
    /** Order of being added, for the order of lists. */
    place: number;
    role: HearingRole;
    name: string;
    name_key: string;
    account_id: Id | null;
    consent_version: number | null;
    consented_at_ms: number | null;
    /** Taken off the list before they took part; the row stays, because the trail names it. */
    withdrawn: Bit;
  };
  seats: {
    person_id: Id;
    admitted_session_id: Id | null;
    removed: Bit;
    muted_by_chair: Bit;
    has_floor: Bit;
    was_called: Bit;
  };
  stages: {
    hearing_id: Id;
    place: number;
    stage: Stage;
    started_at_ms: number;
    start_ms: number | null;
    reason: string | null;
    actor_name: string;
  };
  /** One row for each change, in the order of `place`; the last of each person holds. */
  sittings: {
    hearing_id: Id;
    place: number;
    person_id: Id;
    /** Whose device; null is the person's own. */
    host_person_id: Id | null;
    at_ms: number;
    start_ms: number | null;
    actor_name: string;
  };
  /** One row for each change, in the order of `place`; the last of each device holds. */
  speakers: {
    hearing_id: Id;
    place: number;
    device_person_id: Id;
    /** Null: nobody who was named. */
    person_id: Id | null;
    at_ms: number;
    start_ms: number | null;
    actor_name: string;
  };
  /** Of chair and clerk; taken out of sight at most. */
  hearing_notes: {
    id: Id;
    hearing_id: Id;
    at_ms: number;
    at_recording_ms: number | null;
    text: string;
    actor_name: string;
    removed_at_ms: number | null;
  };
  invitations: {
    id: Id;
    person_id: Id;
    secret_sha256: string;
    created_at_ms: number;
    expires_at_ms: number;
    opened_at_ms: number | null;
    revoked_at_ms: number | null;
  };

  recordings: {
    id: Id;
    hearing_id: Id;
    state: RecordingState;
    zero_at_ms: number;
    ended_at_ms: number | null;
    directory: string;
  };
  segments: {
    id: Id;
    recording_id: Id;
    track_id: Id;
    person_id: Id;
    source: Segment['source'];
    codec: Segment['codec'];
    start_ms: number;
    duration_ms: number;
    bytes: number;
    sha256: string;
    file: string;
    packets: number;
    frames: number;
  };
  /** Sentences as a speech engine understood them first; `words`: JSON with the time of each. `segment` counts within a track and pass. */
  word_lines: {
    no: Generated<number>;
    id: Id;
    recording_id: Id;
    track_id: Id;
    pass: LinePass;
    segment: number;
    person_id: Id;
    start_ms: number;
    end_ms: number;
    text: string;
    words: string;
  };
  word_holes: {
    id: Id;
    recording_id: Id;
    track_id: Id;
    person_id: Id;
    start_ms: number;
    end_ms: number;
    /** no_model: nobody listened at all, and somebody asked that it be done. */
    reason: 'lag' | 'engine' | 'no_model';
    repaired_at_ms: number | null;
  };
  /** A line after each change, from 1; append-only. Null as person: somebody who is not of this hearing. */
  line_revisions: {
    line_id: Id;
    revision: number;
    at_ms: number;
    source: RevisionSource;
    actor_name: string;
    person_id: Id | null;
    text: string;
    words: string;
    removed: Bit;
  };
  /** What a second engine understood of lines that a person had changed. */
  line_suggestions: { line_id: Id; at_ms: number; text: string };
  /** One for each recording and model that listened to it once more. */
  listenings: { recording_id: Id; model: string; at_ms: number; state: 'done' | 'failed'; label: string | null };
  glossary_terms: { hearing_id: Id; place: number; term: string; kind: GlossaryTerm['kind']; heard_as: string };
  /** A full-text index that keeps no text; written by line-index.ts alone. */
  line_index: { rowid: number };
  derived_objects: {
    kind: string;
    key: string;
    /** 1 for the first; a correction is a new version, the old one stays. */
    version: number;
    sha256: string;
    bytes: number;
    media_type: string;
    created_at_ms: number;
  };

  letters: {
    id: Id;
    hearing_id: Id;
    signer_id: Id;
    /** The newest; what was signed of an older one stays with that one. */
    version: number;
    state: LetterState;
    state_since_ms: number;
    medium: LetterMedium;
    /** The clerk who has begun a supervised signing of this version. */
    supervisor_id: Id | null;
    created_at_ms: number;
  };
  letter_versions: {
    letter_id: Id;
    version: number;
    title: string;
    text: string;
    text_sha256: string;
    writer_name: string;
    written_at_ms: number;
  };
  /** One for each version that was signed, never changed. */
  letter_signings: {
    letter_id: Id;
    version: number;
    medium: LetterMedium;
    text_sha256: string;
    /** What the same signing, sent again, is known by. */
    content_sha256: string;
    /** JSON; null on paper. */
    ink: string | null;
    /** Of whose device it came from: the signer's own, or the clerk's that was handed over. */
    session_id: Id | null;
    witness_name: string | null;
    witness_role: HearingRole | null;
    /** Null on paper, where nobody but the paper knows. */
    signed_at_ms: number | null;
    recording_ms: number | null;
    kept_at_ms: number;
  };
  letter_files: {
    letter_id: Id;
    version: number;
    /** 1 for the first; a better scan is a new one, the old one stays. */
    place: number;
    sha256: string;
    bytes: number;
    media_type: 'application/pdf' | 'image/jpeg' | 'image/png';
    pages: number | null;
    kept_at_ms: number;
  };
  letter_copies: {
    id: Id;
    letter_id: Id;
    version: number;
    secret_sha256: string;
    expires_at_ms: number;
    /** The last time. */
    fetched_at_ms: number | null;
  };
  letter_voids: {
    letter_id: Id;
    place: number;
    reason: string;
    asker_id: Id;
    asker_name: string;
    asked_at_ms: number;
    /** By whom and how stands in the trail. */
    decided_at_ms: number | null;
  };
  minutes: {
    hearing_id: Id;
    /** The newest; what was answered of an older one stays with that one. */
    version: number;
    state: MinutesState;
    state_since_ms: number;
  };
  /** Never changed. */
  minutes_versions: {
    hearing_id: Id;
    version: number;
    /** JSON of `MinutesText`. */
    content: string;
    text_sha256: string;
    writer_name: string;
    written_at_ms: number;
  };
  /** Before whom this version was laid. */
  minutes_signers: { hearing_id: Id; version: number; person_id: Id };
  minutes_objections: {
    id: Id;
    hearing_id: Id;
    version: number;
    person_id: Id;
    line_id: Id;
    words: string;
    at_ms: number;
    withdrawn_at_ms: number | null;
  };
  /** One for each signer of a version, never changed; `absent` is taken away when the person is there after all. */
  minutes_answers: {
    hearing_id: Id;
    version: number;
    person_id: Id;
    answer: MinutesAnswer;
    /** What the same answer, sent again, is known by. */
    content_sha256: string;
    /** JSON of what was drawn. */
    ink: string | null;
    words: string | null;
    medium: MinutesMedium | null;
    session_id: Id | null;
    witness_name: string | null;
    recording_ms: number | null;
    answered_at_ms: number;
  };
  /** The signed document, made when the last one had answered. */
  minutes_files: {
    hearing_id: Id;
    version: number;
    /** 1 for the first; another one when somebody signed after all. */
    place: number;
    /** Of the answers that are on it. */
    answers_sha256: string;
    sha256: string;
    bytes: number;
    kept_at_ms: number;
  };
  minutes_copies: {
    id: Id;
    hearing_id: Id;
    version: number;
    person_id: Id;
    secret_sha256: string;
    expires_at_ms: number;
    /** The last time. */
    fetched_at_ms: number | null;
  };
  compositions: {
    id: Id;
    hearing_id: Id;
    recipe: string;
    version: number;
    state: 'waiting' | 'running' | 'done' | 'failed';
    progress: number;
    attempts: number;
    error: ErrorCode | null;
    asked_at_ms: number;
    since_ms: number;
    sha256: string | null;
    bytes: number | null;
    duration_ms: number | null;
    /** JSON: ids of segments that could not be read. */
    skipped: string;
  };
  /** One for each time that a recording was checked, in the order of `place`; the last holds. */
  verifications: {
    recording_id: Id;
    place: number;
    at_ms: number;
    state: VerifiedState;
    /** JSON. */
    findings: string;
    /** Null where a nightly round found damage, and made no manifest. */
    manifest_sha256: string | null;
    manifest_bytes: number | null;
  };
  /** One for each nightly round that ended. */
  sweeps: {
    place: number;
    began_at_ms: number;
    ended_at_ms: number;
    recordings: number;
    bytes_read: number;
    found: number;
  };
  /** When all files of a recording were last read through. */
  recording_reads: { recording_id: Id; read_at_ms: number };

  trail: TrailRow;
  /** One row: the last entry, so that a trail cut off at its end is noticed. */
  trail_head: { id: 1; seq: number; hash: string };
};

export type TrailRow = {
  seq: number;
  at_ms: number;
  actor_kind: Actor['kind'];
  actor_id: Id | null;
  /** Empty for the server itself. */
  actor_name: string;
  act: string;
  about: string;
  case_id: Id | null;
  hearing_id: Id | null;
  /** Canonical JSON. */
  detail: string;
  prev_hash: string;
  hash: string;
};
