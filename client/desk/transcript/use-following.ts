// Keeps the text beside the sound: the line and the word that are spoken are marked and in view, until the reader scrolls away.
import { useRef, useState } from 'react';
import type { TranscriptLine } from '../../../server/protocol/transcript.ts';
import { lineId } from './line-row.tsx';
import { rangeIn } from './line-text.tsx';
import { lineAt, spokenIn } from './spoken.ts';

/** Brings a line into view. */
export const show = (id: string): void =>
  document.getElementById(lineId(id))?.scrollIntoView({ block: 'center', behavior: 'instant' });

/** Somebody types or chooses: nothing may move under their hand, though the sound goes on. */
const isHeld = (): boolean =>
  document.querySelector('.line-editor') !== null ||
  (document.activeElement?.closest('[role="menu"], [role="dialog"]') ?? null) !== null;

/** Marks the line and the word that are spoken, past React: sixty times a second, of thousands of lines. */
export function useFollowing(lines: readonly TranscriptLine[]) {
  const [isAway, setAway] = useState(false);
  const marked = useRef<string | null>(null);
  const away = useRef(false);
  const newest = useRef(lines);
  newest.current = lines;
  const mark = (id: string | null): void => {
    if (marked.current === id) return;
    document.querySelector('.line[data-spoken]')?.removeAttribute('data-spoken');
    marked.current = id;
    if (id === null) return;
    document.getElementById(lineId(id))?.setAttribute('data-spoken', '');
    if (!away.current && !isHeld()) show(id);
  };
  const tell = (atMs: number): void => {
    const line = newest.current[lineAt(newest.current, atMs)];
    mark(line?.id ?? null);
    // A browser without highlights (before 2023) shows the line alone.
    if (!('highlights' in CSS)) return;
    const word = line === undefined ? null : spokenIn(line, atMs);
    const range = line === undefined || word === null ? null : rangeIn(line.id, word.from, word.to);
    if (range === null) CSS.highlights.delete('spoken');
    else CSS.highlights.set('spoken', new Highlight(range));
  };
  const leave = (): void => {
    away.current = true;
    setAway(true);
  };
  const back = (): void => {
    away.current = false;
    setAway(false);
    if (marked.current !== null) show(marked.current);
  };
  return { tell, leave, back, isAway };
}
