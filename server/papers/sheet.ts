// One page: characters, rules, boxes and a hand's strokes, drawn in the order in which they are read.
import { type EmbeddedFont, ops, type PDF, PdfDict, PdfString } from '@libpdf/core';
import type { Ink } from '../protocol/letter.ts';
import type { SetCell, TypeCase } from './type-case.ts';
import type { Line } from './typeset.ts';

/** ISO A4, points. */
export const A4 = { width: 595.28, height: 841.89 } as const;
const GREY = 0.35;
const INK_WIDTH = 1.5;

type Page = ReturnType<PDF['addPage']>;
type Operator = Parameters<Page['drawOperators']>[0][number];
type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const utf16 = (text: string): PdfString =>
  PdfString.fromBytes(
    new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]).swap16()),
  );

export class Sheet {
  readonly #page: Page;
  readonly #types: TypeCase;
  readonly #drawn: Operator[] = [];

  constructor(pdf: PDF, types: TypeCase) {
    this.#page = pdf.addPage({ width: A4.width, height: A4.height });
    this.#types = types;
  }

  /** `x` and `y`: where the line's base begins, from the page's lower left corner. */
  line({ cells, indent, gap }: Line<SetCell>, x: number, y: number, size: number, isGrey = false): void {
    let left = x + indent;
    for (let start = 0, end = 0; start < cells.length; start = end) {
      const font = cells[start]?.font ?? null;
      end = start + 1;
      while (font !== null && cells[end]?.font === font) end += 1;
      const run = cells.slice(start, end);
      if (font === null) this.#codeInBox(run[0]?.text ?? '', left, y, size);
      else this.#text(run.map(({ text }) => text).join(''), font, { x: left, y, size, gap, isGrey });
      left += run.reduce((sum, { width }) => sum + width + gap, 0);
    }
  }

  rule(x: number, y: number, length: number, width = 0.7): void {
    this.#drawn.push(
      ...[ops.pushGraphicsState(), ops.setLineWidth(width), ops.moveTo(x, y), ops.lineTo(x + length, y), ops.stroke()],
      ops.popGraphicsState(),
    );
  }

  /** As large as the box allows, as high to wide as it was drawn, in the middle above the box's lower edge. */
  ink({ strokes }: Ink, box: Box): void {
    const points = strokes.flat();
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, top] = [least(xs), least(ys)];
    const [wide, high] = [Math.max(most(xs) - left, 1e-6), Math.max(most(ys) - top, 1e-6)];
    const scale = Math.min(box.width / wide, box.height / high);
    const x0 = box.x + (box.width - wide * scale) / 2;
    const y0 = box.y + (box.height + high * scale) / 2;
    const at = ([x, y]: readonly [number, number, number]): readonly [number, number] => [
      round(x0 + (x - left) * scale),
      round(y0 - (y - top) * scale),
    ];
    this.#drawn.push(ops.pushGraphicsState(), ops.setLineWidth(INK_WIDTH), ops.setLineCap(1), ops.setLineJoin(1));
    for (const stroke of strokes) this.#stroke(stroke.map(at));
    this.#drawn.push(ops.popGraphicsState());
  }

  /** Writes all of it onto the page; nothing can be drawn afterwards. */
  finish(): void {
    this.#page.drawOperators(this.#drawn);
  }

  /** A dot is a line of no length, which round ends make visible. */
  #stroke(points: readonly (readonly [number, number])[]): void {
    const [first, ...rest] = points;
    if (first === undefined) return;
    this.#drawn.push(ops.moveTo(...first));
    for (const point of rest.length > 0 ? rest : [first]) this.#drawn.push(ops.lineTo(...point));
    this.#drawn.push(ops.stroke());
  }

  #text(
    text: string,
    font: EmbeddedFont,
    at: {
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly gap: number;
      readonly isGrey: boolean;
    },
  ): void {
    const glyphs = new Uint8Array(font.encodeTextToGids(text).flatMap((glyph) => [glyph >> 8, glyph & 255]));
    this.#drawn.push(
      ...[ops.beginText(), ops.setNonStrokingGray(at.isGrey ? GREY : 0), ops.setCharSpacing(round(at.gap))],
      ...[ops.setFont(this.#page.registerFont(font), at.size), ops.setTextMatrix(1, 0, 0, 1, round(at.x), round(at.y))],
      ...[ops.showText(PdfString.fromBytes(glyphs)), ops.endText()],
    );
  }

  /** Seen as its code, copied out as the character that it is. */
  #codeInBox(character: string, x: number, y: number, size: number): void {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const half = Math.ceil(code.length / 2);
    const rows = [code.slice(0, half), code.slice(half)];
    const small = size * 0.36;
    this.#drawn.push(
      ops.beginMarkedContentProps('/Span', PdfDict.of({ ActualText: utf16(character) })),
      ...[ops.pushGraphicsState(), ops.setLineWidth(0.5)],
      ops.rectangle(round(x + size * 0.06), round(y - size * 0.1), round(size * 0.88), round(size * 0.94)),
      ...[ops.stroke(), ops.popGraphicsState()],
    );
    rows.forEach((digits, row) => {
      const cells = this.#types.set(digits, small);
      const width = cells.reduce((sum, cell) => sum + cell.width, 0);
      const base = y + size * (row === 0 ? 0.46 : 0.06);
      this.line({ cells, indent: 0, gap: 0 }, x + (size - width) / 2, base, small);
    });
    this.#drawn.push(ops.endMarkedContent());
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
// Not Math.min(...values): a signature may have more points than a call takes arguments.
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
