// The ground under every hash: one value has one spelling, and two values never share one.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../server/archive/canonical-json.ts';

/** JSON whose texts hold no half characters, -0 spelled as what JSON reads back. */
const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 });

/** Few values, so that two of them are often equal or nearly so. */
const small = fc.oneof(
  fc.dictionary(fc.constantFrom('a', 'b', 'ab'), fc.constantFrom(0, 1, '0', '', null, [], {})),
  fc.array(fc.constantFrom(0, '0', 'a,b', null, [], [0]), { maxLength: 3 }),
);

describe('canonical JSON', () => {
  test('is the spelling of RFC 8785 for its own example of numbers, strings and sorting', () => {
    const value = {
      numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts keys by UTF-16 code units, as the RFC does in 3.2.3', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
    const value = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(Object.keys(JSON.parse(canonicalJson(value)))).toEqual(['1', ...sorted.filter((key) => key !== '1')]);
    expect(canonicalJson(value)).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`);
  });

  test('says the same value, and the same whatever the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(JSON.stringify(value).isWellFormed());
        const spelled = canonicalJson(value);
        expect(JSON.parse(spelled)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(spelled);
      }),
    );
  });

  test('is the same for two values exactly when they are the same value', () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    const pair = fc.oneof(
      fc.tuple(json, json),
      fc.tuple(small, small),
      json.map((value) => [value, reversed(value)] as const),
    );
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(plain(a), plain(b)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves out what is undefined and refuses what has no single spelling', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '\ud800',
      new Date(0),
      1n,
      () => 0,
      [undefined],
      { '\udfff': 1 },
    ]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
