// A hearing's glossary as a correction table: what engines make of a term is put right in machine text, never in what a person wrote.
import type { GlossaryTerm, LineEdit, TranscriptLine } from '../protocol/transcript.ts';

type Wrong = readonly [wrong: string, right: string];

/** The longest first, so that a short one does not spoil a longer one. */
export function correctionsOf(terms: readonly GlossaryTerm[]): Wrong[] {
  return terms
    .flatMap(({ term, heardAs }) => heardAs.filter((wrong) => wrong !== term).map((wrong): Wrong => [wrong, term]))
    .sort(([a], [b]) => b.length - a.length);
}

/** In one go from the left: what was put right is not put right again. */
export function corrected(text: string, corrections: readonly Wrong[]): string {
  let left = '';
  let at = 0;
  while (at < text.length) {
    // A term that stands there already may hold what another one is misheard as.
    const right = corrections.find(([, term]) => text.startsWith(term, at));
    const wrong = right === undefined ? corrections.find(([heard]) => text.startsWith(heard, at)) : undefined;
    if (right !== undefined) left += right[1];
    else if (wrong !== undefined) left += wrong[1];
    else left += text[at];
    at += right?.[1].length ?? wrong?.[0].length ?? 1;
  }
  return left;
}

export function glossaryEdits(lines: readonly TranscriptLine[], terms: readonly GlossaryTerm[]): LineEdit[] {
  const corrections = correctionsOf(terms);
  return lines.flatMap(({ id: lineId, revision, by, removed, text }) => {
    if (by === 'person' || removed) return [];
    const right = corrected(text, corrections);
    return right === text ? [] : [{ lineId, revision, text: right }];
  });
}
