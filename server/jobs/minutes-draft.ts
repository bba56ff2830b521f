// What minutes could say, proposed from the transcript: facts first, then who said what under the heading of each stage. Nothing of it is kept before a person has.
import type { HearingRecord } from '../archive/records.ts';
import { ROLE_WORDS } from '../papers/role-words.ts';
import type { Person } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import { MINUTES_LIMITS, type MinutesDraft, type MinutesLine, type MinutesText } from '../protocol/minutes.ts';
import { HEARING_ROLES } from '../protocol/roles.ts';
import type { Stage } from '../protocol/stages.ts';
import type { Transcript, TranscriptLine } from '../protocol/transcript.ts';

const DAY_AND_TIME = new Intl.DateTimeFormat('zh-CN', {
  ...{ timeZone: 'Asia/Shanghai', year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});

/** What one person says with no longer break than this is one paragraph, up to a length. */
const BREAK_MS = 15_000;
const PARAGRAPH = 300;
/** Reading, signing and what is said about it is not part of what is signed. */
const LEFT_OUT: readonly Stage[] = ['lobby', 'signing', 'ended'];
const ENDS = /[。！？；：，、…”）.!?;:,)]$/u;

export function draftMinutes(
  hearing: Pick<HearingRecord, 'kind' | 'title' | 'caseNumber' | 'scheduledAtMs' | 'stages' | 'people'>,
  transcript: Pick<Transcript, 'lines'>,
  officeName: string,
): MinutesDraft {
  const lines = transcript.lines
    .filter(({ removed, text }) => !removed && text.trim() !== '')
    .flatMap((line) => {
      const stage = stageAt(hearing.stages, line.startMs);
      return LEFT_OUT.includes(stage) ? [] : [{ line, stage }];
    });
  return {
    title: hearing.kind === 'practice' ? '听证笔录（演练）' : '听证笔录',
    head: headOf(hearing, officeName),
    lines: inParagraphs(lines).slice(0, MINUTES_LIMITS.lines),
  };
}

function headOf(
  { title, caseNumber, scheduledAtMs, stages, people }: Parameters<typeof draftMinutes>[0],
  officeName: string,
): string[] {
  const began = stages.find(({ stage }) => stage === 'opening')?.startedAtMs ?? scheduledAtMs;
  const present = HEARING_ROLES.map((role) => ({
    role,
    names: people.filter((person) => person.role === role).map(({ name }) => name),
  })).filter(({ names }) => names.length > 0);
  return [
    `办理机关：${officeName}`,
    `案号：${caseNumber}`,
    `听证事项：${title}`,
    `开始时间：${DAY_AND_TIME.format(began)}`,
    '方式：网络视频听证，全程录音录像',
    ...present.map(({ role, names }) => `${ROLE_WORDS[role]}：${names.join('、')}`),
  ].map((line) => line.slice(0, MINUTES_LIMITS.headLine));
}

const stageAt = (stages: HearingRecord['stages'], atMs: number): Stage =>
  stages.findLast(({ startMs }) => startMs !== null && startMs <= atMs)?.stage ?? 'opening';

function inParagraphs(lines: readonly { readonly line: TranscriptLine; readonly stage: Stage }[]): MinutesLine[] {
  const paragraphs: MinutesLine[] = [];
  for (const { line, stage } of lines) {
    const before = paragraphs.at(-1);
    const goesOn =
      before !== undefined &&
      before.stage === stage &&
      before.personId === line.personId &&
      line.startMs - (before.endMs ?? 0) < BREAK_MS &&
      before.text.length + line.text.length < PARAGRAPH;
    if (goesOn) paragraphs.splice(-1, 1, { ...before, text: joined(before.text, line.text), endMs: line.endMs });
    else {
      const { id, personId, startMs, endMs } = line;
      paragraphs.push({ id, stage, personId, text: line.text.trim(), startMs, endMs });
    }
  }
  return paragraphs.map((one) => ({ ...one, text: ENDS.test(one.text) ? one.text : `${one.text}。` }));
}

/** Engines without punctuation leave sentences open: a comma shows that two were joined. */
const joined = (before: string, next: string): string => `${before}${ENDS.test(before) ? '' : '，'}${next.trim()}`;

/** With who spoke as it is to be read for ever: names and roles of this moment. */
export function withSpeakers(draft: MinutesDraft, people: readonly Person[]): MinutesText {
  const labels = new Map<Id, string>(people.map(({ id, name, role }) => [id, `${ROLE_WORDS[role]}${name}`]));
  return {
    ...draft,
    lines: draft.lines.map((line) => ({
      ...line,
      speaker: line.personId === null ? '' : (labels.get(line.personId) ?? '其他人员'),
    })),
  };
}
