// Lines of Chinese text: what may begin one, what may end one, and what is never cut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines } from '../../server/papers/typeset.ts';

const cells = (text: string) =>
  [...text].map((character) => ({ text: character, width: /[ -~]/.test(character) ? 5 : 10 }));
const lines = (text: string, width: number, indent = 0): string[] =>
  breakLines(cells(text), { width, size: 10, indent }).map((line) => line.cells.map((cell) => cell.text).join(''));

describe('breaking lines', () => {
  it('fills lines to the margin', () => expect(lines('一二三四五六七', 30)).toEqual(['一二三', '四五六', '七']));

  it('begins no line with a closing mark', () => {
    expect(lines('一二三，四五六。', 30)).toEqual(['一二', '三，四', '五六。']);
  });

  it('ends no line with an opening mark', () =>
    expect(lines('一二《三四》五', 30)).toEqual(['一二', '《三', '四》五']));

  it('keeps words and numbers whole', () => {
    expect(lines('见open-hearing第2026号', 70)).toEqual(['见open-hearing', '第2026号']);
  });

  it('cuts a word that is longer than a line', () => expect(lines('abcdefgh', 20)).toEqual(['abcd', 'efgh']));

  it('moves the first line in', () => expect(lines('一二三四五', 40, 20)).toEqual(['一二', '三四五']));

  it('spreads a line that is a little short, and leaves one ragged that would be torn', () => {
    const [first] = breakLines(cells(`${'一'.repeat(20)}abcdefg`), { width: 207, size: 10 });
    expect(first?.gap).toBeCloseTo(7 / 19);
    const [torn] = breakLines(cells('一二abcdefg'), { width: 35, size: 10 });
    expect(torn?.gap).toBe(0);
  });

  it('loses nothing but spaces at the ends of lines, and begins no line wrongly that it could begin otherwise', () => {
    const alphabet = fc.constantFrom(...('一二三四，。、；“”（）《》abc12 -𠮷'.match(/./gu) ?? []));
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 120 }), fc.integer({ min: 40, max: 300 }), (characters, width) => {
        const text = characters.join('');
        const broken = breakLines(cells(text), { width, size: 10, indent: 20 });
        expect(
          broken
            .map((line) => line.cells.map((cell) => cell.text).join(''))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(text.replaceAll(' ', ''));
        for (const line of broken) {
          const wide = line.cells.reduce((sum, cell) => sum + cell.width + line.gap, 0) - line.gap;
          expect(wide + line.indent).toBeLessThanOrEqual(width + 0.02);
        }
      }),
    );
  });
});
