// What narrows the list of cases: read from any address, written back to it, and asked of the server in days of Shanghai.
import { describe, expect, test } from 'vitest';
import {
  filtersOf,
  isAnything,
  isBackwards,
  NO_FILTERS,
  onlyWords,
  queryOf,
  searchOf,
} from '../../client/desk/cases/case-filters.ts';

const read = (search: string) => filtersOf(new URLSearchParams(search));

describe('filters of cases', () => {
  test('come back from the address as they were put there', () => {
    const filters = { q: '张三 &', from: '2026-02-28', to: '2026-03-01', state: 'in_session' } as const;
    expect(filtersOf(new URLSearchParams(searchOf(filters)))).toEqual(filters);
    expect(searchOf(NO_FILTERS)).toEqual({});
    expect(searchOf({ ...NO_FILTERS, q: '  ' })).toEqual({});
  });

  test('leave out what cannot be asked', () => {
    for (const search of [
      '',
      'from=',
      'from=2026-02-31',
      'to=2026-13-01',
      'to=0001-01-01',
      'from=today',
      'state=over',
      'q=++',
    ])
      expect.soft(read(search), search).toEqual(NO_FILTERS);
    expect(read(`q=${'x'.repeat(99)}`).q).toHaveLength(80);
  });

  test('ask for whole days of the office, the last one included', () => {
    expect(queryOf(read('from=2026-03-02&to=2026-03-02&state=closed'))).toEqual({
      fromMs: Date.parse('2026-03-01T16:00:00Z'),
      toMs: Date.parse('2026-03-02T16:00:00Z'),
      state: 'closed',
    });
    expect(queryOf(NO_FILTERS)).toEqual({});
  });

  test('know when the days are the wrong way round and what is asked at all', () => {
    expect(isBackwards(read('from=2026-03-02&to=2026-03-01'))).toBe(true);
    expect(isBackwards(read('from=2026-03-02&to=2026-03-02'))).toBe(false);
    expect(isBackwards(read('from=2026-03-02'))).toBe(false);
    expect([isAnything(NO_FILTERS), isAnything(read('to=2026-03-02'))]).toEqual([false, true]);
    expect([onlyWords(read('q=a')), onlyWords(read('q=a&state=draft')), onlyWords(NO_FILTERS)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
