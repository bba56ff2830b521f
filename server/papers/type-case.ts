// The type case: which font has a character, what it measures, and which characters nobody has.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EmbeddedFont, PDF } from '@libpdf/core';
import type { Cell } from './typeset.ts';

export type Weight = 'regular' | 'bold';
/** `font` is null where no font has the character: then its code stands in a box. */
export type SetCell = Cell & { readonly font: EmbeddedFont | null };

const noto = (file: string): string => fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-serif-sc/${file}`));
const SONG: Readonly<Record<Weight, string>> = {
  regular: noto('400Regular/NotoSerifSC_400Regular.ttf'),
  bold: noto('700Bold/NotoSerifSC_700Bold.ttf'),
};
/** Debian's fonts-hanazono. Noto has all of the basic block and of extension A; names reach into B to F. */
const RARE = ['B', 'A'].map((part) => `/usr/share/fonts/truetype/hanazono/HanaMin${part}.ttf`);

/** Read once per process and only if needed: 14 to 30 MB each. */
const files = new Map<string, Uint8Array | null>();
function bytesOf(path: string): Uint8Array | null {
  const known = files.get(path);
  if (known !== undefined) return known;
  let bytes: Uint8Array | null = null;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    // Without Debian's font rare characters stand in boxes, which is said on the paper; without our own there is no paper.
    if (!RARE.includes(path)) throw error;
  }
  files.set(path, bytes);
  return bytes;
}

export class TypeCase {
  readonly #pdf: PDF;
  readonly #embedded = new Map<string, { readonly font: EmbeddedFont; readonly claims: Map<number, number> }[]>();
  readonly #unshown = new Set<string>();

  constructor(pdf: PDF) {
    this.#pdf = pdf;
  }

  /** Characters without a glyph in any font, in the order in which they were met. */
  get unshown(): readonly string[] {
    return [...this.#unshown];
  }

  set(text: string, size: number, weight: Weight = 'regular'): SetCell[] {
    return [...text].map((character) => {
      const font = this.#fontOf(character, weight);
      if (font === null) this.#unshown.add(character);
      const width = font === null ? size : (font.getWidth(character.codePointAt(0) ?? 0) * size) / 1_000;
      return { text: character, width, font };
    });
  }

  #fontOf(character: string, weight: Weight): EmbeddedFont | null {
    for (const path of [SONG[weight], ...RARE]) {
      const font = this.#embeddedWith(path, character);
      if (font !== null) return font;
    }
    return null;
  }

  /**
   * Two characters can share a glyph (⼀ the radical and 一 the number), and a font's way back from glyph to text knows
   * only one: the second is taken from the same font embedded again, or the text that is copied out would be another.
   */
  #embeddedWith(path: string, character: string): EmbeddedFont | null {
    const bytes = bytesOf(path);
    if (bytes === null) return null;
    let copies = this.#embedded.get(path);
    if (copies === undefined) {
      copies = [{ font: this.#pdf.embedFont(bytes), claims: new Map() }];
      this.#embedded.set(path, copies);
    }
    const code = character.codePointAt(0) ?? 0;
    for (let copy = copies[0], next = 1; copy !== undefined; copy = copies[next], next += 1) {
      if (!copy.font.canEncode(character)) return null;
      const glyph = copy.font.codePointToGid(code);
      if ((copy.claims.get(glyph) ?? code) === code) {
        copy.claims.set(glyph, code);
        return copy.font;
      }
      if (next === copies.length) copies.push({ font: this.#pdf.embedFont(bytes), claims: new Map() });
    }
    return null;
  }
}
