// Lays minutes out on A4: title, facts, who said what under the heading of each stage, objections beside their lines, and all signatures.
import { type MinutesTextLine, shownLine } from '../protocol/minutes.ts';
import { headingWords, type MinutesPaper, objectionWords, signerWords, wordsOf } from './minutes-paper.ts';
import {
  CLOSING,
  centred,
  FACTS,
  handRow,
  inkRow,
  LEFT,
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
import type { TypeCase } from './type-case.ts';
import { breakLines } from './typeset.ts';

/** Denser than a letter: minutes are long. */
const TEXT: Style = { size: 12, leading: 21 };
const NOTE: Style = { size: 10.5, leading: 17 };
const NOTE_IN = 36;

export function layOutMinutes(paper: MinutesPaper): Promise<MadePaper> {
  const words = wordsOf(paper);
  return layOut({
    about: {
      title: paper.text.title,
      author: paper.officeName,
      subject: `SHA-256 ${paper.textSha256}`,
      keywords: [`hearing:${paper.hearingId}`, `version:${paper.version}`, `text-sha256:${paper.textSha256}`],
    },
    body: (types) => [...headRows(types, paper), ...textRows(types, paper), ...signerRows(types, paper)],
    closing: () => [],
    small: [words.number, words.hash],
  });
}

const headRows = (types: TypeCase, { text }: MinutesPaper): Row[] => [
  ...centred(types, text.title, TITLE, 'bold'),
  space(12),
  ...text.head.flatMap((fact) => told(types, fact, FACTS)),
  ruleRow(),
];

function textRows(types: TypeCase, paper: MinutesPaper): Row[] {
  const { lines } = paper.text;
  return lines.flatMap((line, index) => [
    ...(lines[index - 1]?.stage === line.stage ? [] : headingRows(types, line)),
    ...rowsOf(
      breakLines(types.set(shownLine(line), TEXT.size), { width: WIDTH, size: TEXT.size, indent: 2 * TEXT.size }),
      TEXT,
    ),
    ...paper.objections
      .filter(({ lineId }) => lineId === line.id)
      .flatMap((one) => told(types, objectionWords(paper, one), NOTE, LEFT + NOTE_IN, WIDTH - NOTE_IN)),
  ]);
}

const headingRows = (types: TypeCase, { stage }: MinutesTextLine): Row[] => [
  space(6),
  ...rowsOf(breakLines(types.set(headingWords(stage), TEXT.size, 'bold'), { width: WIDTH, size: TEXT.size }), TEXT),
];

/** Each of them stays in one piece. */
function signerRows(types: TypeCase, paper: MinutesPaper): Row[] {
  const words = wordsOf(paper);
  const blocks = paper.signers.map((signer) => {
    const { label, name, notes } = signerWords(paper, signer);
    const ink = paper.inks.get(signer.personId);
    const byHand = signer.state === 'pending' ? [handRow(types, label, words.date)] : [];
    const rows = ink === undefined ? byHand : [inkRow(types, label, ink, LEFT)];
    return inOne([
      ...rows,
      ...told(types, name, CLOSING),
      ...notes.flatMap((note) => told(types, note, NOTE, LEFT + NOTE_IN, WIDTH - NOTE_IN)),
      space(8),
    ]);
  });
  return [ruleRow(), ...told(types, words.read, CLOSING), ...blocks];
}

function inOne(rows: readonly Row[]): Row {
  return {
    height: rows.reduce((sum, { height }) => sum + height, 0),
    draw: (sheet, top) => {
      let at = top;
      for (const row of rows) {
        row.draw(sheet, at);
        at -= row.height;
      }
    },
  };
}
