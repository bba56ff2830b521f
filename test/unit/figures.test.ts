// Benchmarks are judged against one table; what is missing is not reached.
import { expect, it } from 'vitest';
import { judge } from '../bench/figures.ts';

it('judges by the table and counts a missing row as not reached', () => {
  const judged = judge('join', [
    { name: 'click to first remote frame, p50', value: 1.5, unit: 's' },
    { name: 'something else', value: 3, unit: 's' },
  ]);
  expect(judged.map(({ name, reached }) => [name, reached])).toEqual([
    ['click to first remote frame, p50', true],
    ['something else', null],
    ['click to first remote frame, p95', false],
  ]);
});

it('does not take a figure in another unit, above the limit or without a value', () => {
  const reached = (value: number | null, unit: string) =>
    judge('join', [{ name: 'click to first remote frame, p50', value, unit }]).find(
      (row) => row.name.endsWith('p50') && row.unit === 's',
    )?.reached;
  expect(reached(1500, 'ms')).toBe(false);
  expect(reached(1.51, 's')).toBe(false);
  expect(reached(null, 's')).toBe(false);
});
