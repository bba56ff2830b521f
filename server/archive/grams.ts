// What the words of a line are found by: each character and each pair of neighbours. SQLite's own tokenizers find no Chinese word of two characters.
import { searchKey } from './search-text.ts';

const LETTER = /[\p{L}\p{N}\p{M}]/u;

type Placed = { readonly character: string; readonly from: number; readonly to: number };

/** Characters that count in a search, each with its place in the text as written; a ligature or ½ counts as what it stands for. */
function placed(text: string): Placed[] {
  const found: Placed[] = [];
  let at = 0;
  for (const written of text) {
    const to = at + written.length;
    for (const character of searchKey(written)) if (LETTER.test(character)) found.push({ character, from: at, to });
    at = to;
  }
  return found;
}

/** Ascii, so that no tokenizer has an opinion about it. */
const token = (characters: string): string =>
  [...characters].map((character) => character.codePointAt(0)?.toString(36) ?? '').join('z0z');

const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((second, index) => token(`${characters[index]}${second}`));

export type Grams = { readonly singles: string; readonly pairs: string };

export function gramsOf(text: string): Grams {
  const characters = placed(text).map(({ character }) => character);
  return { singles: [...new Set(characters)].map(token).join(' '), pairs: pairsOf(characters).join(' ') };
}

/** The query of a full-text index with the columns `singles` and `pairs`; null when nothing in it can be searched for. */
export function matchOf(query: string): string | null {
  const characters = placed(query).map(({ character }) => character);
  const [first, second] = characters;
  if (first === undefined) return null;
  return second === undefined ? `singles:"${token(first)}"` : `pairs:"${pairsOf(characters).join(' ')}"`;
}

/** Where the query stands in the text first, in UTF-16 units; null when it does not. */
export function placeOf(query: string, text: string): { readonly from: number; readonly to: number } | null {
  const wanted = placed(query).map(({ character }) => character);
  const there = placed(text);
  if (wanted.length === 0) return null;
  for (let at = 0; at + wanted.length <= there.length; at++) {
    if (!wanted.every((character, index) => there[at + index]?.character === character)) continue;
    const [first, last] = [there[at], there[at + wanted.length - 1]];
    return first === undefined || last === undefined ? null : { from: first.from, to: last.to };
  }
  return null;
}
