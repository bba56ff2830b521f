// Lays a letter out on A4 as official papers are: title in the middle, text, signature, and small print on each page.
import { PDF } from '@libpdf/core';
import type { Ink } from '../protocol/letter.ts';
import { type LetterPaper, wordsOf } from './letter-paper.ts';
import { A4, Sheet } from './sheet.ts';
import { type SetCell, TypeCase, type Weight } from './type-case.ts';
import { breakLines, type Line } from './typeset.ts';

/** Margins near those of GB/T 9704, points. */
const LEFT = 79;
const WIDTH = 442;
const TOP = A4.height - 78;
const BOTTOM = 98;

const TITLE = { size: 22, leading: 34 };
const FACTS = { size: 10.5, leading: 16 };
const BODY = { size: 14, leading: 24 };
const CLOSING = { size: 12, leading: 22 };
const SMALL = { size: 8, leading: 11.5 };
const PAGE_NUMBER = 10.5;
/** Where names and dates stand: the right half, as on Chinese papers. */
const SIGN_LEFT = LEFT + 120;
const SIGN_WIDTH = WIDTH - 120;
const INK_HEIGHT = 58;
/** Of a line to be signed by hand. */
const HAND_HEIGHT = 50;
/** So many lines of text go along when the signature needs a page of its own: it must not stand alone. */
const ALONG = 2;

type Style = { readonly size: number; readonly leading: number };
type Row = { readonly height: number; readonly draw: (sheet: Sheet, top: number) => void };

/** `unshown`: characters that no font has; they stand in boxes, and the small print names them. */
export async function layOutLetter(
  paper: LetterPaper,
): Promise<{ readonly bytes: Uint8Array; readonly unshown: readonly string[] }> {
  const pdf = PDF.create();
  const types = new TypeCase(pdf);
  const words = wordsOf(paper);
  const body = [...headRows(types, paper), ...textRows(types, paper.text)];
  const pages = paginate(body, closingRows(types, paper));
  // After all else is set, so that it can name what could not be shown.
  const small = [words.number, words.hash, ...(types.unshown.length > 0 ? [words.unshown(types.unshown)] : [])];
  pages.forEach((rows, index) => {
    const sheet = new Sheet(pdf, types);
    let top = TOP;
    for (const row of rows) {
      row.draw(sheet, top);
      top -= row.height;
    }
    drawFoot(sheet, types, { page: words.page(index + 1, pages.length), small });
    sheet.finish();
  });
  describe(pdf, paper);
  return { bytes: await pdf.save({ subsetFonts: true }), unshown: types.unshown };
}

function describe(pdf: PDF, paper: LetterPaper): void {
  pdf.setTitle(paper.title, { showInWindowTitleBar: true });
  pdf.setAuthor(paper.officeName);
  pdf.setSubject(`SHA-256 ${paper.textSha256}`);
  pdf.setKeywords([`letter:${paper.letterId}`, `version:${paper.version}`, `text-sha256:${paper.textSha256}`]);
  pdf.setCreator('open-hearing');
  pdf.setLanguage('zh-CN');
}

const space = (height: number): Row => ({ height, draw: () => {} });

function rowsOf(lines: readonly Line<SetCell>[], { size, leading }: Style, x = LEFT, isGrey = false): Row[] {
  return lines.map((line) => ({
    height: leading,
    // The base lies so that the characters stand in the middle of their row.
    draw: (sheet, top) => sheet.line(line, x, top - leading / 2 - size * 0.36, size, isGrey),
  }));
}

function centred(types: TypeCase, text: string, style: Style, weight: Weight): Row[] {
  const lines = breakLines(types.set(text, style.size, weight), { width: WIDTH, size: style.size });
  return lines.flatMap((line) => {
    const width = line.cells.reduce((sum, cell) => sum + cell.width, 0);
    return rowsOf([{ ...line, gap: 0, indent: (WIDTH - width) / 2 }], style);
  });
}

function headRows(types: TypeCase, paper: LetterPaper): Row[] {
  const facts = wordsOf(paper).facts.flatMap((fact) =>
    rowsOf(breakLines(types.set(fact, FACTS.size), { width: WIDTH, size: FACTS.size }), FACTS),
  );
  return [
    ...centred(types, paper.title, TITLE, 'bold'),
    space(12),
    ...facts,
    { height: 18, draw: (sheet, top) => sheet.rule(LEFT, top - 7, WIDTH, 0.5) },
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

const told = (types: TypeCase, text: string, style: Style, x = LEFT, width = WIDTH): Row[] =>
  rowsOf(breakLines(types.set(text, style.size), { width, size: style.size }), style, x);

/** The rule begins behind its label; answers where. */
function labelledRule(sheet: Sheet, types: TypeCase, label: string, at: { x: number; base: number; end: number }) {
  const cells = types.set(label, CLOSING.size);
  const x = at.x + cells.reduce((sum, cell) => sum + cell.width, 0);
  sheet.line({ cells, indent: 0, gap: 0 }, at.x, at.base, CLOSING.size);
  sheet.rule(x, at.base - 4, at.end - x);
  return { x, width: at.end - x };
}

function closingRows(types: TypeCase, paper: LetterPaper): Row[] {
  const words = wordsOf(paper);
  const signing = paper.ink === null ? byHandRows(types, paper) : signedRows(types, paper, paper.ink);
  return [space(14), ...signing, space(10), ...words.circumstances.flatMap((sentence) => told(types, sentence, FACTS))];
}

function signedRows(types: TypeCase, paper: LetterPaper, ink: Ink): Row[] {
  const words = wordsOf(paper);
  const height = INK_HEIGHT + 12;
  const draw = (sheet: Sheet, top: number): void => {
    const base = top - height + 9;
    const rule = labelledRule(sheet, types, words.signature, { x: SIGN_LEFT, base, end: LEFT + WIDTH });
    sheet.ink(ink, { x: rule.x + 6, y: base - 1, width: rule.width - 12, height: INK_HEIGHT });
  };
  const below = [words.signer, ...(words.signedAt === null ? [] : [words.signedAt])];
  return [{ height, draw }, ...below.flatMap((text) => told(types, text, CLOSING, SIGN_LEFT, SIGN_WIDTH))];
}

/** Room for a hand, and beside each name the day. */
function byHandRows(types: TypeCase, paper: LetterPaper): Row[] {
  const words = wordsOf(paper);
  const row = (label: string): Row => ({
    height: HAND_HEIGHT,
    draw: (sheet, top) => {
      const base = top - HAND_HEIGHT + 9;
      const middle = LEFT + WIDTH * 0.58;
      labelledRule(sheet, types, label, { x: LEFT, base, end: middle });
      labelledRule(sheet, types, words.date, { x: middle + 16, base, end: LEFT + WIDTH });
    },
  });
  return [...told(types, words.signer, CLOSING), row(words.signature), row(words.witnessSignature)];
}

const heightOf = (rows: readonly Row[]): number => rows.reduce((sum, { height }) => sum + height, 0);

/** The closing is never torn; when it needs another page, the last lines of the text go with it. */
function paginate(body: readonly Row[], closing: readonly Row[]): Row[][] {
  const room = TOP - BOTTOM;
  const pages: Row[][] = [[]];
  for (const row of body) {
    const page = pages.at(-1);
    if (page !== undefined && heightOf(page) + row.height <= room) page.push(row);
    else pages.push([row]);
  }
  const last = pages.at(-1) ?? [];
  if (heightOf(last) + heightOf(closing) <= room) last.push(...closing);
  else pages.push([...(last.length > ALONG + 1 ? last.splice(-ALONG) : []), ...closing]);
  return pages;
}

function drawFoot(
  sheet: Sheet,
  types: TypeCase,
  { page, small }: { readonly page: string; readonly small: readonly string[] },
): void {
  const cells = types.set(page, PAGE_NUMBER);
  const width = cells.reduce((sum, cell) => sum + cell.width, 0);
  sheet.rule(LEFT, BOTTOM - 22, WIDTH, 0.4);
  const lines = small.flatMap((text) => breakLines(types.set(text, SMALL.size), { width: WIDTH, size: SMALL.size }));
  lines.forEach((line, index) => {
    sheet.line({ ...line, gap: 0 }, LEFT, BOTTOM - 34 - index * SMALL.leading, SMALL.size, true);
  });
  sheet.line({ cells, indent: 0, gap: 0 }, LEFT + (WIDTH - width) / 2, 26, PAGE_NUMBER);
}
