// Lays a transcript out on A4: who said what, with its moment in the recording, under the heading of each stage.
import { headingWords } from './minutes-paper.ts';
import {
  centred,
  FACTS,
  layOut,
  type Row,
  rowsOf,
  ruleRow,
  type Style,
  space,
  TITLE,
  told,
  WIDTH,
} from './page-rows.ts';
import type { MadePaper } from './paper-messages.ts';
import { lineWords, type TranscriptPaper, wordsOf } from './transcript-paper.ts';
import type { TypeCase, Weight } from './type-case.ts';
import { breakLines } from './typeset.ts';

const TEXT: Style = { size: 11, leading: 18 };

export function layOutTranscript(paper: TranscriptPaper): Promise<MadePaper> {
  const words = wordsOf(paper);
  return layOut({
    about: {
      title: words.title,
      author: paper.officeName,
      subject: paper.hearingTitle,
      keywords: [`hearing:${paper.hearingId}`, 'transcript'],
    },
    body: (types) => [
      ...centred(types, words.title, TITLE, 'bold'),
      space(12),
      ...[...words.facts, words.about].flatMap((fact) => told(types, fact, FACTS)),
      ruleRow(),
      ...(words.empty === null ? [] : textRows(types, words.empty)),
      ...paper.lines.flatMap((line, index) => [
        ...(paper.lines[index - 1]?.stage === line.stage
          ? []
          : [space(6), ...textRows(types, headingWords(line.stage), 'bold')]),
        ...textRows(types, lineWords(line)),
      ]),
    ],
    closing: () => [],
    small: [words.number],
  });
}

const textRows = (types: TypeCase, text: string, weight: Weight = 'regular'): Row[] =>
  rowsOf(breakLines(types.set(text, TEXT.size, weight), { width: WIDTH, size: TEXT.size }), TEXT);
