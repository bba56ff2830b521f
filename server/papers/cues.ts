// Captions as files: WebVTT (W3C) and SubRip, each sentence cut into cues that can be read, by the times of its words.
import type { TranscriptWord } from '../protocol/transcript.ts';

export type CueLine = {
  readonly speaker: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly TranscriptWord[];
};
type Cue = { readonly speaker: string; readonly startMs: number; readonly endMs: number; readonly text: string };

/** Two lines of a picture, and as long as somebody needs for them. */
const MOST_CHARACTERS = 36;
const MOST_MS = 7_000;
const LEAST_MS = 700;
const MAY_END = /[，。？！；：、,.?!;:]$/;

function cuesOf({ speaker, startMs, endMs, words }: CueLine): Cue[] {
  const cues: { startMs: number; text: string }[] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const open = cues.at(-1);
    const full = length + word.text.length > MOST_CHARACTERS || word.startMs - (open?.startMs ?? 0) > MOST_MS;
    // A sign at which one breathes is a better place than the last possible one.
    const early = length > MOST_CHARACTERS / 2 && MAY_END.test(open?.text ?? '');
    if (open === undefined || full || early) {
      cues.push({ startMs: cues.length === 0 ? startMs : word.startMs, text: word.text });
      length = word.text.length;
    } else {
      open.text += word.text;
      length += word.text.length;
    }
  }
  return cues.map((cue, index) => {
    const next = cues[index + 1]?.startMs ?? endMs;
    return { speaker, text: cue.text.trim(), startMs: cue.startMs, endMs: Math.max(next, cue.startMs + LEAST_MS) };
  });
}

const inOrder = (lines: readonly CueLine[]): Cue[] =>
  lines.flatMap(cuesOf).sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);

function clock(ms: number, fraction: '.' | ','): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [hours, minutes, seconds] = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1_000) % 60].map(Math.floor);
  return `${two(hours ?? 0)}:${two(minutes ?? 0)}:${two(seconds ?? 0)}${fraction}${String(whole % 1_000).padStart(3, '0')}`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @param about one line on what it is; kept as a comment */
export function webVtt(about: string, lines: readonly CueLine[]): string {
  const cues = inOrder(lines).map(({ speaker, startMs, endMs, text }) => {
    // The name ends at the first ">": as an annotation it is escaped like text.
    const said = `<v ${escaped(speaker)}>${escaped(text)}</v>`;
    return `${clock(startMs, '.')} --> ${clock(endMs, '.')}\n${said}\n`;
  });
  return ['WEBVTT\n', `NOTE ${escaped(about).replace(/\s+/g, ' ')}\n`, ...cues].join('\n');
}

/** SubRip has no word for a speaker: the name stands before the text. */
export function subRip(lines: readonly CueLine[]): string {
  return inOrder(lines)
    .map(({ speaker, startMs, endMs, text }, index) => {
      const said = speaker === '' ? text : `${speaker}：${text}`;
      return `${index + 1}\n${clock(startMs, ',')} --> ${clock(endMs, ',')}\n${said}\n`;
    })
    .join('\n');
}
