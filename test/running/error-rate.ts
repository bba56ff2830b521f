// Character error rate: insertions, deletions and substitutions for each character that was said.

/** Fewest edits that make one text of the other (Levenshtein), by character; spaces do not count. */
function edits(heard: string, said: string): number {
  const [a, b] = [heard, said].map((text) => [...text.replace(/\s+/g, '')]);
  if (a === undefined || b === undefined) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, character] of a.entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (character === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** In per cent. */
export function errorRate(pairs: readonly { readonly heard: string; readonly said: string }[]): number {
  const [wrong, all] = pairs.reduce(
    ([sum, length], { heard, said }) => [sum + edits(heard, said), length + [...said.replace(/\s+/g, '')].length],
    [0, 0],
  );
  return (100 * wrong) / all;
}
