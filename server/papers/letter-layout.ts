// Lays a letter out on A4 as official papers are: title in the middle, text, signature, and small print on each page.
import type { Ink } from '../protocol/letter.ts';
import { type LetterPaper, wordsOf } from './letter-paper.ts';
import {
  BODY,
  CLOSING,
  centred,
  FACTS,
  handRow,
  inkRow,
  layOut,
  type Row,
  rowsOf,
  ruleRow,
  SIGN_LEFT,
  SIGN_WIDTH,
  space,
  TITLE,
  told,
  WIDTH,
} from './page-rows.ts';
import type { MadePaper } from './paper-messages.ts';
import type { TypeCase } from './type-case.ts';
import { breakLines } from './typeset.ts';

export function layOutLetter(paper: LetterPaper): Promise<MadePaper> {
  const words = wordsOf(paper);
  return layOut({
    about: {
      title: paper.title,
      author: paper.officeName,
      subject: `SHA-256 ${paper.textSha256}`,
      keywords: [`letter:${paper.letterId}`, `version:${paper.version}`, `text-sha256:${paper.textSha256}`],
    },
    body: (types) => [...headRows(types, paper), ...textRows(types, paper.text)],
    closing: (types) => closingRows(types, paper),
    small: [words.number, words.hash],
  });
}

function headRows(types: TypeCase, paper: LetterPaper): Row[] {
  return [
    ...centred(types, paper.title, TITLE, 'bold'),
    space(12),
    ...wordsOf(paper).facts.flatMap((fact) => told(types, fact, FACTS)),
    ruleRow(),
  ];
}

/** Two characters in, except the line that says to whom it is written. */
function textRows(types: TypeCase, text: string): Row[] {
  return text.split('\n').flatMap((written, index) => {
    const paragraph = written.trim();
    if (paragraph === '') return [space(BODY.leading / 2)];
    const isAddress = index === 0 && paragraph.endsWith('：') && paragraph.length <= 30;
    const indent = isAddress ? 0 : 2 * BODY.size;
    return rowsOf(breakLines(types.set(paragraph, BODY.size), { width: WIDTH, size: BODY.size, indent }), BODY);
  });
}

function closingRows(types: TypeCase, paper: LetterPaper): Row[] {
  const words = wordsOf(paper);
  const signing = paper.ink === null ? byHandRows(types, paper) : signedRows(types, paper, paper.ink);
  return [space(14), ...signing, space(10), ...words.circumstances.flatMap((sentence) => told(types, sentence, FACTS))];
}

function signedRows(types: TypeCase, paper: LetterPaper, ink: Ink): Row[] {
  const words = wordsOf(paper);
  const below = [words.signer, ...(words.signedAt === null ? [] : [words.signedAt])];
  return [
    inkRow(types, words.signature, ink),
    ...below.flatMap((text) => told(types, text, CLOSING, SIGN_LEFT, SIGN_WIDTH)),
  ];
}

function byHandRows(types: TypeCase, paper: LetterPaper): Row[] {
  const words = wordsOf(paper);
  return [
    ...told(types, words.signer, CLOSING),
    handRow(types, words.signature, words.date),
    handRow(types, words.witnessSignature, words.date),
  ];
}
