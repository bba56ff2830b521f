// What the archive hands out beyond the types of the protocol: records with the facts that only the server needs.
import type { CaseRow, HearingDetail, Recording, Segment } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { EarlierLetter, FiledLetter, Ink } from '../protocol/letter.ts';
import type { Minutes } from '../protocol/minutes.ts';

/** `teamIds`: accounts of the case team: who made the case, and chair, case prosecutor and clerk of each of its hearings. */
export type CaseRecord = CaseRow & {
  readonly creatorId: Id | null;
  readonly teamIds: readonly Id[];
};

/** `teamIds` is the team of its case; the accounts of this very hearing stand in `people`. */
export type HearingRecord = Omit<HearingDetail, 'yourRole' | 'missing' | 'recording' | 'letters' | 'notes'> & {
  readonly recording: KeptRecording | null;
  readonly teamIds: readonly Id[];
  readonly stateSinceMs: number;
  /** The reason given with the last change of state; null when none was given. */
  readonly stateReason: string | null;
};

/** The live facts of one person that a restart must not forget. */
export type Seat = {
  readonly personId: Id;
  readonly admittedSessionId: Id | null;
  readonly removed: boolean;
  readonly mutedByChair: boolean;
  readonly hasFloor: boolean;
  /** Has held the floor at any time; becomes true by itself with `hasFloor`. */
  readonly wasCalled: boolean;
};
export type SeatChange = Partial<Omit<Seat, 'personId'>>;

export type Session =
  | { readonly id: Id; readonly kind: 'account'; readonly accountId: Id }
  | {
      readonly id: Id;
      readonly kind: 'person';
      readonly personId: Id;
      readonly hearingId: Id;
      readonly invitationId: Id;
    };

/** `directory`: where its files lie, as it was given to `start`. */
export type KeptRecording = Recording & { readonly directory: string };
/** `file`: relative to the recording's directory. */
export type NewSegment = Segment & { readonly file: string; readonly packets: number; readonly frames: number };
export type KeptSegment = Segment & {
  readonly file: string;
  readonly directory: string;
  readonly hearingId: Id;
  readonly caseId: Id;
};

/** A file in the store of objects: its name is its SHA-256 in hexadecimal. */
export type StoredObject = { readonly sha256: string; readonly bytes: number };
export type DerivedObject = StoredObject & { readonly mediaType: string };
/** What a derived object was made for, so that its trail entry is found with its case. */
export type Belongs = { readonly caseId?: Id; readonly hearingId?: Id };

export type LetterFile = StoredObject & { readonly mediaType: NonNullable<FiledLetter['mediaType']> };
export type LetterScan = LetterFile & { readonly pages: number };
/** What a copy link gives: the file of one version. */
export type LetterCopy = LetterFile & { readonly version: number };
/** A letter as it stands: its newest version, and what was signed of that one. */
export type LetterRecord = Omit<FiledLetter, 'bytes' | 'sha256' | 'mediaType' | 'earlier'> & {
  readonly earlier: readonly EarlierLetter[];
  readonly caseId: Id;
  /** The clerk who has begun a supervised signing. */
  readonly supervisorId: Id | null;
  /** What the same signing, sent again, is known by; null before there is one. */
  readonly signingSha256: string | null;
  readonly file: LetterFile | null;
};

export type MinutesRecord = Minutes & { readonly caseId: Id };
/** One version with everything that its paper says. */
export type SignedMinutes = Pick<
  Minutes,
  'hearingId' | 'version' | 'text' | 'textSha256' | 'signers' | 'objections'
> & {
  /** What each hand drew, by person. */
  readonly inks: ReadonlyMap<Id, Ink>;
  /** What these answers are known by. */
  readonly answersSha256: string;
};

export type NewTrailEntry = {
  /** A word for what was done, past tense after a dot: `hearing.scheduled`. */
  readonly act: string;
  /** What it was done to, readable: a case number, a title, a person's name. */
  readonly about: string;
  readonly caseId?: Id;
  readonly hearingId?: Id;
  /** Ids and facts, kept as canonical JSON. Never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
};
/** `brokenAt`: the first sequence number that does not prove itself, or null. */
export type TrailCheck = { readonly entries: number; readonly brokenAt: number | null };
