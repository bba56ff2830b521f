// The letter of commitment (承诺书): its states, what is asked about it in the room, and the shape of a hand-written signature.
import { z } from 'zod';
import { Id, line, Reason } from './ids.ts';
import type { HearingRole } from './roles.ts';

/**
 * prepared: written, seen by chair and clerk only. shown: lies before the signer. read: the signer says that they have read it.
 * signed: by the signer, on their own device. witnessed: supervised or on paper, the clerk named as witness.
 * declined, deferred: the signer's right at any time; the letter may be shown again. voided: by two people with a reason.
 */
export const LETTER_STATES = [
  'prepared',
  'shown',
  'read',
  'signed',
  'witnessed',
  'declined',
  'deferred',
  'voided',
] as const;
export const LetterState = z.enum(LETTER_STATES);
export type LetterState = z.infer<typeof LetterState>;

/** electronic: on the signer's own device. supervised: on a device the clerk hands over. paper_scan: printed, signed by hand, scanned. */
export type LetterMedium = 'electronic' | 'supervised' | 'paper_scan';

const LETTER_SIGNERS: readonly HearingRole[] = ['complainant', 'agent', 'other_party'];
/** May a letter name somebody of this role as its signer? */
export const maySignLetter = (role: HearingRole): boolean => LETTER_SIGNERS.includes(role);

export const LETTER_LIMITS = {
  title: 60,
  text: 4_000,
  strokes: 300,
  /** As many as one message of the socket holds, written with four decimals; a browser rounds, and thins out what is more. */
  points: 2_400,
  /** Shortest line that counts as a signature, in widths of the pad. */
  leastInk: 0.08,
  scanBytes: 20 * 1024 * 1024,
  scanPages: 20,
  scanSidePixels: 12_000,
  scanPixels: 60_000_000,
} as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control and bidirectional-override characters are what is refused here
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\u200e\u200f\p{Surrogate}]/u;
/** Paragraphs: line feeds are the only control characters. */
export const LetterText = z
  .string()
  .trim()
  .min(1)
  .max(LETTER_LIMITS.text)
  .refine((text) => !UNPRINTABLE.test(text), { message: 'control characters are not allowed' });
export const LetterTitle = line(LETTER_LIMITS.title);

/** Exactly what the signer is shown; both sides hash it (SHA-256 of its UTF-8 bytes, hexadecimal). */
export const shownText = ({ title, text }: { readonly title: string; readonly text: string }): string =>
  `${title}\n\n${text}`;

/** x, y in widths of the pad; t in ms since the first touch. */
const Point = z.tuple([z.number().min(0).max(1), z.number().min(0).max(2), z.int().min(0).max(3_600_000)]);
/** What a hand drew: `height` of the pad in its widths, strokes in order. */
export const Ink = z
  .strictObject({
    height: z.number().min(0.1).max(2),
    strokes: z.array(z.array(Point).min(1)).min(1).max(LETTER_LIMITS.strokes),
  })
  .refine(
    ({ strokes }) => strokes.reduce((sum, stroke) => sum + stroke.length, 0) <= LETTER_LIMITS.points,
    'too many points',
  );
export type Ink = z.infer<typeof Ink>;

/** Length of everything drawn, in widths of the pad. */
const inkLength = (ink: Ink): number =>
  ink.strokes.reduce(
    (sum, stroke) =>
      sum +
      stroke.slice(1).reduce((length, [x, y], index) => {
        const before = stroke[index] ?? [x, y, 0];
        return length + Math.hypot(x - before[0], y - before[1]);
      }, 0),
    0,
  );
/** A dot, or nothing: not a signature. */
export const isBlank = (ink: Ink): boolean => inkLength(ink) < LETTER_LIMITS.leastInk;

const Letter = z.strictObject({ letterId: Id });
/** `version` grows with every change of the text: what was asked of an older one is refused as `letter_changed`. */
const LetterVersion = Letter.extend({ version: z.int().min(1).max(1_000) });
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Signing = LetterVersion.extend({ textSha256: Sha256, ink: Ink });
const Wording = { title: LetterTitle, text: LetterText };

export const LETTER_ASKS = {
  // Chair and clerk.
  /** The template, filled in for one person; keeps nothing. */
  draftLetter: z.strictObject({ signerId: Id }),
  /** `letterId` is made by the asker: the same again is success. */
  prepareLetter: Letter.extend({ signerId: Id, ...Wording }),
  /** A new version. After a signature the older version and its signature stay in the archive. */
  changeLetter: LetterVersion.extend(Wording),
  showLetter: LetterVersion,
  takeBackLetter: LetterVersion,
  /** The letter as chair and clerk may read it. */
  readLetter: Letter,

  // The person named in it, from their own seat.
  /** The letter that lies before the asker, or null. */
  myLetter: z.strictObject({}),
  finishReadingLetter: LetterVersion,
  signLetter: Signing,
  declineLetter: LetterVersion,
  deferLetter: LetterVersion,

  // The clerk, whose device is in the signer's hands.
  /** Begins a supervised signing: the clerk has seen who the signer is, and is named as witness. */
  superviseLetter: LetterVersion.extend({ identityChecked: z.literal(true) }),
  signSupervised: Signing,
  declineSupervised: LetterVersion,
  deferSupervised: LetterVersion,
} as const;

/** pdf: none before a signature. making is tried again until it is there. */
export type LetterProgress = {
  readonly letterId: Id;
  readonly signerId: Id;
  readonly version: number;
  readonly title: string;
  readonly state: LetterState;
  readonly stateSinceMs: number;
  readonly medium: LetterMedium;
  readonly pdf: 'none' | 'making' | 'ready';
};

export type LetterView = LetterProgress & {
  readonly text: string;
  readonly textSha256: string;
  readonly signerName: string;
  readonly signerRole: HearingRole;
  /** The clerk at whose device, or before whom on paper, it was signed. */
  readonly witnessName: string | null;
  readonly signedAtMs: number | null;
  /** On the hearing's clock: the moment of signing in the recording. */
  readonly signedAtRecordingMs: number | null;
  /** Where the signer fetches their own copy, without signing in; null before there is a PDF and once the time is over. */
  readonly copyUrl: string | null;
  readonly copyUntilMs: number | null;
};

export type LetterDraft = { readonly title: string; readonly text: string };

export type LetterAskReply = {
  draftLetter: LetterDraft;
  prepareLetter: LetterView;
  changeLetter: LetterView;
  showLetter: LetterView;
  takeBackLetter: LetterView;
  readLetter: LetterView;
  myLetter: LetterView | null;
  finishReadingLetter: LetterView;
  signLetter: LetterView;
  declineLetter: LetterView;
  deferLetter: LetterView;
  superviseLetter: LetterView;
  signSupervised: LetterView;
  declineSupervised: LetterView;
  deferSupervised: LetterView;
};

/** A version that was signed before the text was changed: it is kept with its signature and its file. */
export type EarlierLetter = {
  readonly version: number;
  readonly medium: LetterMedium;
  readonly signedAtMs: number | null;
  /** Of its file; null while that is being made. */
  readonly sha256: string | null;
};

/** A letter as the case file shows it. */
export type FiledLetter = Omit<LetterView, 'copyUrl' | 'copyUntilMs'> & {
  readonly hearingId: Id;
  /** Of the PDF or, on paper, of the scan; null before there is one. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly mediaType: 'application/pdf' | 'image/jpeg' | 'image/png' | null;
  /** Oldest first. */
  readonly earlier?: readonly EarlierLetter[];
  /** Somebody asked to void it and a second person has not said yes yet. */
  readonly voidAsked: {
    /** The account: whoever asked cannot be the second person. */
    readonly byId: Id;
    readonly byName: string;
    readonly reason: string;
    readonly atMs: number;
  } | null;
};

export const VoidLetter = z.strictObject({ reason: Reason });

/** The signed letter, or the scan of the paper, as an attachment; of the newest version unless another one is named. GET. */
export const letterFilePath = (letterId: Id, version?: number): string =>
  `/api/letters/${letterId}/file${version === undefined ? '' : `?version=${version}`}`;
/** The letter to be printed and signed by hand. GET. */
export const letterPrintPath = (letterId: Id): string => `/api/letters/${letterId}/print.pdf`;
/** The signer's own copy, without signing in: whoever holds the token may fetch it until its time is over. GET. */
export const letterCopyPath = (token: string): string => `/c/${token}`;
/** Where a person is led whose link gives no copy: a page with words and a telephone number, not a refusal for programs. */
export const copyGonePath = (why: 'expired' | 'unknown' | 'later'): string => `/copy/${why}`;
/**
 * Resumable upload (tus 1.0) of a scan; metadata: letterId, and the file's sha256, to which the kept one is held.
 * The answer to the last PATCH is a ScanReceipt, or a refusal; either way the upload is over then.
 */
export const SCAN_UPLOADS = '/api/scan-uploads';

/** Of a scan that was filed. */
export type ScanReceipt = {
  readonly letterId: Id;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: 'application/pdf' | 'image/jpeg' | 'image/png';
  readonly pages: number;
};
