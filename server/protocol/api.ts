// The HTTP side of the language: bodies that browsers send (checked) and answers that they get (types).
import { z } from 'zod';
import type { DeviceHistory } from './devices.ts';
import type { ErrorCode } from './errors.ts';
import { EpochMs, Id, line, PersonName } from './ids.ts';
import type { FiledLetter } from './letter.ts';
import type { HearingNote } from './notes.ts';
import { HearingRole, StaffRole } from './roles.ts';
import { HearingState, type Stage } from './stages.ts';

// --- Staff ---------------------------------------------------------------------------------------
export const LoginName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'login names have 2 to 40 letters, digits, dots, dashes');
/** NIST SP 800-63B: length counts, composition rules do not. */
export const PASSWORD_LENGTH = { shortest: 10, longest: 200 } as const;
const Password = z.string().min(PASSWORD_LENGTH.shortest).max(PASSWORD_LENGTH.longest);
const OneTimeToken = z.string().regex(/^[0-9a-f-]{36}\.[A-Za-z0-9_-]{22,64}$/, 'not a link of this server');

export const SignIn = z.strictObject({ loginName: LoginName, password: z.string().min(1).max(200) });
/** A one-time link sets a password: for the first administrator (who also chooses a name) and after a reset. */
export const SetPassword = z.strictObject({
  token: OneTimeToken,
  password: Password,
  loginName: LoginName.optional(),
  displayName: PersonName.optional(),
});
export const NewAccount = z.strictObject({ id: Id, loginName: LoginName, displayName: PersonName, role: StaffRole });
export type NewAccount = z.infer<typeof NewAccount>;

export type Account = {
  readonly id: Id;
  readonly loginName: string;
  readonly displayName: string;
  readonly role: StaffRole;
  readonly state: 'invited' | 'active' | 'disabled';
  readonly createdAtMs: number;
};
export type Me = { readonly account: Account; readonly version: string };
/** Shown once: the path of a link (origin added by the server) with which the account sets its password. */
export type OneTimeLink = { readonly url: string; readonly expiresAtMs: number };
/** What a one-time link is for, asked before the form is shown. */
export type OneTimeLinkInfo = { readonly purpose: 'first_admin' | 'set_password'; readonly loginName: string | null };

// --- Cases ---------------------------------------------------------------------------------------
export const NewCase = z.strictObject({ id: Id, number: line(80), title: line(120) });
export type NewCase = z.infer<typeof NewCase>;
/** What is given must all be true. Time and state are those of one and the same hearing; `toMs` itself is not in. */
export const CaseQuery = z
  .strictObject({
    q: z.string().trim().max(80).optional(),
    fromMs: z.coerce.number().pipe(EpochMs).optional(),
    toMs: z.coerce.number().pipe(EpochMs).optional(),
    state: HearingState.optional(),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
  })
  .refine(({ fromMs, toMs }) => fromMs === undefined || toMs === undefined || fromMs <= toMs, 'from is after to');

export type CaseRow = {
  readonly id: Id;
  readonly number: string;
  readonly title: string;
  readonly createdAtMs: number;
  readonly hearings: number;
  readonly lastHearingAtMs: number | null;
  /** The worst that has become of a recording of its hearings; null when all are well, or are not checked yet. */
  readonly recordingTrouble: Exclude<VerifiedState, 'sealed'> | null;
};
export type CasePage = { readonly rows: readonly CaseRow[]; readonly total: number; readonly pageSize: number };

// --- Hearings ------------------------------------------------------------------------------------
/** practice: to try everything out; the small speech model that comes along serves such hearings only. */
export const HearingKind = z.enum(['simple', 'ordinary', 'practice']);
export type HearingKind = z.infer<typeof HearingKind>;
export const Publicity = z.enum(['public', 'not_public']);
export type Publicity = z.infer<typeof Publicity>;

const HearingFields = {
  title: line(120),
  kind: HearingKind,
  publicity: Publicity,
  scheduledAtMs: EpochMs,
  /** How long it is expected to take; for the calendar and for how long links live. */
  minutes: z.int().min(10).max(600),
};
export const NewHearing = z.strictObject({ id: Id, ...HearingFields });
export type NewHearing = z.infer<typeof NewHearing>;
export const HearingChange = z.strictObject(HearingFields).partial();
export type HearingChange = z.infer<typeof HearingChange>;

/** `accountId` for chair, case prosecutor and clerk; nobody else has an account. */
export const NewPerson = z.strictObject({
  id: Id,
  role: HearingRole,
  name: PersonName.optional(),
  accountId: Id.optional(),
});
export type NewPerson = z.infer<typeof NewPerson>;

export type Invitation = {
  readonly id: Id;
  readonly state: 'open' | 'revoked' | 'expired';
  readonly expiresAtMs: number;
  readonly openedAtMs: number | null;
};
export type Person = {
  readonly id: Id;
  readonly role: HearingRole;
  readonly name: string;
  readonly accountId: Id | null;
  readonly invitation: Invitation | null;
  readonly consentedAtMs: number | null;
};
/** Shown once: the secret in `url` is stored only as a hash. */
export type NewInvitation = {
  readonly invitation: Invitation;
  readonly url: string;
  /** iCalendar file (RFC 5545). */
  readonly calendar: string;
  /** Whom the invitation names. */
  readonly officeName: string;
  readonly officePhone: string;
};

export type StageSpan = {
  readonly stage: Stage;
  readonly startedAtMs: number;
  /** On the hearing's clock; null before the recording began. */
  readonly startMs: number | null;
  readonly reason: string | null;
  readonly actorName: string;
};
/**
 * What a check comes to. sealed: everything that was to be recorded is there, or is a gap with a reason. degraded: something
 * is missing or damaged. failed: nothing of it is readable. missing: files are not there.
 */
export const VERIFIED_STATES = ['sealed', 'degraded', 'failed', 'missing'] as const;
export type VerifiedState = (typeof VERIFIED_STATES)[number];
export type RecordingState = 'armed' | 'recording' | 'paused' | 'stopped' | 'verifying' | VerifiedState;

export type Segment = {
  readonly id: Id;
  readonly trackId: Id;
  readonly personId: Id;
  readonly source: 'microphone' | 'camera';
  readonly codec: 'opus' | 'vp8' | 'h264';
  /** On the hearing's clock. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly bytes: number;
  readonly sha256: string;
};
export type Recording = {
  readonly id: Id;
  readonly state: RecordingState;
  /** UTC time of 0 on the hearing's clock. */
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly segments: readonly Segment[];
};

/** The whole hearing in one file, made after it closed. */
export type CompositionState = {
  /** The newest finished version. */
  readonly current: {
    readonly version: number;
    readonly madeAtMs: number;
    readonly durationMs: number;
    readonly bytes: number;
    readonly sha256: string;
    /** Segments that could not be read and are missing in it. */
    readonly skipped: readonly Pick<Segment, 'personId' | 'source' | 'startMs'>[];
  } | null;
  /** A version that is not finished; null when none is asked for. `hearing`: it waits until no hearing is in session. */
  readonly work:
    | { readonly state: 'waiting'; readonly for: 'hearing' | 'turn'; readonly progress: number }
    | { readonly state: 'running'; readonly progress: number }
    | { readonly state: 'failed' }
    | null;
  /** Is there anything to compose? */
  readonly mayAsk: boolean;
};

export type HearingRow = {
  readonly id: Id;
  readonly caseId: Id;
  readonly caseNumber: string;
  readonly title: string;
  readonly kind: HearingKind;
  readonly publicity: Publicity;
  readonly scheduledAtMs: number;
  readonly minutes: number;
  readonly state: HearingState;
  /** The role of whoever asks, if they are one of its people. */
  readonly yourRole: HearingRole | null;
};
export type HearingDetail = HearingRow & {
  readonly people: readonly Person[];
  readonly stages: readonly StageSpan[];
  /** Who shared a device of the hearing room, and who spoke there. */
  readonly devices: DeviceHistory;
  readonly recording: Recording | null;
  /** In the order in which they were written; empty for who may not read them. */
  readonly letters: readonly FiledLetter[];
  /** Of chair and clerk, in the order of their moments; empty for who may not read them. */
  readonly notes: readonly HearingNote[];
  /** What is still missing before it can be scheduled; empty when nothing is. */
  readonly missing: readonly MissingForSchedule[];
};
export type MissingForSchedule = 'chair' | 'complainant' | 'officers' | 'future_time';

export type CaseDetail = Omit<CaseRow, 'hearings'> & {
  readonly hearings: readonly HearingDetail[];
  /** What the asker may do here; the server decides again at each request. */
  readonly mayChange: boolean;
};
export type TrailEntry = {
  readonly seq: number;
  readonly atMs: number;
  readonly actorName: string;
  readonly act: string;
  readonly about: string;
  readonly hash: string;
};

// --- The participant's way -----------------------------------------------------------------------
export const OpenLink = z.strictObject({ token: OneTimeToken });
export const Consent = z.strictObject({ personId: Id, noticeVersion: z.int().min(1).max(1000) });
/** Version of the notice of recording shown to participants; its sentences are in the client's catalogue. */
export const NOTICE_VERSION = 1;

export type JoinInfo = {
  readonly hearingId: Id;
  readonly personId: Id;
  readonly personName: string;
  readonly role: HearingRole;
  readonly title: string;
  readonly caseNumber: string;
  readonly officeName: string;
  readonly officePhone: string;
  readonly chairName: string;
  readonly scheduledAtMs: number;
  readonly kind: HearingKind;
  readonly publicity: Publicity;
  readonly state: HearingState;
  readonly consented: boolean;
};

// --- Health --------------------------------------------------------------------------------------
export type Health = {
  readonly ready: boolean;
  readonly version: string;
  readonly worker: 'alive' | 'restarting' | 'dead';
  readonly diskFreeBytes: number;
  readonly diskLow: boolean;
};

/** Body of every HTTP answer that is not a success. */
export type HttpRefusal = { readonly code: ErrorCode; readonly detail?: string };
