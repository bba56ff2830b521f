// Minutes for a word processor: the same words as on paper. What hands drew is in the PDF alone, which is what was signed.
import { shownLine } from '../protocol/minutes.ts';
import { docxOf, paragraph } from './docx-parts.ts';
import { headingWords, type MinutesPaper, objectionWords, signerWords, wordsOf } from './minutes-paper.ts';

export function minutesDocx(paper: MinutesPaper): Promise<Uint8Array> {
  const { text, signers } = paper;
  const words = wordsOf(paper);
  const body = text.lines.flatMap((line, index) => [
    ...(text.lines[index - 1]?.stage === line.stage
      ? []
      : [paragraph(headingWords(line.stage), { bold: true, before: 6 })]),
    paragraph(shownLine(line), { firstIn: true }),
    ...paper.objections
      .filter(({ lineId }) => lineId === line.id)
      .map((one) => paragraph(objectionWords(paper, one), { size: 10.5, noteIn: true })),
  ]);
  const answers = signers.flatMap((signer) => {
    const { name, label, notes } = signerWords(paper, signer);
    return [
      paragraph(
        `${label}${paper.inks.has(signer.personId) ? '（已签名，签名见同一版的 PDF 文件）' : '＿＿＿＿＿＿＿＿'}`,
        { before: 8 },
      ),
      paragraph(name),
      ...notes.map((note) => paragraph(note, { size: 10.5, noteIn: true })),
    ];
  });
  return docxOf({ title: text.title, author: paper.officeName, small: [words.number, words.hash] }, [
    paragraph(text.title, { size: 22, bold: true, centred: true }),
    ...text.head.map((fact) => paragraph(fact, { size: 10.5 })),
    ...body,
    paragraph(words.read, { before: 12 }),
    ...answers,
  ]);
}
