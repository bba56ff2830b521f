// The same case number meets itself however it is typed, and two numbers stay two.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseNumberKey, normaliseCaseNumber } from '../../server/archive/case-number.ts';
import { AppError } from '../../server/errors.ts';

const PAIRS = ['()', '（）', '[]', '［］', '{}', '｛｝', '〔〕', '【】', '〖〗', '﹝﹞', '[）'].map((pair) => [
  ...pair,
]);
const SPACES = ['', ' ', '　', '\u00a0', '\u200b', '\ufeff', '\t'];

const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

/** One number in parts, and a way to type it. */
const number = fc.record({
  office: fc.constantFrom('沪检控听', '京一检', '沪检(一分)控听', 'ab12检'),
  year: fc.integer({ min: 1990, max: 2099 }),
  serial: fc.integer({ min: 1, max: 99_999 }),
});
const typing = fc.record({
  pair: fc.constantFrom(...PAIRS),
  spaces: fc.array(fc.constantFrom(...SPACES), { minLength: 5, maxLength: 5 }),
  wide: fc.boolean(),
  upper: fc.boolean(),
});
type Parts = { office: string; year: number; serial: number };
type Typing = { pair: readonly string[]; spaces: readonly string[]; wide: boolean; upper: boolean };

function typed({ office, year, serial }: Parts, { pair, spaces, wide, upper }: Typing): string {
  const digits = (value: number) => (wide ? fullWidth(String(value)) : String(value));
  const [a = '', b = '', c = '', d = '', e = ''] = spaces;
  const name = upper ? office.toUpperCase() : office;
  return `${a}${wide ? fullWidth(name) : name}${b}${pair[0]}${c}${digits(year)}${pair[1]}${d}${digits(serial)}号${e}`;
}

describe('a case number', () => {
  test('is shown with 〔〕 round the year, half-width and without spaces', () => {
    for (const given of [
      '沪检控听〔2026〕12号',
      ' 沪检控听（２０２６） 12 号',
      '沪检控听[2026]１２号',
      '沪检控听【2026】12号',
    ]) {
      expect(normaliseCaseNumber(given).canonical).toBe('沪检控听〔2026〕12号');
    }
  });

  test('keeps other brackets as round ones and letters as typed', () => {
    expect(normaliseCaseNumber('沪检[一分](2026)A7号').canonical).toBe('沪检（一分）〔2026〕A7号');
  });

  test('is refused when nothing is left of it', () => {
    for (const nothing of ['', '  ', '\u200b\ufeff']) expect(() => normaliseCaseNumber(nothing)).toThrow(AppError);
  });

  test('has one key in all its spellings', () => {
    fc.assert(
      fc.property(number, typing, typing, (parts, one, other) => {
        expect(normaliseCaseNumber(typed(parts, one)).key).toBe(normaliseCaseNumber(typed(parts, other)).key);
      }),
    );
  });

  test('has another key than another number', () => {
    fc.assert(
      fc.property(number, number, typing, (one, other, how) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(normaliseCaseNumber(typed(one, how)).key === normaliseCaseNumber(typed(other, how)).key).toBe(same);
      }),
    );
  });

  test('normalised again is itself, whatever was typed', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom(...PAIRS.flat(), ...SPACES, '2026', '１', '沪', 'Ａ', 'ﬁ', 'İ', '´', 'Σ', '①'),
        maxLength: 12,
      }),
      fc.tuple(number, typing).map(([parts, how]) => typed(parts, how)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const key = caseNumberKey(text);
        expect(caseNumberKey(key)).toBe(key);
        if (key === '') return;
        const once = normaliseCaseNumber(text);
        expect(normaliseCaseNumber(once.canonical)).toEqual(once);
        expect(once.key).toBe(key);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is found by a part of it', () => {
    const { key } = normaliseCaseNumber('沪检控听〔2026〕12号');
    for (const part of ['(2026)12', '（２０２６', '控听[', '２０２６】１２号'])
      expect(key).toContain(caseNumberKey(part));
  });
});
