// Breaks a paragraph into lines by the rules of Chinese printing: no closing mark begins a line, no opening mark ends one, no word is cut.

/** One character as it will stand on paper; `width` in points. */
export type Cell = { readonly text: string; readonly width: number };
/** `gap` goes between all characters of the line, so that it ends flush with the margin. */
export type Line<C extends Cell> = { readonly cells: readonly C[]; readonly indent: number; readonly gap: number };

const NEVER_FIRST = /^(?:[。，、；：？！．.,;:?!）)》〉」』】〕〗］}\]”’…—～·％%‰℃°々ー]|\p{M}|\u200d)/u;
const NEVER_LAST = /^[（(《〈「『【〔〖［{[“‘￥¥$＄№#]/u;
/** Letters and digits of words that are read as one: Latin, Greek, Cyrillic, Arabic and their like. */
const IN_WORD = /^[\p{L}\p{N}_@&+/\\'-]/u;
const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const SPACE = /^[ \u00a0\u3000]$/;
/** More than this between two characters, in widths of an ideograph, and the line looks torn: then it stays ragged. */
const WIDEST_GAP = 0.09;

const isWord = (cell: Cell): boolean => IN_WORD.test(cell.text) && !IDEOGRAPH.test(cell.text);
const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0);

/** What may not be torn: a word, or one character. A word longer than a line is torn all the same. */
function unitsOf<C extends Cell>(cells: readonly C[], width: number): C[][] {
  const units: C[][] = [];
  for (const cell of cells) {
    const unit = units.at(-1);
    const before = unit?.at(-1);
    const joins = unit !== undefined && before !== undefined && isWord(before) && isWord(cell);
    if (joins && widthOf(unit) + cell.width <= width) unit.push(cell);
    else units.push([cell]);
  }
  return units;
}

const mayNotPart = <C extends Cell>(last: readonly C[], next: readonly C[]): boolean =>
  NEVER_FIRST.test(next[0]?.text ?? '') || NEVER_LAST.test(last.at(-1)?.text ?? '');

/** Takes units from the end of the line until it may end there; a line of nothing but marks is cut where it is full. */
function pushOut<C extends Cell>(line: C[][], next: readonly C[]): C[][] {
  for (let kept = line.length; kept > 0; kept -= 1) {
    const [last, following] = [line[kept - 1], line[kept] ?? next];
    if (last !== undefined && !mayNotPart(last, following)) return line.splice(kept);
  }
  return [];
}

function trimmed<C extends Cell>(cells: readonly C[]): readonly C[] {
  let end = cells.length;
  while (end > 0 && SPACE.test(cells[end - 1]?.text ?? '')) end -= 1;
  return cells.slice(0, end);
}

/** `indent` moves the first line in; `size` is the width of an ideograph. All in points. */
export function breakLines<C extends Cell>(
  cells: readonly C[],
  { width, size, indent = 0 }: { readonly width: number; readonly size: number; readonly indent?: number },
): Line<C>[] {
  const lines: Line<C>[] = [];
  let line: C[][] = [];
  const room = (): number => width - (lines.length === 0 ? indent : 0);
  const end = (isLast: boolean): void => {
    const shown = trimmed(line.flat());
    const gap = isLast ? 0 : (room() - widthOf(shown)) / Math.max(1, shown.length - 1);
    const isTorn = gap < 0 || gap > size * WIDEST_GAP;
    lines.push({ cells: shown, indent: lines.length === 0 ? indent : 0, gap: isTorn ? 0 : gap });
  };
  for (const unit of unitsOf(cells, width - indent)) {
    const isFull = widthOf(line.flat()) + widthOf(unit) > room() + 0.01;
    // A space at the end of a full line hangs into the margin and is not seen.
    if (isFull && line.length > 0 && !SPACE.test(unit[0]?.text ?? '')) {
      const taken = pushOut(line, unit);
      end(false);
      line = taken;
    }
    line.push(unit);
  }
  end(true);
  return lines;
}
