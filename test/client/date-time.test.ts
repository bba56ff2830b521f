// Dates are the office's: Asia/Shanghai with weekday, wherever the browser is.
import { expect, test } from 'vitest';
import { formatDate, fromOfficeInput, toOfficeInput } from '../../client/look/date-time.tsx';

const AT = Date.UTC(2026, 2, 4, 22, 5, 9);

test('both languages name the weekday of Shanghai', () => {
  expect(formatDate(AT, 'full', 'zh')).toMatch(/2026年3月5日\s?星期四\s?06:05/);
  expect(formatDate(AT, 'full', 'en')).toMatch(/Thursday,? 5 March 2026(,| at) 06:05/);
  expect(formatDate(AT, 'time', 'zh')).toBe('06:05');
  expect(formatDate(AT, 'exact', 'en')).toContain('06:05:09');
});

test('midnight is 00:00, not 24:00', () => {
  expect(formatDate(Date.UTC(2026, 0, 1, 16), 'time', 'zh')).toBe('00:00');
});

test('an input field holds the office’s time, there and back', () => {
  expect(toOfficeInput(AT)).toBe('2026-03-05T06:05');
  expect(fromOfficeInput('2026-03-05T06:05')).toBe(Date.UTC(2026, 2, 4, 22, 5));
  expect(fromOfficeInput('')).toBeNaN();
});
