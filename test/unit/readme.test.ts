// README is true: it names every setting, and shows the house that the house test holds.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const config = readFileSync(new URL('../../server/config.ts', import.meta.url), 'utf8');

it('names every setting, and none that is not there', () => {
  const settings = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1] ?? '');
  const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z_]+)`/g)].map((match) => match[1] ?? ''),
  );
  expect(settings.length).toBeGreaterThan(15);
  expect(named.sort()).toEqual([...new Set(settings)].sort());
});
