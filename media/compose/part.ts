// Renders one part of the composed recording into a file named after all that it is made of: it is there whole, or not at all.

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { syncFolder } from '../record/file.ts';
import type { Span } from '../timeline/span.ts';
import { renderArguments, type Tile, tryArguments, WORDS_FILE } from './arguments.ts';
import { runFfmpeg } from './ffmpeg.ts';
import type { ComposeJob } from './job.ts';
import { tileBoxes } from './layout.ts';
import { type Piece, type SoundPiece, writePictures, writeSound } from './pieces.ts';
import type { Part } from './plan.ts';
import { type Seen, wordsOf } from './words.ts';

/** Changes when the same job would be rendered differently: parts of an earlier release are not used then. */
const RECIPE = 'compose-1';

export type RenderedPart = { readonly file: string; readonly skipped: readonly string[]; readonly reused: boolean };

/** The part's file is named after all that it is made of: it is there whole, or not at all. */
export async function renderPart(
  job: ComposeJob,
  part: Part,
  onProgress: (ms: number) => void,
  signal: AbortSignal,
): Promise<RenderedPart> {
  const { title, zeroAtMs, people, segments, stages, away, words } = job;
  const content = JSON.stringify([RECIPE, part, title, zeroAtMs, people, segments, stages, away, words], inOneOrder);
  const name = createHash('sha256').update(content).digest('hex').slice(0, 24);
  const file = join(job.work, `${name}.mkv`);
  const note = join(job.work, `${name}.json`);
  const known = await readFile(note, 'utf8').catch(() => null);
  // The note is written before the file gets its name, so that a file with a name has its note.
  if (known !== null && (await isThere(file)))
    return { file, skipped: (JSON.parse(known) as { skipped: string[] }).skipped, reused: true };
  // Of this run alone: an earlier one whose server was killed may not have noticed yet.
  const folder = join(job.work, `${crypto.randomUUID()}.work`);
  await mkdir(folder, { recursive: true });
  try {
    const unfinished = join(folder, 'part.mkv');
    const skipped = await renderInto(unfinished, folder, job, part, onProgress, signal);
    await writeFile(note, JSON.stringify({ skipped }));
    await rename(unfinished, file);
    await syncFolder(job.work);
    return { file, skipped, reused: false };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same facts have the same spelling, in whatever order they were put together. */
const inOneOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.size > 0,
    () => false,
  );

async function renderInto(
  out: string,
  folder: string,
  job: ComposeJob,
  part: Part,
  onProgress: (ms: number) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const skipped = new Set<string>();
  const boxes = tileBoxes(job.people.length);
  let material = part.kind === 'pause' ? EMPTY : await gather(job, part, folder, (id) => skipped.add(id));
  const render = async (): Promise<void> => {
    const seen: Seen = new Map(
      job.people.map(({ id }, index) => [id, material.pictures[index]?.flatMap(({ shown }) => shown) ?? []]),
    );
    await writeFile(join(folder, WORDS_FILE), wordsOf(job, part, boxes, seen));
    const tiles: Tile[] =
      part.kind === 'pause' ? [] : boxes.map((box, index) => ({ box, pieces: material.pictures[index] ?? [] }));
    const given = renderArguments(part, tiles, material.sounds);
    const file = await open(out, 'w');
    try {
      await runFfmpeg({ program: job.ffmpeg, folder, arguments: given, out: file, onProgress, signal });
      await file.sync();
    } finally {
      await file.close();
    }
  };
  try {
    await render();
  } catch (error) {
    signal.throwIfAborted();
    const usable = await withoutBroken(job, part, folder, material, (id) => skipped.add(id), signal);
    if (usable === null) throw error;
    material = usable;
    await render();
  }
  return [...skipped];
}

type Material = {
  /** By tile. */
  readonly pictures: readonly (readonly Piece[])[];
  readonly sounds: readonly SoundPiece[];
};
const EMPTY: Material = { pictures: [], sounds: [] };

/** What everybody recorded during the part, in files that ffmpeg can read one after the other. */
async function gather(
  job: ComposeJob,
  part: Span,
  folder: string,
  onUnreadable: (id: string) => void,
): Promise<Material> {
  const pictures: (readonly Piece[])[] = [];
  const sounds: SoundPiece[] = [];
  for (const [index, { id }] of job.people.entries()) {
    const segments = job.segments.filter((one) => one.personId === id);
    const source = (kind: string) => ({ segments, part, path: join(folder, `${kind}${index}`), onUnreadable });
    const pieces = await writePictures(source('picture'));
    pictures.push(
      pieces.map((piece) => ({ ...piece, file: basename(piece.file) })).filter(({ shown }) => shown.length > 0),
    );
    const heard = await writeSound(source('sound'));
    if (heard !== null) sounds.push({ ...heard, file: basename(heard.file) });
  }
  return { pictures, sounds };
}

/** After a failure: without the files that ffmpeg cannot read alone. null when all of them can be read, and something else is wrong. */
async function withoutBroken(
  job: ComposeJob,
  part: Span,
  folder: string,
  { pictures, sounds }: Material,
  onBroken: (id: string) => void,
  signal: AbortSignal,
): Promise<Material | null> {
  let broken = 0;
  const reads = async (file: string, index: number, source: 'microphone' | 'camera', shown: readonly Span[]) => {
    try {
      await runFfmpeg({ program: job.ffmpeg, folder, arguments: tryArguments(file), signal });
      return true;
    } catch {
      signal.throwIfAborted();
      broken += 1;
      for (const segment of job.segments) {
        if (segment.source !== source || segment.personId !== job.people[index]?.id) continue;
        const endMs = segment.startMs + segment.durationMs;
        if (shown.some((span) => span.startMs < endMs && span.endMs > segment.startMs)) onBroken(segment.id);
      }
      return false;
    }
  };
  const keptPictures: Piece[][] = [];
  for (const [index, pieces] of pictures.entries()) {
    const kept: Piece[] = [];
    for (const piece of pieces) if (await reads(piece.file, index, 'camera', piece.shown)) kept.push(piece);
    keptPictures.push(kept);
  }
  const keptSounds: SoundPiece[] = [];
  for (const sound of sounds) {
    if (await reads(sound.file, Number(/\d+/.exec(sound.file)?.[0]), 'microphone', [part])) keptSounds.push(sound);
  }
  return broken === 0 ? null : { pictures: keptPictures, sounds: keptSounds };
}
