// The transcript (转写稿): machine text in step with the recording, which people correct. Every change is a revision; nothing is overwritten.
import { z } from 'zod';
import type { HearingKind } from './api.ts';
import { Id, line } from './ids.ts';

const TRANSCRIPT_LIMITS = {
  /** Characters of one sentence. */
  line: 1_000,
  /** Sentences changed at once, as by find and replace. */
  edits: 3_000,
  term: 40,
  terms: 300,
  /** Ways in which one term is misheard. */
  heardAs: 20,
  query: 60,
} as const;

/** One token: a Chinese character, or a word of letters with the space before it. Joined they are the line's text. */
export type TranscriptWord = {
  readonly text: string;
  /** On the hearing's clock. */
  readonly startMs: number;
  /** Engines disagreed about it, or the only one was unsure. */
  readonly doubt: boolean;
};

/** live: understood while it was said. repair: understood later from the recording, where nobody had listened. */
export type LinePass = 'live' | 'repair';
/** Who made a revision. second: an engine that listened once more. glossary: terms put right, on a person's word. */
export type RevisionSource = 'person' | 'second' | 'glossary';

export type TranscriptLine = {
  readonly id: Id;
  readonly pass: LinePass;
  /** 0: as it was understood first; grows with every change. */
  readonly revision: number;
  /** By whom its text is, as it stands. */
  readonly by: 'machine' | RevisionSource;
  /** Of whose device it was recorded. */
  readonly ownerId: Id;
  /** Who said it: who was named as speaking at a shared device, or was set right by a person. Null: nobody of this hearing. */
  readonly personId: Id | null;
  readonly startMs: number;
  /** Where its last word ends, as far as is known. */
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly TranscriptWord[];
  /** Taken out of what is read and exported; kept all the same, and may be put back. */
  readonly removed: boolean;
  /** What a second engine understood of a line that a person had changed before; null when there is nothing to suggest. */
  readonly suggestion: string | null;
};

type TranscriptHole = {
  readonly personId: Id;
  readonly startMs: number;
  readonly endMs: number;
  /** Nobody has listened to it since. */
  readonly open: boolean;
};

/** In the order in which sentences were begun. */
export type Transcript = { readonly lines: readonly TranscriptLine[]; readonly holes: readonly TranscriptHole[] };

/** Listening once more, after the hearing, from the recording. */
export type ListeningState = {
  /** Is a model installed that may listen to this hearing? */
  readonly hasModel: boolean;
  /** Null when nothing is to be done. `hearing`: it waits until no hearing is in session. */
  readonly work:
    | { readonly state: 'waiting'; readonly for: 'hearing' | 'turn' }
    | { readonly state: 'running'; readonly progress: number }
    | null;
  /** What somebody may ask for: what nobody has listened to, or what was tried in vain. */
  readonly left: 'unheard' | 'failed' | null;
  /** Newest first. `label` is null where the model did not get so far as to tell its name. */
  readonly rounds: readonly {
    readonly atMs: number;
    readonly state: 'done' | 'failed';
    readonly label: Readonly<Record<'zh' | 'en', string>> | null;
  }[];
};

const LineText = line(TRANSCRIPT_LIMITS.line);

/** What is left out stays as it is. The text as it stands, sent once more, says that a person has read it: nothing in it is in doubt then. */
export const LineEdit = z
  .strictObject({
    lineId: Id,
    /** That the editor saw: what was asked of an older one is refused as `line_changed`. */
    revision: z.int().min(0).max(100_000),
    text: LineText.optional(),
    /** Null: somebody who is not of this hearing. */
    personId: Id.nullable().optional(),
    removed: z.boolean().optional(),
  })
  .refine(({ text, personId, removed }) => text !== undefined || personId !== undefined || removed !== undefined, {
    message: 'nothing is changed',
  });
export type LineEdit = z.infer<typeof LineEdit>;
/** All of them, or none. */
export const EditLines = z.strictObject({ edits: z.array(LineEdit).min(1).max(TRANSCRIPT_LIMITS.edits) });

/** A line as a revision left it; the one before says what it was. */
export type LineRevision = {
  readonly revision: number;
  /** Null for what was understood first. */
  readonly atMs: number | null;
  /** Empty for a machine. */
  readonly byName: string;
  readonly source: TranscriptLine['by'];
  readonly text: string;
  readonly personId: Id | null;
  readonly removed: boolean;
};

/** A name is masked in public copies, a term is not. `heardAs`: what engines make of it, put right on request. */
export const GlossaryTerm = z.strictObject({
  term: line(TRANSCRIPT_LIMITS.term),
  kind: z.enum(['name', 'term']),
  heardAs: z.array(line(TRANSCRIPT_LIMITS.term)).max(TRANSCRIPT_LIMITS.heardAs),
});
export type GlossaryTerm = z.infer<typeof GlossaryTerm>;
/** The whole list takes the place of the one before. */
export const Glossary = z.strictObject({ terms: z.array(GlossaryTerm).max(TRANSCRIPT_LIMITS.terms) });
export type Glossary = z.infer<typeof Glossary>;

/** `before`: the place of the last hit of the page before. */
export const WordsQuery = z.strictObject({
  q: line(TRANSCRIPT_LIMITS.query),
  before: z.coerce.number().int().min(1).optional(),
});

export type WordsHit = {
  readonly caseId: Id;
  readonly caseNumber: string;
  readonly hearingId: Id;
  readonly hearingTitle: string;
  readonly kind: HearingKind;
  readonly scheduledAtMs: number;
  readonly lineId: Id;
  readonly personName: string | null;
  readonly startMs: number;
  readonly text: string;
  /** Where in the text it was found, in UTF-16 units; width, letter case, spaces and punctuation do not matter. */
  readonly from: number;
  readonly to: number;
};
/** Newest sentences first. `more`: to be asked for as `before`; null at the end. */
export type WordsHits = { readonly hits: readonly WordsHit[]; readonly more: number | null };
