// Two engines about one sentence: the second text, with times, and a doubt wherever they disagree.
import { expect, it } from 'vitest';
import { secondWords } from '../../server/jobs/second-words.ts';

const line = (text: string) => ({
  ...{ startMs: 1_000, endMs: 1_000 + text.length * 200 },
  words: [...text].map((character, index) => ({ text: character, startMs: 1_000 + index * 200, doubt: false })),
});
const second = (text: string, withTimes = true, probability: number | null = null) =>
  [...text].map((character, index) => ({ text: character, atMs: withTimes ? 1_010 + index * 200 : null, probability }));
const shown = (words: ReturnType<typeof secondWords>) =>
  words.map(({ text, doubt }) => (doubt ? `[${text}]` : text)).join('');

it('takes the second text, and doubts what the first one has not', () => {
  expect(shown(secondWords(line('公开听证'), second('公开听证')))).toBe('公开听证');
  expect(shown(secondWords(line('公开听正'), second('公开听证')))).toBe('公开听[证]');
  expect(shown(secondWords(line('公听证'), second('公开听证')))).toBe('公[开]听证');
});

it('doubts the word beside which the second one left something out', () => {
  expect(shown(secondWords(line('我不同意'), second('我同意')))).toBe('我[同]意');
});

it('doubts what the second engine is unsure of itself', () => {
  expect(shown(secondWords(line('听证'), second('听证', true, 0.3)))).toBe('[听][证]');
});

it('has the second engine’s times, else those of the first one, and never runs back', () => {
  expect(secondWords(line('公开听证'), second('公开听证')).map(({ startMs }) => startMs)).toEqual([
    1_010, 1_210, 1_410, 1_610,
  ]);
  expect(secondWords(line('公听证'), second('公开听证', false)).map(({ startMs }) => startMs)).toEqual([
    1_000, 1_100, 1_200, 1_400,
  ]);
  const back = second('公开听证').map((word, index) => ({ ...word, atMs: index === 2 ? 500 : word.atMs }));
  expect(secondWords(line('公开听证'), back).map(({ startMs }) => startMs)).toEqual([1_010, 1_210, 1_210, 1_610]);
});
