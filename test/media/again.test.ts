// Listening once more to kept files: pieces of voice, sound at its place on the clock, and the program itself with both kinds of model.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { TrackSound } from '../../media/words/again/sound.ts';
import { voicesIn } from '../../media/words/again/voices.ts';
import { RATE } from '../../media/words/ear.ts';
import { runProgram } from '../../server/jobs/program.ts';
import { Drawer, type DrawnSentence, layOut } from '../running/drawn-speech.ts';
import { temporaryFolder } from './folder.ts';
import { writeSegment } from './segments.ts';
import { framesOf } from './webm-frames.ts';

const run = promisify(execFile);
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
const PROGRAM = fileURLToPath(new URL('../../media/words/again/main.ts', import.meta.url));
const folder = temporaryFolder();

const tone = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * RATE }, (_, at) => 0.2 * Math.sin(at / 5));
const joined = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));
const quiet = (seconds: number) => new Float32Array(seconds * RATE);

it('finds sentences between pauses, with a little before and after them', () => {
  const pieces = voicesIn(joined(quiet(1), tone(2), quiet(0.4), tone(1), quiet(2), tone(1)));
  expect(pieces.map(({ from, to }) => [from / RATE, to / RATE])).toEqual([
    [0.7, 5],
    [6.1, 7.4],
  ]);
  expect(voicesIn(quiet(3))).toEqual([]);
});

it('gives no engine more than half a minute at once, and loses none of it', () => {
  const pieces = voicesIn(tone(70));
  expect(pieces.length).toBe(3);
  for (const { from, to } of pieces) expect((to - from) / RATE).toBeLessThan(30);
  for (const [index, { to }] of pieces.slice(0, -1).entries()) expect(pieces[index + 1]?.from).toBe(to);
});

/** A sentence as the recorder keeps it. */
async function spoken(text: string): Promise<{ path: string; durationMs: number }> {
  const name = join(await folder, crypto.randomUUID());
  await run('espeak-ng', ['-v', 'cmn+f5', '-s', '150', '-p', '50', '-w', `${name}.wav`, text]);
  return kept(name);
}

async function kept(name: string): Promise<{ path: string; durationMs: number }> {
  const opus = ['-af', 'apad=pad_dur=0.5', '-ac', '2', '-ar', '48000', '-c:a', 'libopus', '-b:a', '32k'];
  await run(FFMPEG, ['-v', 'error', '-y', '-i', `${name}.wav`, ...opus, `${name}.webm`]);
  const frames = await framesOf(`${name}.webm`, 'audio');
  const { file, durationMs } = await writeSegment(await folder, { source: 'microphone', frames }, { codec: 'opus' }, 0);
  return { path: file, durationMs };
}

const Said = z.array(
  z.object({ id: z.string(), startMs: z.number(), words: z.array(z.object({ text: z.string(), atMs: z.number() })) }),
);
const Result = z.object({ name: z.string(), lines: Said, holes: Said });
const trackOf = (file: { path: string; durationMs: number }, holes: { fromMs: number; toMs: number }[]) => ({
  files: [{ ...file, startMs: 0 }],
  lines: [],
  holes: holes.map((hole) => ({ id: crypto.randomUUID(), ...hole })),
});
const listen = (model: string, tracks: object[], terms: string[] = []) =>
  runProgram({ program: PROGRAM, job: { model, terms, tracks }, result: Result, onProgress: () => {} });

it.each(['rehearsal', 'rehearsal-second'])('%s understands a sentence and a hole where they are', async (model) => {
  const [one, other] = [await spoken('现在公开听证'), await spoken('请听证员提问')];
  const files = [
    { ...one, startMs: 10_000 },
    { ...other, startMs: 20_000 },
  ];
  const [line, hole] = [crypto.randomUUID(), crypto.randomUUID()];
  const { lines, holes } = await listen(model, [
    { files, lines: [{ id: line, fromMs: 9_800, toMs: 13_500 }], holes: [{ id: hole, fromMs: 15_000, toMs: 40_000 }] },
  ]);
  expect(lines.map(({ id }) => id)).toEqual([line]);
  expect(lines[0]?.words.map(({ text }) => text).join('')).toMatch(/公开听/);
  expect(holes.map(({ id }) => id)).toEqual([hole]);
  expect(holes[0]?.words.map(({ text }) => text).join('')).toMatch(/听证员/);
  const firstMs = (holes[0]?.startMs ?? 0) + (holes[0]?.words[0]?.atMs ?? 0);
  expect(Math.abs(firstMs - 20_000)).toBeLessThan(500);
});

it('understands a word whole that begins in a hole and ends after it, and none that begins before', async () => {
  const sentence = await spoken('现在公开听证');
  const { words } =
    (await listen('rehearsal', [trackOf(sentence, [{ fromMs: 0, toMs: sentence.durationMs }])])).holes[0] ?? {};
  const last = words?.at(-1);
  if (words === undefined || last === undefined) throw new Error('not understood');
  const cut = async (fromMs: number, toMs: number): Promise<string> => {
    const { holes } = await listen('rehearsal', [trackOf(sentence, [{ fromMs, toMs }])]);
    return holes.flatMap((said) => said.words.map(({ text }) => text)).join('');
  };
  const text = words.map((word) => word.text).join('');
  expect(await cut(0, last.atMs + 50)).toBe(text);
  expect(await cut(last.atMs - 50, sentence.durationMs)).toBe(last.text);
});

it('takes a file that is none for silence, and says in a sentence that a model is none', async () => {
  const path = join(await folder, 'no.mkv');
  await writeFile(path, 'this is not a recording');
  const sound = new TrackSound([{ path, startMs: 0, durationMs: 1_000 }]);
  expect((await sound.between(0, 1_000)).every((sample) => sample === 0)).toBe(true);
  await expect(listen(await folder, [])).rejects.toMatchObject({
    code: 'file_damaged',
    cause: expect.objectContaining({ message: expect.stringMatching(/model\.json/) }),
  });
});

it('hears terms that it was told beforehand, where its model takes them', async () => {
  const drawer = new Drawer(await folder, 'm8', 5);
  const sentences: DrawnSentence[] = [];
  for (let n = 0; n < 12; n++) sentences.push(await drawer.sentence());
  const tracks: object[] = [];
  for (const sentence of sentences) {
    const name = join(await folder, crypto.randomUUID());
    await layOut(`${name}.wav`, [sentence], { leadMs: 200, pauseMs: 300 });
    const file = { ...(await kept(name)), startMs: 0 };
    tracks.push({ files: [file], lines: [{ id: crypto.randomUUID(), fromMs: 0, toMs: file.durationMs }], holes: [] });
  }
  const heard = async (terms: string[]) => {
    const { lines } = await listen('rehearsal', tracks, terms);
    return lines.map(({ words }) => words.map(({ text }) => text).join(''));
  };
  const plain = await heard([]);
  const missed = sentences.flatMap(({ words }, index) =>
    words.filter(({ text }) => !plain[index]?.includes(text)).map(({ text }) => text),
  );
  expect(missed.length).toBeGreaterThan(0);
  const told = await heard(missed);
  const found = (all: readonly string[]): number =>
    sentences.reduce((sum, { words }, at) => sum + words.filter(({ text }) => all[at]?.includes(text)).length, 0);
  expect(found(told)).toBeGreaterThan(found(plain));
  // Nothing that the engine would read as an order of its own.
  expect(await heard(['道 :9', '\u0023', '一'])).toEqual(plain);
});
