// What a second engine understood, word by word: with times, and with a doubt where the two disagree.
import { matched, retime } from '../protocol/retime.ts';
import type { TranscriptLine, TranscriptWord } from '../protocol/transcript.ts';

/** `atMs`: on the hearing's clock; null where the model tells no times. */
export type SecondWord = { readonly text: string; readonly atMs: number | null; readonly probability: number | null };

const SURE = 0.5;

/**
 * The second text is taken; each of its words that the first one has not is in doubt, and what one of them left out is in doubt
 * at the word beside it. Words without a time get it from those of the first text.
 */
export function secondWords(
  line: Pick<TranscriptLine, 'words' | 'startMs' | 'endMs'>,
  second: readonly SecondWord[],
): TranscriptWord[] {
  const tokens = second.map(({ text }, index) => (index === 0 ? text.trimStart() : text));
  const before = line.words.map(({ text }) => text);
  const place = matched(before, tokens);
  const timed = retime(line.words, tokens.join(''), line.endMs);
  const aligned = timed.length === tokens.length ? timed : null;
  let earliestMs = line.startMs - 200;
  return tokens.map((text, index) => {
    const from = place[index] ?? null;
    const toldMs = second[index]?.atMs ?? aligned?.[index]?.startMs ?? line.startMs;
    // Time never runs back, whoever tells it.
    earliestMs = Math.max(earliestMs, toldMs);
    const probability = second[index]?.probability ?? null;
    const leftOut = from !== null && from - (place[index - 1] ?? from - 1) > 1;
    return {
      text,
      startMs: Math.max(0, Math.round(earliestMs)),
      doubt: from === null || leftOut || (probability !== null && probability < SURE),
    };
  });
}
