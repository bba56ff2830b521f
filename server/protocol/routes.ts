// Every HTTP route, with method, path, body and answer: the server mounts this table and the client calls it by name.
import { z } from 'zod';
import {
  type Account,
  type CaseDetail,
  type CasePage,
  CaseQuery,
  type CaseRow,
  type CompositionState,
  Consent,
  type Health,
  HearingChange,
  type HearingDetail,
  type HearingRow,
  type JoinInfo,
  type Me,
  NewAccount,
  NewCase,
  NewHearing,
  type NewInvitation,
  NewPerson,
  type OneTimeLink,
  type OneTimeLinkInfo,
  OpenLink,
  type Person,
  SetPassword,
  SignIn,
  type TrailEntry,
} from './api.ts';
import { EpochMs, Id, Reason } from './ids.ts';
import { type FiledLetter, VoidLetter } from './letter.ts';
import type { RecordingTimeline } from './manifest.ts';
import { MINUTES_BYTES, type Minutes, type MinutesDraft, SaveMinutes } from './minutes.ts';
import {
  EditLines,
  Glossary,
  type LineRevision,
  type ListeningState,
  type Transcript,
  type TranscriptLine,
  type WordsHits,
  WordsQuery,
} from './transcript.ts';

const Nothing = z.strictObject({});
const Because = z.strictObject({ reason: Reason });
const OneTime = z.strictObject({ token: z.string().max(200) });

/** `:id` in a path is an Id. GET and DELETE carry their body as query. `bytes`: the longest body, where it is more than 32 KiB. */
export const ROUTES = {
  health: { method: 'GET', path: '/health', body: Nothing },

  oneTimeLinkInfo: { method: 'POST', path: '/api/one-time/info', body: OneTime },
  setPassword: { method: 'POST', path: '/api/one-time/password', body: SetPassword },
  signIn: { method: 'POST', path: '/api/session', body: SignIn },
  signOut: { method: 'DELETE', path: '/api/session', body: Nothing },
  me: { method: 'GET', path: '/api/me', body: Nothing },

  accounts: { method: 'GET', path: '/api/accounts', body: Nothing },
  createAccount: { method: 'POST', path: '/api/accounts', body: NewAccount },
  resetAccount: { method: 'POST', path: '/api/accounts/:id/reset', body: Nothing },
  disableAccount: { method: 'POST', path: '/api/accounts/:id/disable', body: Nothing },
  enableAccount: { method: 'POST', path: '/api/accounts/:id/enable', body: Nothing },
  /** Names and roles only, for choosing chair and clerk. */
  colleagues: { method: 'GET', path: '/api/colleagues', body: Nothing },

  cases: { method: 'GET', path: '/api/cases', body: CaseQuery },
  createCase: { method: 'POST', path: '/api/cases', body: NewCase },
  caseDetail: { method: 'GET', path: '/api/cases/:id', body: Nothing },
  caseTrail: { method: 'GET', path: '/api/cases/:id/trail', body: Nothing },

  hearings: {
    method: 'GET',
    path: '/api/hearings',
    body: z.strictObject({ fromMs: z.coerce.number().pipe(EpochMs), toMs: z.coerce.number().pipe(EpochMs) }),
  },
  createHearing: { method: 'POST', path: '/api/cases/:id/hearings', body: NewHearing },
  hearingDetail: { method: 'GET', path: '/api/hearings/:id', body: Nothing },
  changeHearing: { method: 'PATCH', path: '/api/hearings/:id', body: HearingChange },
  scheduleHearing: { method: 'POST', path: '/api/hearings/:id/schedule', body: Nothing },
  cancelHearing: { method: 'POST', path: '/api/hearings/:id/cancel', body: Because },
  addPerson: { method: 'POST', path: '/api/hearings/:id/people', body: NewPerson },
  removePerson: { method: 'DELETE', path: '/api/people/:id', body: Nothing },
  /** Makes a new personal link and revokes the person's older one. */
  invite: { method: 'POST', path: '/api/people/:id/invitation', body: Nothing },
  revokeInvitation: { method: 'DELETE', path: '/api/invitations/:id', body: Nothing },

  /** One asks for it with a reason; nothing changes before somebody else says yes. Everything that was signed is kept. */
  voidLetter: { method: 'POST', path: '/api/letters/:id/void', body: VoidLetter },
  confirmVoid: { method: 'POST', path: '/api/letters/:id/void/confirm', body: Nothing },
  refuseVoid: { method: 'POST', path: '/api/letters/:id/void/refuse', body: Nothing },
  /** The composed recording: how far it is, and making it anew. */
  composition: { method: 'GET', path: '/api/hearings/:id/composition', body: Nothing },
  compose: { method: 'POST', path: '/api/hearings/:id/composition', body: Nothing },
  /** What was recorded when, what is missing and why. */
  recordingTimeline: { method: 'GET', path: '/api/hearings/:id/timeline', body: Nothing },

  transcript: { method: 'GET', path: '/api/hearings/:id/transcript', body: Nothing },
  /** Answers the lines that were named, as they are then. */
  editLines: { method: 'POST', path: '/api/hearings/:id/transcript', body: EditLines, bytes: 1_000_000 },
  /** Listening once more from the recording: how far it is, and asking for it. */
  listening: { method: 'GET', path: '/api/hearings/:id/listening', body: Nothing },
  listenAgain: { method: 'POST', path: '/api/hearings/:id/listening', body: Nothing },
  lineHistory: { method: 'GET', path: '/api/transcript-lines/:id/history', body: Nothing },
  glossary: { method: 'GET', path: '/api/hearings/:id/glossary', body: Nothing },
  setGlossary: { method: 'PUT', path: '/api/hearings/:id/glossary', body: Glossary, bytes: 256_000 },
  /** Puts machine text right; answers the lines that changed. */
  applyGlossary: { method: 'POST', path: '/api/hearings/:id/glossary/apply', body: Nothing },
  /** Over all hearings whose words the asker may read. */
  searchWords: { method: 'GET', path: '/api/words', body: WordsQuery },

  /** Null before anything was written. */
  minutes: { method: 'GET', path: '/api/hearings/:id/minutes', body: Nothing },
  /** Made of the transcript as it is now; keeps nothing. Lines may be missing, where nobody listened. */
  proposeMinutes: { method: 'GET', path: '/api/hearings/:id/minutes/proposal', body: Nothing },
  /** A new version, which nobody has signed. */
  saveMinutes: { method: 'PUT', path: '/api/hearings/:id/minutes', body: SaveMinutes, bytes: MINUTES_BYTES },

  openLink: { method: 'POST', path: '/api/join/open', body: OpenLink },
  /** What this browser may know as a person whose link it has opened, after a reload. */
  joinInfo: { method: 'GET', path: '/api/join', body: z.strictObject({ personId: Id }) },
  consent: { method: 'POST', path: '/api/join/consent', body: Consent },
} as const;

export type RouteName = keyof typeof ROUTES;
/** What a caller passes (before defaults are filled in). */
export type RouteInput<Name extends RouteName> = z.input<(typeof ROUTES)[Name]['body']>;
export type RouteBody<Name extends RouteName> = z.infer<(typeof ROUTES)[Name]['body']>;

export type RouteAnswer = {
  health: Health;
  oneTimeLinkInfo: OneTimeLinkInfo;
  setPassword: Me;
  signIn: Me;
  signOut: null;
  me: Me;
  accounts: readonly Account[];
  createAccount: { readonly account: Account; readonly link: OneTimeLink };
  resetAccount: OneTimeLink;
  disableAccount: null;
  enableAccount: null;
  colleagues: readonly Pick<Account, 'id' | 'displayName' | 'role'>[];
  cases: CasePage;
  createCase: CaseRow;
  caseDetail: CaseDetail;
  caseTrail: readonly TrailEntry[];
  hearings: readonly HearingRow[];
  createHearing: HearingDetail;
  hearingDetail: HearingDetail;
  changeHearing: HearingDetail;
  scheduleHearing: HearingDetail;
  cancelHearing: HearingDetail;
  addPerson: Person;
  removePerson: null;
  invite: NewInvitation;
  revokeInvitation: null;
  voidLetter: FiledLetter;
  confirmVoid: FiledLetter;
  refuseVoid: FiledLetter;
  composition: CompositionState;
  compose: CompositionState;
  recordingTimeline: RecordingTimeline;
  transcript: Transcript;
  editLines: readonly TranscriptLine[];
  listening: ListeningState;
  listenAgain: ListeningState;
  lineHistory: readonly LineRevision[];
  glossary: Glossary;
  setGlossary: Glossary;
  applyGlossary: readonly TranscriptLine[];
  searchWords: WordsHits;
  minutes: Minutes | null;
  proposeMinutes: MinutesDraft;
  saveMinutes: Minutes;
  openLink: JoinInfo;
  joinInfo: JoinInfo;
  consent: null;
};

/** Files, which are not JSON: originals with their check value, one person's recording made playable, and the composed recording. All answer range requests. */
export const segmentFilePath = (segmentId: Id): string => `/api/segments/${segmentId}/file`;
export const personRecordingPath = (hearingId: Id, personId: Id): string =>
  `/api/hearings/${hearingId}/people/${personId}/recording.webm`;
/** The newest finished version. */
export const compositionPath = (hearingId: Id): string => `/api/hearings/${hearingId}/composition.mp4`;
/** The newest manifest of the recording: what there is of it, what is missing, what the check of each file found. */
export const manifestPath = (hearingId: Id): string => `/api/hearings/${hearingId}/manifest.json`;
export type PersonRecordingState =
  | {
      readonly state: 'ready';
      readonly bytes: number;
      readonly durationMs: number;
      readonly skipped: readonly string[];
    }
  | { readonly state: 'making'; readonly progress: number }
  | { readonly state: 'none' }
  | { readonly state: 'failed'; readonly detail: string };
/** Asked before playing: the copy is made on request. GET, answers PersonRecordingState. */
export const personRecordingStatePath = (hearingId: Id, personId: Id): string =>
  `/api/hearings/${hearingId}/people/${personId}/recording`;
/** The transcript as a file; `masked`: a copy for the public. GET. */
export const TRANSCRIPT_FORMATS = ['docx', 'pdf', 'vtt', 'srt', 'json'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];
export const transcriptFilePath = (hearingId: Id, format: TranscriptFormat, masked: boolean): string =>
  `/api/hearings/${hearingId}/transcript.${format}${masked ? '?masked=1' : ''}`;
