// A transcript on its way out of the house: with names or masked, as data and as captions.
import type { HearingRecord } from '../archive/records.ts';
import { type CueLine, subRip, webVtt } from '../papers/cues.ts';
import type { TranscriptPaper } from '../papers/document.ts';
import { ROLE_WORDS } from '../papers/role-words.ts';
import { isMasked, maskOf } from '../protocol/masking.ts';
import { retime } from '../protocol/retime.ts';
import type { GlossaryTerm, Transcript, TranscriptLine } from '../protocol/transcript.ts';
import type { TranscriptFile } from '../protocol/transcript-file.ts';

export type ExportInput = {
  readonly hearing: HearingRecord;
  readonly transcript: Transcript;
  readonly terms: readonly GlossaryTerm[];
  readonly masked: boolean;
  readonly madeAtMs: number;
};

/** What is to be hidden, in an order that does not change from copy to copy. */
const hiddenNames = ({ hearing, terms }: ExportInput): string[] => [
  ...hearing.people.filter(({ role }) => isMasked(role)).map(({ name }) => name),
  ...terms.filter(({ kind }) => kind === 'name').map(({ term }) => term),
];

export function transcriptFile(input: ExportInput): TranscriptFile {
  const { hearing, transcript, masked, madeAtMs } = input;
  const mask = masked ? maskOf(hiddenNames(input)) : (text: string) => text;
  return {
    version: 1,
    madeAtMs,
    masked,
    hearing: {
      ...{ id: hearing.id, caseNumber: hearing.caseNumber, title: mask(hearing.title) },
      ...{ scheduledAtMs: hearing.scheduledAtMs, zeroAtMs: hearing.recording?.startedAtMs ?? null },
    },
    people: hearing.people.map(({ id, name, role }) => ({ id, name: mask(name), role })),
    stages: hearing.stages.map(({ stage, startMs }) => ({ stage, startMs })),
    lines: transcript.lines.filter(({ removed }) => !removed).map((line) => lineOf(line, mask)),
    holes: transcript.holes
      .filter(({ open }) => open)
      .map(({ personId, startMs, endMs }) => ({ personId, startMs, endMs })),
  };
}

function lineOf(
  { id, personId, startMs, endMs, text, by, revision, words }: TranscriptLine,
  mask: (text: string) => string,
): TranscriptFile['lines'][number] {
  const shown = mask(text);
  const timed = shown === text ? words : retime(words, shown, endMs);
  return { id, personId, startMs, endMs, text: shown, by, revision, words: timed.map((word) => ({ ...word })) };
}

const WORDS = {
  unknown: '其他人员',
  about: '转写稿（机器识别，经人工核对部分以核对为准），不是听证笔录',
  masked: '隐名本',
};

function cueLines({ people, lines }: TranscriptFile): CueLine[] {
  const nameOf = new Map(people.map(({ id, name, role }) => [id, `${name}（${ROLE_WORDS[role]}）`]));
  return lines.map(({ personId, startMs, endMs, words }) => {
    const speaker = personId === null ? WORDS.unknown : (nameOf.get(personId) ?? WORDS.unknown);
    return { speaker, startMs, endMs, words };
  });
}

export function vttOf(file: TranscriptFile): string {
  const about = [file.hearing.caseNumber, file.hearing.title, WORDS.about, ...(file.masked ? [WORDS.masked] : [])];
  return webVtt(about.join(' · '), cueLines(file));
}

export const srtOf = (file: TranscriptFile): string => subRip(cueLines(file));

/** For people to read on paper. */
export function transcriptPaper(file: TranscriptFile, officeName: string): TranscriptPaper {
  const nameOf = new Map(file.people.map(({ id, name, role }) => [id, `${ROLE_WORDS[role]}${name}`]));
  const stageAt = (atMs: number) =>
    file.stages.findLast(({ startMs }) => startMs !== null && startMs <= atMs)?.stage ?? 'opening';
  return {
    officeName,
    ...{ caseNumber: file.hearing.caseNumber, hearingTitle: file.hearing.title, hearingId: file.hearing.id },
    ...{ madeAtMs: file.madeAtMs, masked: file.masked },
    lines: file.lines.map(({ personId, startMs, text }) => ({
      stage: stageAt(startMs),
      speaker: personId === null ? WORDS.unknown : (nameOf.get(personId) ?? WORDS.unknown),
      ...{ text, startMs },
    })),
  };
}
