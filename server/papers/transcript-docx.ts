// A transcript for a word processor.

import { docxOf, paragraph } from './docx-parts.ts';
import { headingWords } from './minutes-paper.ts';
import { lineWords, type TranscriptPaper, wordsOf } from './transcript-paper.ts';

export function transcriptDocx(paper: TranscriptPaper): Promise<Uint8Array> {
  const words = wordsOf(paper);
  return docxOf({ title: words.title, author: paper.officeName, small: [words.number] }, [
    paragraph(words.title, { size: 22, bold: true, centred: true }),
    ...[...words.facts, words.about].map((fact) => paragraph(fact, { size: 10.5 })),
    ...(words.empty === null ? [] : [paragraph(words.empty)]),
    ...paper.lines.flatMap((line, index) => [
      ...(paper.lines[index - 1]?.stage === line.stage
        ? []
        : [paragraph(headingWords(line.stage), { bold: true, before: 6 })]),
      paragraph(lineWords(line), { size: 11 }),
    ]),
  ]);
}
