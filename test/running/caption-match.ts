// Which word of a sentence was shown when: what was said is laid on what was read, character by character.
import type { DrawnWord } from './drawn-speech.ts';

type Shown = { readonly changes: readonly { readonly atMs: number; readonly text: string }[] };

/** Places of `b` that are `a`'s characters (longest common subsequence), in order. */
function common(a: string, b: string): [number, number][] {
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (length[i] ?? [])[j] =
        a[i] === b[j] ? (length[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(length[i + 1]?.[j] ?? 0, length[i]?.[j + 1] ?? 0);
  const places: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) places.push([i++, j++]);
    else if ((length[i + 1]?.[j] ?? 0) >= (length[i]?.[j + 1] ?? 0)) i++;
    else j++;
  }
  return places;
}

/** For each word whose last character was read: when it was first shown. When a word ends is known; when its middle does is not. */
export function matchedCharacters(
  words: readonly DrawnWord[],
  captions: readonly Shown[],
): { readonly word: DrawnWord; readonly shownMs: number }[] {
  const said = words.map(({ text }) => text).join('');
  const read = captions.map(({ changes }) => changes.at(-1)?.text.replaceAll(' ', '') ?? '');
  const places = new Map(common(said, read.join('')));
  let end = 0;
  return words.flatMap((word) => {
    end += word.text.length;
    let place = places.get(end - 1);
    if (place === undefined) return [];
    const index = read.findIndex((text) => {
      if ((place ?? 0) < text.length) return true;
      place = (place ?? 0) - text.length;
      return false;
    });
    const at = place;
    const first = captions[index]?.changes.find(({ text }) => text.replaceAll(' ', '').length > at);
    return first === undefined ? [] : [{ word, shownMs: first.atMs }];
  });
}
