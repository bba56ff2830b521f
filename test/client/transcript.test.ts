// The transcript's pure parts: which word is spoken, what a place in the text is in time, what is replaced, what keys do.
import { describe, expect, test } from 'vitest';
import { chordWords, DEEDS, deedOf, KEYS } from '../../client/desk/transcript/keys.ts';
import { foundIn, inPortions, replaced } from '../../client/desk/transcript/replacing.ts';
import { isDoubtful, lineAt, runsOf, spokenIn, timeAt } from '../../client/desk/transcript/spoken.ts';
import type { TranscriptLine } from '../../server/protocol/transcript.ts';

const line = (startMs: number, words: readonly string[], more: Partial<TranscriptLine> = {}): TranscriptLine => ({
  ...{ id: crypto.randomUUID(), pass: 'live', revision: 3, by: 'machine', ownerId: 'p', personId: 'p' },
  ...{ startMs, endMs: startMs + words.length * 200, text: words.join(''), removed: false, suggestion: null },
  words: words.map((text, index) => ({ text, startMs: startMs + index * 200, doubt: false })),
  ...more,
});
const press = (key: string, more: object = {}) =>
  ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more }) as const;

describe('what is spoken', () => {
  const lines = [line(1_000, ['请', '问']), line(3_000, ['我', ' use', ' it'])];

  test('is the line that began last, and none before the first', () => {
    expect([0, 1_000, 2_999, 3_000, 99_000].map((atMs) => lineAt(lines, atMs))).toEqual([-1, 0, 0, 1, 1]);
    expect(lineAt([], 5)).toBe(-1);
  });

  test('is the word at that time, by its place in the text, and nothing after the last one has ended', () => {
    const [, second] = lines;
    if (second === undefined) throw new Error('no line');
    expect(spokenIn(second, 3_050)).toEqual({ from: 0, to: 1 });
    expect(spokenIn(second, 3_250)).toEqual({ from: 1, to: 5 });
    expect(spokenIn(second, 3_700)).toBeNull();
    expect(spokenIn(second, 2_000)).toBeNull();
  });

  test('leads back from a place in the text to its time', () => {
    const [, second] = lines;
    if (second === undefined) throw new Error('no line');
    expect([0, 1, 4, 5, 99].map((place) => timeAt(second, place))).toEqual([3_000, 3_200, 3_200, 3_400, 3_400]);
  });

  test('is cut only where doubt begins and ends', () => {
    const doubtful = line(0, ['甲', '乙', '丙', '丁']);
    const words = doubtful.words.map((word, index) => ({ ...word, doubt: index === 1 || index === 2 }));
    expect(runsOf({ ...doubtful, words })).toEqual([
      { text: '甲', doubt: false },
      { text: '乙丙', doubt: true },
      { text: '丁', doubt: false },
    ]);
    expect(isDoubtful({ ...doubtful, words })).toBe(true);
    expect(isDoubtful({ ...doubtful, words, removed: true })).toBe(false);
    expect(runsOf({ text: '没有时间', words: [] })).toEqual([{ text: '没有时间', doubt: false }]);
  });
});

describe('find and replace', () => {
  const lines = [line(0, ['听', '证', '听', '证']), line(1, ['别', '的']), line(2, ['听', '证'], { removed: true })];

  test('counts what is shown, and leaves alone what was taken out', () => {
    expect(foundIn(lines, '听证').map(({ times }) => times)).toEqual([2]);
    expect(foundIn(lines, '')).toEqual([]);
    // Nothing of it is a pattern.
    expect(foundIn(lines, '.')).toEqual([]);
  });

  test('makes no line empty, and no change that is none', () => {
    const [first, other] = lines;
    if (first === undefined || other === undefined) throw new Error('no line');
    expect(replaced(first, '听', '聽')).toEqual({ lineId: first.id, revision: 3, text: '聽证聽证' });
    expect(replaced(other, '别的', '')).toBeNull();
    expect(replaced(first, '听', '听')).toBeNull();
  });

  test('goes in portions that the server takes', () => {
    const edits = Array.from({ length: 301 }, (_, index) => ({ lineId: String(index), revision: 0, text: 'a' }));
    expect(inPortions(edits).map(({ length }) => length)).toEqual([150, 150, 1]);
  });
});

describe('the keyboard', () => {
  test('gives every deed keys of its own', () => {
    const all = DEEDS.flatMap((deed) => KEYS[deed].map(chordWords));
    expect(new Set(all).size).toBe(all.length);
  });

  test('leaves letters to whoever types, and a Chinese word under way alone', () => {
    expect(deedOf(press('d'), false, false)).toBe('nextDoubt');
    expect(deedOf(press('d'), true, false)).toBeNull();
    expect(deedOf(press('F4', { shiftKey: true }), true, false)).toBe('back5');
    expect(deedOf(press(' ', { isComposing: true }), false, false)).toBeNull();
    expect(deedOf(press('ArrowLeft', { altKey: true }), false, false)).toBeNull();
  });

  test('leaves space and enter to the button that has the focus', () => {
    expect(deedOf(press(' '), false, true)).toBeNull();
    expect(deedOf(press('Enter'), false, true)).toBeNull();
    expect(deedOf(press('ArrowLeft'), false, true)).toBe('back2');
    expect(deedOf(press('z', { ctrlKey: true }), false, false)).toBe('undo');
  });
});
