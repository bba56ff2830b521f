// What a page of an official paper is made of: margins, sizes, rows from the top down, pages, and the small print below each.
import { PDF } from '@libpdf/core';
import type { Ink } from '../protocol/letter.ts';
import type { MadePaper } from './paper-messages.ts';
import { pageWords, unshownWords } from './paper-words.ts';
import { A4, Sheet } from './sheet.ts';
import { type SetCell, TypeCase, type Weight } from './type-case.ts';
import { breakLines, type Line } from './typeset.ts';

/** Margins near those of GB/T 9704, points. */
export const LEFT = 79;
export const WIDTH = 442;
const TOP = A4.height - 78;
const BOTTOM = 98;

export type Style = { readonly size: number; readonly leading: number };
export const TITLE: Style = { size: 22, leading: 34 };
export const FACTS: Style = { size: 10.5, leading: 16 };
export const BODY: Style = { size: 14, leading: 24 };
export const CLOSING: Style = { size: 12, leading: 22 };
const SMALL: Style = { size: 8, leading: 11.5 };
const PAGE_NUMBER = 10.5;
/** Where names and dates stand: the right half, as on Chinese papers. */
export const SIGN_LEFT = LEFT + 120;
export const SIGN_WIDTH = WIDTH - 120;
const INK_HEIGHT = 58;
/** Of a line to be signed by hand. */
const HAND_HEIGHT = 50;
/** So many lines of text go along when the signature needs a page of its own: it must not stand alone. */
const ALONG = 2;

/** `draw` is told where the row's upper edge is. A row is never torn. */
export type Row = { readonly height: number; readonly draw: (sheet: Sheet, top: number) => void };

type About = {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: readonly string[];
};

type Content = {
  readonly about: About;
  readonly body: (types: TypeCase) => Row[];
  /** Never torn; when it needs another page, the last lines of the body go with it. */
  readonly closing: (types: TypeCase) => Row[];
  /** Below every page. */
  readonly small: readonly string[];
};

export async function layOut({ about, body, closing, small }: Content): Promise<MadePaper> {
  const pdf = PDF.create();
  const types = new TypeCase(pdf);
  const pages = paginate(body(types), closing(types));
  // After all else is set, so that it can name what could not be shown.
  const foot = [...small, ...(types.unshown.length > 0 ? [unshownWords(types.unshown)] : [])];
  pages.forEach((rows, index) => {
    const sheet = new Sheet(pdf, types);
    let top = TOP;
    for (const row of rows) {
      row.draw(sheet, top);
      top -= row.height;
    }
    drawFoot(sheet, types, { page: pageWords(index + 1, pages.length), small: foot });
    sheet.finish();
  });
  pdf.setTitle(about.title, { showInWindowTitleBar: true });
  pdf.setAuthor(about.author);
  pdf.setSubject(about.subject);
  pdf.setKeywords([...about.keywords]);
  pdf.setCreator('open-hearing');
  pdf.setLanguage('zh-CN');
  return { bytes: await pdf.save({ subsetFonts: true }), unshown: types.unshown };
}

export const space = (height: number): Row => ({ height, draw: () => {} });
export const ruleRow = (): Row => ({ height: 18, draw: (sheet, top) => sheet.rule(LEFT, top - 7, WIDTH, 0.5) });

export function rowsOf(lines: readonly Line<SetCell>[], { size, leading }: Style, x = LEFT, isGrey = false): Row[] {
  return lines.map((line) => ({
    height: leading,
    // The base lies so that the characters stand in the middle of their row.
    draw: (sheet, top) => sheet.line(line, x, top - leading / 2 - size * 0.36, size, isGrey),
  }));
}

export function centred(types: TypeCase, text: string, style: Style, weight: Weight): Row[] {
  const lines = breakLines(types.set(text, style.size, weight), { width: WIDTH, size: style.size });
  return lines.flatMap((line) => {
    const width = line.cells.reduce((sum, cell) => sum + cell.width, 0);
    return rowsOf([{ ...line, gap: 0, indent: (WIDTH - width) / 2 }], style);
  });
}

/** A text in lines, in a column. */
export const told = (types: TypeCase, text: string, style: Style, x = LEFT, width = WIDTH): Row[] =>
  rowsOf(breakLines(types.set(text, style.size), { width, size: style.size }), style, x);

/** The rule begins behind its label; answers where. */
function labelledRule(sheet: Sheet, types: TypeCase, label: string, at: { x: number; base: number; end: number }) {
  const cells = types.set(label, CLOSING.size);
  const x = at.x + cells.reduce((sum, cell) => sum + cell.width, 0);
  sheet.line({ cells, indent: 0, gap: 0 }, at.x, at.base, CLOSING.size);
  sheet.rule(x, at.base - 4, at.end - x);
  return { x, width: at.end - x };
}

/** A label, a rule, and on it what a hand drew. */
export function inkRow(types: TypeCase, label: string, ink: Ink, x = SIGN_LEFT): Row {
  const height = INK_HEIGHT + 12;
  const draw = (sheet: Sheet, top: number): void => {
    const base = top - height + 9;
    const rule = labelledRule(sheet, types, label, { x, base, end: LEFT + WIDTH });
    sheet.ink(ink, { x: rule.x + 6, y: base - 1, width: rule.width - 12, height: INK_HEIGHT });
  };
  return { height, draw };
}

/** Room for a hand, and beside it for the day. */
export function handRow(types: TypeCase, label: string, dateLabel: string): Row {
  return {
    height: HAND_HEIGHT,
    draw: (sheet, top) => {
      const base = top - HAND_HEIGHT + 9;
      const middle = LEFT + WIDTH * 0.58;
      labelledRule(sheet, types, label, { x: LEFT, base, end: middle });
      labelledRule(sheet, types, dateLabel, { x: middle + 16, base, end: LEFT + WIDTH });
    },
  };
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
