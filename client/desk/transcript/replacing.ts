// Find and replace over all lines: what is found, and what a replacement would make of it.
import type { LineEdit, TranscriptLine } from '../../../server/protocol/transcript.ts';

/** So many changes go in one request. */
const MOST_AT_ONCE = 150;

export type FoundLine = { readonly line: TranscriptLine; readonly times: number };

export function foundIn(lines: readonly TranscriptLine[], wanted: string): FoundLine[] {
  if (wanted === '') return [];
  return lines.flatMap((line) => {
    const times = line.removed ? 0 : line.text.split(wanted).length - 1;
    return times === 0 ? [] : [{ line, times }];
  });
}

/** Null where nothing would be left of the line: that is taking it out, which is another act. */
export function replaced({ id, revision, text }: TranscriptLine, wanted: string, by: string): LineEdit | null {
  const changed = text.split(wanted).join(by).trim();
  return changed === '' || changed === text ? null : { lineId: id, revision, text: changed };
}

export function inPortions(edits: readonly LineEdit[]): LineEdit[][] {
  const portions: LineEdit[][] = [];
  for (let at = 0; at < edits.length; at += MOST_AT_ONCE) portions.push(edits.slice(at, at + MOST_AT_ONCE));
  return portions;
}
