// The minutes (听证笔录): the document that people sign. Its text, who signs it, what they may say against it, and what is asked about it.
import { z } from 'zod';
import { Id, line } from './ids.ts';
import { Ink, Sha256 } from './letter.ts';
import type { HearingRole } from './roles.ts';
import { Stage } from './stages.ts';

/**
 * drafting: being written. presented: lies before its signers. signing: some of them have answered, some have not.
 * signed: all have signed. signed_with_objections: all have answered, and somebody objected, refused or was absent.
 */
export type MinutesState = 'drafting' | 'presented' | 'signing' | 'signed' | 'signed_with_objections';

/** objected: signed, with their own words beside lines. refused: not signed, which is noted. absent: gone before they could, noted by a host. */
export type SignerState = 'pending' | 'signed' | 'objected' | 'refused' | 'absent';
export type MinutesAnswer = Exclude<SignerState, 'pending'>;

/** own: on the signer's own device. supervised: on the clerk's, with the clerk as witness. */
export type MinutesMedium = 'own' | 'supervised';

/** Everybody who took part, the hosts as well; not who only listened. */
export const maySignMinutes = (role: HearingRole): boolean => role !== 'observer';

export const MINUTES_LIMITS = {
  title: 60,
  headLine: 300,
  headLines: 40,
  /** Characters of one paragraph. */
  line: 4_000,
  lines: 3_000,
  /** Characters of the whole. */
  text: 250_000,
  words: 500,
  /** Of one person against one version. */
  objections: 50,
  versions: 1_000,
} as const;

/** Of JSON that carries the longest minutes, in bytes. */
export const MINUTES_BYTES = 2_000_000;

/** Headings of the minutes by stage. Source: rules on hearings in case review (审查案件听证工作规定, 2020), art. 14 and 15. */
export const MINUTES_HEADINGS: Readonly<Record<Stage, string>> = {
  lobby: '候场',
  opening: '宣布听证开始',
  introduction: '介绍案情和需要听证的问题',
  statements: '当事人及其他参加人说明情况',
  questions: '听证员提问',
  opinion: '听证员发表意见',
  final: '当事人最后陈述',
  summary: '主持人总结',
  signing: '签署和核对',
  ended: '闭会',
};

export const MinutesLine = z.strictObject({
  id: Id,
  stage: Stage,
  /** Who said it; null for a remark of the clerk's. */
  personId: Id.nullable(),
  text: line(MINUTES_LIMITS.line),
  /** Where it was said, on the hearing's clock; null for what was not taken from the transcript. */
  startMs: z.number().min(0).nullable(),
  endMs: z.number().min(0).nullable(),
});
export type MinutesLine = z.infer<typeof MinutesLine>;

/** What the clerk writes. `head`: lines of facts before the text. */
export const MinutesDraft = z
  .strictObject({
    title: line(MINUTES_LIMITS.title),
    head: z.array(line(MINUTES_LIMITS.headLine)).max(MINUTES_LIMITS.headLines),
    lines: z.array(MinutesLine).min(1).max(MINUTES_LIMITS.lines),
  })
  .refine(({ lines }) => new Set(lines.map(({ id }) => id)).size === lines.length, { message: 'two lines have one id' })
  .refine(({ lines }) => lines.reduce((sum, { text }) => sum + text.length, 0) <= MINUTES_LIMITS.text, {
    message: 'too long',
  });
export type MinutesDraft = z.infer<typeof MinutesDraft>;

/** A line as it is kept: `speaker` is role and name at the moment of writing, empty for a remark. */
export type MinutesTextLine = MinutesLine & { readonly speaker: string };
export type MinutesText = Omit<MinutesDraft, 'lines'> & { readonly lines: readonly MinutesTextLine[] };

/** One paragraph as it stands on screen and on paper. */
export const shownLine = ({ speaker, text }: Pick<MinutesTextLine, 'speaker' | 'text'>): string =>
  speaker === '' ? `（${text}）` : `${speaker}：${text}`;

/** Exactly what a signer is shown; both sides hash it (SHA-256 of its UTF-8 bytes, hexadecimal). */
export function shownMinutes({ title, head, lines }: MinutesText): string {
  const body = lines.map((one, index) => {
    const heading = lines[index - 1]?.stage === one.stage ? '' : `\n【${MINUTES_HEADINGS[one.stage]}】\n`;
    return `${heading}${shownLine(one)}`;
  });
  return [title, '', ...head, ...body].join('\n');
}

const Version = z.int().min(1).max(MINUTES_LIMITS.versions);
/** `version`: that the asker saw, 0 before there is one; of another one it is refused as `minutes_changed`. */
export const SaveMinutes = z.strictObject({
  version: z.int().min(0).max(MINUTES_LIMITS.versions),
  draft: MinutesDraft,
});

const OfVersion = z.strictObject({ version: Version });
const Words = line(MINUTES_LIMITS.words);
const Objection = OfVersion.extend({ objectionId: Id, lineId: Id, words: Words });
const Withdrawal = OfVersion.extend({ objectionId: Id });
const Signing = OfVersion.extend({ textSha256: Sha256, ink: Ink });
const Refusal = OfVersion.extend({ words: Words.optional() });
/** In whose name, on the clerk's device: the clerk has seen who they are. */
const Beside = { personId: Id, identityChecked: z.literal(true) };

export const MINUTES_ASKS = {
  // Chair and clerk.
  /** Lays them before these people; the asker has read them through. */
  presentMinutes: OfVersion.extend({ signerIds: z.array(Id).min(1).max(60), readThrough: z.literal(true) }),
  takeBackMinutes: OfVersion,
  /** Notes that somebody is not there to sign, or takes that back. */
  noteAbsent: OfVersion.extend({ personId: Id, absent: z.boolean() }),
  /** Plays about ten seconds around this line to everybody in the room; that it was played is kept in the trail. */
  playMoment: OfVersion.extend({ lineId: Id }),

  // Whoever they lie before, from their own seat.
  /** What lies before the asker, or null. */
  myMinutes: z.strictObject({}),
  /** `objectionId` is made by the asker: the same again is success. */
  objectToMinutes: Objection,
  withdrawObjection: Withdrawal,
  /** With standing objections of theirs it counts as signed with objections. */
  signMinutes: Signing,
  refuseMinutes: Refusal,

  // The clerk, whose device is in the signer's hands.
  minutesBeside: z.discriminatedUnion('act', [
    OfVersion.extend({ act: z.literal('read'), ...Beside }),
    Objection.extend({ act: z.literal('object'), ...Beside }),
    Withdrawal.extend({ act: z.literal('withdraw'), ...Beside }),
    Signing.extend({ act: z.literal('sign'), ...Beside }),
    Refusal.extend({ act: z.literal('refuse'), ...Beside }),
  ]),
} as const;

export type MinutesObjection = {
  readonly objectionId: Id;
  readonly personId: Id;
  readonly lineId: Id;
  readonly words: string;
  readonly atMs: number;
};

export type MinutesSigner = {
  readonly personId: Id;
  readonly name: string;
  readonly role: HearingRole;
  readonly state: SignerState;
  readonly answeredAtMs: number | null;
  /** On the hearing's clock: the moment of signing in the recording. */
  readonly recordingMs: number | null;
  readonly medium: MinutesMedium | null;
  readonly witnessName: string | null;
  /** What they said when they refused. */
  readonly words: string | null;
};

/** A version that somebody had answered before the text was changed: its answers are kept with it. */
export type EarlierMinutes = {
  readonly version: number;
  readonly textSha256: string;
  readonly writerName: string;
  readonly writtenAtMs: number;
  readonly answers: number;
};

/** As staff see them: the newest version. */
export type Minutes = {
  readonly hearingId: Id;
  readonly version: number;
  readonly state: MinutesState;
  readonly stateSinceMs: number;
  readonly text: MinutesText;
  readonly textSha256: string;
  readonly writerName: string;
  readonly writtenAtMs: number;
  /** Of this version; empty before it was presented. */
  readonly signers: readonly MinutesSigner[];
  readonly objections: readonly MinutesObjection[];
  /** Of the signed document; null before it is made. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly earlier: readonly EarlierMinutes[];
};

/** For chair and clerk in the room, without the text. */
export type MinutesProgress = Pick<Minutes, 'version' | 'state' | 'stateSinceMs'> & {
  readonly signers: readonly Pick<MinutesSigner, 'personId' | 'state'>[];
  /** With the line that each is about, so that it can be played. */
  readonly objections: readonly (MinutesObjection & { readonly line: string; readonly playable: boolean })[];
};

/** As they lie before one signer. */
export type OwnMinutes = Pick<Minutes, 'version' | 'text' | 'textSha256'> & {
  readonly signer: MinutesSigner;
  /** Their own. */
  readonly objections: readonly MinutesObjection[];
  /** Null before they answered, and where they were absent. */
  readonly copy: OwnCopy | null;
};

/** waiting: until all have answered. `url`: where the signer fetches it without signing in. */
export type OwnCopy =
  | { readonly is: 'waiting' | 'making' }
  | { readonly is: 'ready'; readonly url: string; readonly untilMs: number };

/** Who refused takes home what was noted, too. */
export const mayHaveCopy = (state: SignerState): boolean =>
  state === 'signed' || state === 'objected' || state === 'refused';

export type MinutesAskReply = {
  presentMinutes: null;
  takeBackMinutes: null;
  noteAbsent: null;
  playMoment: null;
  myMinutes: OwnMinutes | null;
  objectToMinutes: OwnMinutes;
  withdrawObjection: OwnMinutes;
  signMinutes: OwnMinutes;
  refuseMinutes: OwnMinutes;
  minutesBeside: OwnMinutes;
};

/** Ten seconds of the recording, played to everybody in the room at about the same moment. */
export type MomentPlayed = {
  readonly personId: Id;
  readonly fromMs: number;
  readonly toMs: number;
  /** Who had it played. */
  readonly byName: string;
  /** WAV, 16 kHz, mono, base64; empty for whom another device plays it. */
  readonly sound: string;
};

export const MINUTES_FORMATS = ['pdf', 'docx'] as const;
export type MinutesFormat = (typeof MINUTES_FORMATS)[number];
/**
 * As they stand now, with what has been signed; what is not signed yet has room for a hand. With a version: as that one was
 * left. GET.
 */
export const minutesFilePath = (hearingId: Id, format: MinutesFormat, version?: number): string =>
  `/api/hearings/${hearingId}/minutes.${format}${version === undefined ? '' : `?version=${version}`}`;
/** Of the query of such an address. */
export const MinutesVersion = z.coerce.number().pipe(z.int().min(1));
/** A signer's own copy of it, without signing in: whoever holds the token may fetch it until its time is over. GET. */
export const minutesCopyPath = (token: string): string => `/m/${token}`;
/** The signed document as it was kept when the last one had answered. GET. */
export const keptMinutesPath = (hearingId: Id): string => `/api/hearings/${hearingId}/minutes-signed.pdf`;
