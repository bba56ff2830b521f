// How ffmpeg is told to render one part, and to put all parts together. Every name is relative to the folder that ffmpeg works in.

import type { Span } from '../timeline/span.ts';
import { type Box, FRAME_MS, fitInto, PICTURE } from './layout.ts';
import type { Piece, SoundPiece } from './pieces.ts';

export const WORDS_FILE = 'words.ass';
/** Beside the folders of the parts. */
const FONTS_FOLDER = '../fonts';
const RATE = 48_000;

const GROUND = '0x0b131d';
const TILE = '0x1b2837';
/** A key frame at least so often: how far a player reads back when somebody jumps. */
const KEY_EVERY_S = 4;
const QUIET = ['-hide_banner', '-nostdin', '-v', 'error'];
/** Pictures that do not decode are left out; they are no reason to give up. */
const FORGIVING = ['-max_error_rate', '1'];

export type Tile = { readonly box: Box; readonly pieces: readonly Piece[] };
const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

export function renderArguments(part: Span, tiles: readonly Tile[], sounds: readonly SoundPiece[]): string[] {
  const pictures = tiles.flatMap(({ box, pieces }) => pieces.map((piece) => ({ box, piece })));
  const inputs = [...pictures.map(({ piece }) => piece.file), ...sounds.map(({ file }) => file)];
  const graph = [
    ...ground(part, tiles),
    ...pictures.flatMap(({ box, piece }, index) => overlay(part, box, piece, index)),
    // A limit of the output instead would end the sound early, too.
    `[v${pictures.length}]ass=f=${WORDS_FILE}:fontsdir=${FONTS_FOLDER},trim=end_frame=${framesIn(part)}[picture]`,
    ...sound(part, sounds, pictures.length),
  ];
  return [
    ...[...QUIET, ...FORGIVING, '-filter_complex_threads', '1'],
    ...inputs.flatMap((file) => ['-threads', '1', '-f', 'matroska', '-i', file]),
    ...['-filter_complex', graph.join(';'), '-map', '[picture]', '-map', '[sound]'],
    ...[...H264, '-c:a', 'flac', '-compression_level', '0'],
    // On standard output, so that ffmpeg ends when nobody takes it any more.
    ...['-progress', 'pipe:3', '-f', 'matroska', 'pipe:1'],
  ];
}

const framesIn = ({ startMs, endMs }: Span): number => Math.round((endMs - startMs) / FRAME_MS);

/** One thread for each of several parts at a time costs less than several threads for one. */
const H264 = [
  ...['-c:v', 'libx264', '-preset', 'superfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-threads', '1'],
  ...['-crf', '28', '-maxrate', '2500k', '-bufsize', '5000k', '-g', String(KEY_EVERY_S * PICTURE.rate)],
];

/** The empty tiles: drawn once, shown throughout. */
function ground(part: Span, tiles: readonly Tile[]): string[] {
  const { width, height, rate } = PICTURE;
  const boxes = tiles.map(
    ({ box }) => `drawbox=x=${box.x}:y=${box.y}:w=${box.width}:h=${box.height}:color=${TILE}:t=fill,`,
  );
  return [
    `color=c=${GROUND}:s=${width}x${height}:r=${rate},format=yuv420p,trim=end_frame=1,${boxes.join('')}` +
      `loop=loop=-1:size=1,setpts=N/${rate}/TB,trim=end_frame=${framesIn(part)}[v0]`,
  ];
}

/** The piece's own times are kept: only where they begin is moved. */
function overlay(part: Span, tile: Box, piece: Piece, index: number): string[] {
  const { x, y, width, height } = fitInto(tile, piece.size.width, piece.size.height);
  const shown = piece.shown
    .map(({ startMs, endMs }) => `gte(t,${seconds(startMs - part.startMs)})*lt(t,${seconds(endMs - part.startMs)})`)
    .join('+');
  return [
    `[${index}:v]setpts=PTS+(${seconds(piece.startMs - part.startMs)})/TB,` +
      `scale=w=${width}:h=${height}:flags=bilinear,format=yuv420p,setsar=1[p${index}]`,
    `[v${index}][p${index}]overlay=x=${x}:y=${y}:eof_action=repeat:enable='${shown}'[v${index + 1}]`,
  ];
}

/** Exactly as long as the pictures, to the sample. */
function sound(part: Span, sounds: readonly SoundPiece[], firstInput: number): string[] {
  const samples = Math.round(((part.endMs - part.startMs) * RATE) / 1_000);
  const exact = `aformat=sample_fmts=s16:sample_rates=${RATE}:channel_layouts=mono,apad,atrim=end_sample=${samples}[sound]`;
  if (sounds.length === 0) return [`anullsrc=r=${RATE}:cl=mono,${exact}`];
  const each = sounds.map(({ startMs }, index) => {
    const early = seconds(part.startMs - startMs);
    return (
      // Times as they were kept decide, not how much sound there is: what is missing becomes silence at once.
      `[${firstInput + index}:a]aresample=${RATE}:async=1:min_hard_comp=0.01:first_pts=0,` +
      `aformat=sample_fmts=fltp:channel_layouts=mono,atrim=start=${early},asetpts=PTS-STARTPTS[s${index}]`
    );
  });
  const all = sounds.map((_, index) => `[s${index}]`).join('');
  return [...each, `${all}amix=inputs=${sounds.length}:normalize=0:dropout_transition=0,alimiter=level=0,${exact}`];
}

/** What `joinArguments` reads: each part with its length, as often as it is shown. */
export const joinList = (
  parts: readonly { readonly file: string; readonly lengthMs: number; readonly times: number }[],
): string =>
  [
    'ffconcat version 1.0',
    ...parts.flatMap(({ file, lengthMs, times }) =>
      Array.from({ length: times }, () => `file '${file}'\nduration ${seconds(lengthMs)}`),
    ),
    '',
  ].join('\n');

/** The index comes first, so that a browser can jump before it has everything. */
export const joinArguments = (list: string, out: string, title: string): string[] => [
  ...[...QUIET, '-y', '-f', 'concat', '-safe', '0', '-i', list, '-map', '0:v', '-map', '0:a'],
  ...['-c:v', 'copy', '-c:a', 'aac', '-b:a', '96k', '-metadata', `title=${title}`, '-movflags', '+faststart'],
  ...['-progress', 'pipe:3', '-f', 'mp4', out],
];

/** Does this file decode at all? */
export const tryArguments = (file: string): string[] => [
  ...[...QUIET, '-threads', '1', '-f', 'matroska', '-i', file, '-f', 'null', '-'],
];
