// What is written on the composed picture, as one ASS document for each part: libass shapes Chinese as it should be.
import { type Span, without } from '../timeline/span.ts';
import type { ComposeJob } from './job.ts';
import { BAR_HEIGHT, type Box, PICTURE } from './layout.ts';
import type { Part } from './plan.ts';

const FONT_FAMILY = 'Noto Sans SC Medium';
/** Of this font: how much larger ASS counts a letter than it is, since it counts the height of a line. */
const LINE_TO_LETTER = 1.448;
/** Colours as ASS spells them: blue, green, red. */
const WHITE = '&HFFFFFF&';
const SOFT = '&HDEC9B5&';
const SHADE = '&H1A0F08&';
const HALF_CLEAR = '&H40&';
const DAY_MS = 86_400_000;
/** China has no summer time. */
const CHINA_MS = 8 * 3_600_000;

type Writing = Pick<ComposeJob, 'title' | 'zeroAtMs' | 'people' | 'segments' | 'stages' | 'away' | 'words'>;
/** When pictures of each person are seen, by their id. */
export type Seen = ReadonlyMap<string, readonly Span[]>;

/** @param tiles in the order of the people */
export function wordsOf(job: Writing, part: Part, tiles: readonly Box[], seen: Seen): string {
  const lines = part.kind === 'pause' ? pauseCard(job, part) : [...bar(job, part), ...people(job, part, tiles, seen)];
  return [...HEAD, ...lines.map((line) => line(part.startMs)), ''].join('\n');
}

const HEAD = [
  '[Script Info]',
  'ScriptType: v4.00+',
  `PlayResX: ${PICTURE.width}`,
  `PlayResY: ${PICTURE.height}`,
  // Lines break nowhere by themselves.
  'WrapStyle: 2',
  '',
  '[V4+ Styles]',
  'Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, BorderStyle, Outline, Shadow, Alignment, Encoding',
  `Style: words,${FONT_FAMILY},30,&H00FFFFFF,&H00000000,&H00000000,1,0,0,5,1`,
  '',
  '[Events]',
  'Format: Layer, Start, End, Style, Text',
];

/** A line of the document, once it is known when it begins to count. */
type Line = (zeroMs: number) => string;

const line =
  (layer: number, { startMs, endMs }: Span, text: string): Line =>
  (zeroMs) =>
    `Dialogue: ${layer},${assTime(startMs - zeroMs)},${assTime(endMs - zeroMs)},words,${text}`;

/** `alignment` as on a keypad of digits: 5 is the middle, 4 left, 6 right. */
type Look = { readonly x: number; readonly y: number; readonly size: number; readonly alignment: 4 | 5 | 6 };

const styled = ({ x, y, size, alignment }: Look, runs: readonly (readonly [text: string, colour: string])[]): string =>
  `{\\an${alignment}\\pos(${Math.round(x)},${Math.round(y)})\\fs${Math.round(size * LINE_TO_LETTER)}}` +
  runs.map(([text, colour]) => `{\\1c${colour}}${escaped(text)}`).join('');

function bar(job: Writing, part: Span): Line[] {
  const y = BAR_HEIGHT / 2;
  const stages = job.stages
    .map(({ name, startMs }, index) => ({ name, startMs, endMs: job.stages[index + 1]?.startMs ?? part.endMs }))
    .flatMap(({ name, ...span }) => overlapOf(span, part).map((shown) => ({ name, shown })));
  const title = cut(job.title, 560 / 20);
  return [
    ...stages.map(({ name, shown }) =>
      line(2, shown, styled({ x: 16, y, size: 22, alignment: 4 }, [[cut(name, 300 / 22), WHITE]])),
    ),
    line(2, part, styled({ x: PICTURE.width / 2, y, size: 20, alignment: 5 }, [[title, SOFT]])),
    ...seconds(job.zeroAtMs, part).map(({ words, span }) =>
      line(2, span, styled({ x: PICTURE.width - 16, y, size: 22, alignment: 6 }, [[words, WHITE]])),
    ),
  ];
}

/** The clock on the wall in China, second by second. */
function seconds(zeroAtMs: number, { startMs, endMs }: Span): { words: string; span: Span }[] {
  const all: { words: string; span: Span }[] = [];
  for (let atMs = startMs; atMs < endMs; ) {
    const nextMs = Math.min(endMs, (Math.floor((zeroAtMs + atMs) / 1_000) + 1) * 1_000 - zeroAtMs);
    all.push({ words: chinaTime(zeroAtMs + atMs), span: { startMs: atMs, endMs: nextMs } });
    atMs = nextMs;
  }
  return all;
}

/** `2026-11-25 10:02:03`. */
export const chinaTime = (utcMs: number): string =>
  new Date(utcMs + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ');

function people(job: Writing, part: Span, tiles: readonly Box[], seen: Seen): Line[] {
  return job.people.flatMap((person, index) => {
    const tile = tiles[index];
    if (tile === undefined) return [];
    const shown = seen.get(person.id) ?? [];
    const cards = cardsOf(job, person.id, part, shown);
    const { x, y, width, height } = tile;
    const size = Math.min(24, Math.max(13, height / 13));
    const strip = size * 1.7;
    const role = cut(person.role, width / size / 2);
    const name = cut(person.name, (width - 2 * size) / size - widthOf(`${role} `));
    return [
      line(0, part, box(x, y + height - strip, width, strip)),
      line(
        1,
        part,
        styled({ x: x + size * 0.7, y: y + height - strip / 2, size, alignment: 4 }, [
          [`${role}  `, SOFT],
          [name, WHITE],
        ]),
      ),
      ...cards.flatMap(({ words, span }) => {
        const large = Math.min(44, height / 7);
        const middle = { x: x + width / 2, alignment: 5 } as const;
        return [
          line(
            1,
            span,
            styled({ ...middle, y: y + height * 0.4, size: large }, [[cut(person.name, (width * 0.9) / large), WHITE]]),
          ),
          line(1, span, styled({ ...middle, y: y + height * 0.62, size: large * 0.6 }, [[words, SOFT]])),
        ];
      }),
    ];
  });
}

/** What a tile says while no picture is seen in it. */
export function cardsOf(
  { away, segments, words }: Pick<Writing, 'away' | 'segments' | 'words'>,
  personId: string,
  part: Span,
  seen: readonly Span[],
): readonly { readonly words: string; readonly span: Span }[] {
  const gone = away.filter((one) => one.personId === personId).sort((a, b) => a.startMs - b.startMs);
  const sent = segments
    .filter((one) => one.personId === personId && one.source === 'camera')
    .map(({ startMs, durationMs }) => ({ startMs, endMs: startMs + durationMs }))
    .sort((a, b) => a.startMs - b.startMs);
  const cards = without([part], seen).flatMap((empty) => {
    const present = without([empty], gone);
    const off = without(present, sent);
    const lost = without(present, off);
    return [
      ...gone.flatMap((one) => overlapOf(one, empty).map((span) => ({ words: one.words, span }))),
      ...off.map((span) => ({ words: words.cameraOff, span })),
      ...lost.map((span) => ({ words: words.pictureLost, span })),
    ];
  });
  return cards.sort((a, b) => a.span.startMs - b.span.startMs);
}

function overlapOf(one: Span, other: Span): Span[] {
  const [startMs, endMs] = [Math.max(one.startMs, other.startMs), Math.min(one.endMs, other.endMs)];
  return endMs > startMs ? [{ startMs, endMs }] : [];
}

/** No clock runs on it, because one minute of it is shown again and again. */
function pauseCard(job: Writing, part: Extract<Part, { kind: 'pause' }>): Line[] {
  const { pause } = part;
  const x = PICTURE.width / 2;
  const write = (y: number, size: number, text: string, colour: string): Line =>
    line(1, part, styled({ x, y, size, alignment: 5 }, [[cut(text, (PICTURE.width * 0.9) / size), colour]]));
  return [
    write(170, 26, job.title, SOFT),
    write(330, 88, pause.words, WHITE),
    write(430, 28, job.words.since.replace('{time}', chinaTime(job.zeroAtMs + pause.startMs)), SOFT),
    ...(pause.reason === '' ? [] : [write(490, 26, pause.reason, SOFT)]),
  ];
}

const box = (x: number, y: number, width: number, height: number): string => {
  const [w, h] = [Math.round(width), Math.round(height)];
  const path = `m 0 0 l ${w} 0 ${w} ${h} 0 ${h}`;
  return `{\\an7\\pos(${Math.round(x)},${Math.round(y)})\\bord0\\1c${SHADE}\\1a${HALF_CLEAR}\\p1}${path}{\\p0}`;
};

/** `0:01:02.03`; ASS knows hundredths. */
function assTime(ms: number): string {
  const hundredths = Math.round(Math.min(DAY_MS, Math.max(0, ms)) / 10);
  const two = (value: number): string => String(value).padStart(2, '0');
  const all = Math.floor(hundredths / 100);
  return `${Math.floor(all / 3600)}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}.${two(hundredths % 100)}`;
}

/** What a person typed is text and nothing else: no override, no line break of ASS. */
export const escaped = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    // A word joiner, which is not seen, between the backslash and what would give it a meaning.
    .replaceAll('\\', '\\\u2060')
    .replace(/[{}]/g, '\\$&');

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3ffff}]/u;
const BROAD = /[A-ZÀ-Þmw@%&—…]/u;

/** In letters of Chinese. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : BROAD.test(letter) ? 0.78 : 0.56), 0);

/** So much of a text as fits, with … where something is left out. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const letters = [...new Intl.Segmenter('zh').segment(text)].map(({ segment }) => segment);
  while (letters.length > 1 && widthOf(`${letters.join('')}…`) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
