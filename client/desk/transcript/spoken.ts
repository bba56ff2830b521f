// Which words are spoken at a moment, and where a place in a line's text lies among its words.
import type { TranscriptLine, TranscriptWord } from '../../../server/protocol/transcript.ts';

/** A line is played from a little before the word that was chosen. */
export const LEAD_MS = 300;

/** The last index whose time is not later; -1 before the first. `times` ascend. */
function lastUpTo<Item>(items: readonly Item[], timeOf: (item: Item) => number, atMs: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && timeOf(item) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The line that is spoken, or was last; lines ascend by their beginning. People may speak at once: who began last is followed. */
export const lineAt = (lines: readonly TranscriptLine[], atMs: number): number =>
  lastUpTo(lines, ({ startMs }) => startMs, atMs);

/** Characters from-to of the line's text; null between words and after the last one. */
export function spokenIn({ words, endMs }: TranscriptLine, atMs: number): { from: number; to: number } | null {
  const index = lastUpTo(words, ({ startMs }) => startMs, atMs);
  const word = words[index];
  if (word === undefined || (index === words.length - 1 && atMs > endMs)) return null;
  const from = lengthBefore(words, index);
  return { from, to: from + word.text.length };
}

/** When the word at this place of the text is spoken. */
export function timeAt({ words, startMs }: TranscriptLine, place: number): number {
  let end = 0;
  for (const word of words) {
    end += word.text.length;
    if (place < end) return word.startMs;
  }
  return words.at(-1)?.startMs ?? startMs;
}

const lengthBefore = (words: readonly TranscriptWord[], index: number): number =>
  words.slice(0, index).reduce((sum, { text }) => sum + text.length, 0);

export type Run = { readonly text: string; readonly doubt: boolean };

/** Neighbours that are equally sure together, so that a long line is few pieces. */
export function runsOf({ words, text }: Pick<TranscriptLine, 'words' | 'text'>): Run[] {
  const runs: { text: string; doubt: boolean }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last !== undefined && last.doubt === word.doubt) last.text += word.text;
    else runs.push({ text: word.text, doubt: word.doubt });
  }
  return runs.length === 0 ? [{ text, doubt: false }] : runs;
}

export const isDoubtful = ({ words, removed }: TranscriptLine): boolean => !removed && words.some(({ doubt }) => doubt);
