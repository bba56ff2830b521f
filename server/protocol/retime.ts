// Words that were changed keep their place in the recording: what stayed keeps its time, what is new stands between its neighbours.
import type { TranscriptWord } from './transcript.ts';

/** A Chinese character or a sign by itself, other words whole, with the space before them; joined they are the text. */
const TOKEN = /\s*(?:\p{Script=Han}|\p{P}|[^\s\p{Script=Han}\p{P}]+)|\s+$/gu;
export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? [];

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** For each new token the old one that it is (longest common subsequence), or null. */
export function matched(before: readonly string[], after: readonly string[]): (number | null)[] {
  const width = after.length + 1;
  // length[i * width + j]: of what is common from the i-th old and the j-th new one on.
  const length = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      length[i * width + j] = same(before[i] ?? '', after[j] ?? '')
        ? (length[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
  const found: (number | null)[] = [];
  let i = 0;
  for (let j = 0; j < after.length; j++) {
    while (
      i < before.length &&
      !same(before[i] ?? '', after[j] ?? '') &&
      (length[(i + 1) * width + j] ?? 0) > (length[i * width + j + 1] ?? 0)
    )
      i++;
    const is = i < before.length && same(before[i] ?? '', after[j] ?? '');
    found.push(is ? i++ : null);
  }
  return found;
}

/**
 * @param words the line's words as they were
 * @param endMs where the line ends
 * @returns the words of the new text; those that stayed keep their doubt, new ones are in none
 */
export function retime(words: readonly TranscriptWord[], text: string, endMs: number): TranscriptWord[] {
  const tokens = tokensOf(text);
  const from = matched(
    words.map((word) => word.text),
    tokens,
  );
  const beginMs = words[0]?.startMs ?? endMs;
  return tokens.map((token, index) => {
    const stayed = words[from[index] ?? -1];
    if (stayed !== undefined) return { text: token, startMs: stayed.startMs, doubt: stayed.doubt };
    const left = from.findLastIndex((place, at) => at < index && place !== null);
    const right = from.findIndex((place, at) => at > index && place !== null);
    // Between what stayed on both sides, in equal steps; before the first and after the last, from the line's own ends.
    const leftMs = left === -1 ? beginMs : (words[from[left] ?? -1]?.startMs ?? beginMs);
    const rightMs = right === -1 ? Math.max(endMs, leftMs) : (words[from[right] ?? -1]?.startMs ?? endMs);
    const steps = (right === -1 ? tokens.length : right) - left;
    const share = left === -1 ? index / Math.max(1, steps - 1) : (index - left) / steps;
    return { text: token, startMs: Math.round(leftMs + (rightMs - leftMs) * share), doubt: false };
  });
}
