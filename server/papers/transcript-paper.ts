// What goes onto the paper of a transcript, and the words around it: never to be taken for the minutes.
import type { Stage } from '../protocol/stages.ts';
import { moment, offset } from './paper-words.ts';

export type TranscriptPaper = {
  readonly officeName: string;
  readonly caseNumber: string;
  readonly hearingTitle: string;
  readonly hearingId: string;
  readonly madeAtMs: number;
  readonly masked: boolean;
  readonly lines: readonly {
    readonly stage: Stage;
    readonly speaker: string;
    readonly text: string;
    readonly startMs: number;
  }[];
};

export const lineWords = ({ startMs, speaker, text }: TranscriptPaper['lines'][number]): string =>
  `[${offset(startMs)}] ${speaker}：${text}`;

export const wordsOf = ({
  officeName,
  caseNumber,
  hearingTitle,
  hearingId,
  madeAtMs,
  masked,
  lines,
}: TranscriptPaper) => ({
  title: masked ? '听证转写稿（隐名本）' : '听证转写稿',
  facts: [
    `办理机关：${officeName}`,
    `案号：${caseNumber}`,
    `听证事项：${hearingTitle}`,
    `导出时间：${moment(madeAtMs)}（北京时间）`,
  ],
  about: '本转写稿由机器识别，经人工核对的部分以核对为准；方括号内是录音录像中的时刻。它不是听证笔录。',
  empty: lines.length === 0 ? '没有转写文字。' : null,
  number: `听证编号：${hearingId}　转写稿，不是听证笔录`,
});
