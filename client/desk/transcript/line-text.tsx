// The words of one line: doubtful ones marked, each of them a place in the recording.
import { type MouseEvent, memo } from 'react';
import type { TranscriptLine } from '../../../server/protocol/transcript.ts';
import { runsOf, timeAt } from './spoken.ts';

type Props = { readonly line: TranscriptLine; readonly doubtWords: string; readonly onPlay: (atMs: number) => void };

const textId = (lineId: string): string => `line-text-${lineId}`;

/** A press on a word plays it; by keyboard the line's own button does. */
export const LineText = memo(function LineText({ line, doubtWords, onPlay }: Props) {
  const press = (event: MouseEvent<HTMLParagraphElement>): void => {
    // Marking words to copy them is no press.
    if (window.getSelection()?.isCollapsed === false) return;
    const place = placeAt(event.currentTarget, event.clientX, event.clientY);
    if (place !== null) onPlay(timeAt(line, place));
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the line's play button and the keyboard of the page do the same
    <p className="line-text" id={textId(line.id)} onClick={press}>
      {runsOf(line).map(({ text, doubt }, index) =>
        doubt ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs are places in one text and have no other name
          <mark key={index} className="doubt" title={doubtWords}>
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </p>
  );
});

/** Firefox and the standard have the one, Chromium of before 2024 and Safari the other. */
type OldDocument = { caretRangeFromPoint?: (x: number, y: number) => Range | null };

function placeAt(paragraph: Element, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y) ?? null;
  const range = caret === null ? ((document as OldDocument).caretRangeFromPoint?.(x, y) ?? null) : null;
  const node = caret?.offsetNode ?? range?.startContainer;
  const offset = caret?.offset ?? range?.startOffset ?? 0;
  if (node === undefined || !paragraph.contains(node)) return null;
  let before = 0;
  for (const one of textNodes(paragraph)) {
    if (one === node) return before + offset;
    before += one.data.length;
  }
  return null;
}

function* textNodes(within: Node): Generator<Text> {
  for (const child of within.childNodes) {
    if (child instanceof Text) yield child;
    else yield* textNodes(child);
  }
}

/** Characters from-to of a line, wherever its text is cut into pieces; null when it is not on the screen. */
export function rangeIn(lineId: string, from: number, to: number): Range | null {
  const paragraph = document.getElementById(textId(lineId));
  if (paragraph === null) return null;
  const range = document.createRange();
  let [at, begun] = [0, false];
  for (const node of textNodes(paragraph)) {
    const end = at + node.data.length;
    if (!begun && from < end) {
      range.setStart(node, from - at);
      begun = true;
    }
    if (begun && to <= end) {
      range.setEnd(node, to - at);
      return range;
    }
    at = end;
  }
  return null;
}
