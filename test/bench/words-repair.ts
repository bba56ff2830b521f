// words-repair: the words process is killed at random moments while somebody speaks in real time; how long captions are away, and what of the speech is in neither sentences nor holes, before and after the holes were listened to from the recording. Arguments: rounds, seed.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { REHEARSAL_MODEL } from '../../media/words/model.ts';
import { type Hole, Words } from '../../media/words/words.ts';
import { runProgram } from '../../server/jobs/program.ts';
import { temporaryFolder } from '../media/folder.ts';
import { packetsOf } from '../media/packets.ts';
import { writeSegment } from '../media/segments.ts';
import { SILENT_LOG } from '../media/settings.ts';
import { framesOf, type KnownFrame } from '../media/webm-frames.ts';
import { Drawer, type DrawnSentence, HELD_OUT, type Laid, layOut } from '../running/drawn-speech.ts';
import { errorRate } from '../running/error-rate.ts';
import { randomFrom } from '../running/random.ts';
import { type Benchmark, percentile } from './figures.ts';

const execute = promisify(execFile);
const AGAIN = fileURLToPath(new URL('../../media/words/again/main.ts', import.meta.url));
const SENTENCES = 10;
const PAUSE_MS = 600;
const FRAME_MS = 20;
/** How much faster than it was spoken. */
const PEACE_PACE = 20;
/** The engine has understood something by then, and something is left to say. */
const [EARLIEST_MS, LATEST_MS] = [5_000, 15_000];
/** A word is where its sentence is: engines say where words begin, about. */
const SLACK_MS = 400;
const Repaired = z.object({
  holes: z.array(z.object({ startMs: z.number(), words: z.array(z.object({ text: z.string(), atMs: z.number() })) })),
});

/** Engines say where words begin; the archive gives the last one of a sentence the same time. */
const LAST_WORD_MS = 300;

type Span = { readonly startMs: number; readonly endMs: number; readonly text: string };

export const run: Benchmark = async (args) => {
  const rounds = Number(args[0] ?? 6);
  const seed = Number(args[1] ?? Date.now());
  const random = randomFrom(seed);
  const folder = await temporaryFolder();
  const away: number[] = [];
  const pairs: { heard: string; said: string }[] = [];
  const missing = { before: 0, after: 0 };
  let spoken = 0;
  for (let round = 0; round < rounds; round++) {
    const drawer = new Drawer(folder, HELD_OUT[round % HELD_OUT.length] ?? 'f5', seed + round);
    const drawn: DrawnSentence[] = [];
    for (let n = 0; n < SENTENCES; n++) drawn.push(await drawer.sentence());
    const { laid, frames } = await recorded(join(folder, `round-${round}`), drawn);
    const killMs = EARLIEST_MS + random() * (LATEST_MS - EARLIEST_MS);
    // What the engine does not understand in peace is no fault of the interruption.
    const peace = await interrupted(frames, Number.POSITIVE_INFINITY);
    const { backMs, sentences, holes } = await interrupted(frames, killMs);
    away.push(backMs - killMs);
    const filled = await repair(folder, frames, holes);
    spoken += laid.reduce((sum, { sentence }) => sum + (sentence.words.at(-1)?.endMs ?? 0), 0) / 1_000;
    missing.before += missingS(laid, peace.sentences, [...sentences, ...holes]);
    missing.after += missingS(laid, peace.sentences, [...sentences, ...filled]);
    const heard = [...sentences, ...filled].sort((a, b) => a.startMs - b.startMs).map(({ text }) => text);
    pairs.push({ heard: heard.join(''), said: laid.map(({ sentence }) => sentence.text).join('') });
  }
  return {
    conditions: { rounds, seed, voices: HELD_OUT, model: 'rehearsal', speechS: Math.round(spoken) },
    figures: [
      { name: 'killed until captions are back, slowest', value: (percentile(away, 1) ?? 0) / 1_000, unit: 's' },
      { name: 'speech missing after repair', value: missing.after, unit: 's' },
      { name: 'speech in neither sentence nor hole before repair', value: missing.before, unit: 's' },
      { name: 'character error rate after repair', value: errorRate(pairs), unit: '%' },
    ],
  };
};

async function recorded(
  name: string,
  drawn: readonly DrawnSentence[],
): Promise<{ laid: Laid[]; frames: KnownFrame[] }> {
  const laid = await layOut(`${name}.wav`, drawn, { leadMs: 500, pauseMs: PAUSE_MS });
  const opus = ['-ac', '2', '-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', `${name}.webm`];
  const pad = ['-af', 'apad=pad_dur=2'];
  await execute(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', '-i', `${name}.wav`, ...pad, ...opus]);
  const frames = await framesOf(`${name}.webm`, 'audio');
  return { laid, frames: frames.map((frame, index) => ({ ...frame, timeMs: index * FRAME_MS })) };
}

/** Times are those of the sound, which is played as it was spoken. */
async function interrupted(frames: readonly KnownFrame[], killMs: number) {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const { promise: closed, resolve: end } = Promise.withResolvers<void>();
  const sentences: Span[] = [];
  const holes: Hole[] = [];
  let [killedAt, backMs, startAt] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  const words = new Words(
    REHEARSAL_MODEL,
    {
      said: (state, _trackId, said) => {
        if (performance.now() > killedAt) backMs = Math.min(backMs, performance.now() - startAt);
        const [first, last] = [said.words[0], said.words.at(-1)];
        if (state === 'final' && first !== undefined && last !== undefined)
          sentences.push({ startMs: first.startMs, endMs: last.startMs + LAST_WORD_MS, text: said.text });
      },
      closed: () => end(),
      hole: (hole) => holes.push(hole),
      state: (state) => {
        if (state === 'on') resolve();
      },
    },
    SILENT_LOG,
  );
  await ready;
  words.open('track');
  startAt = performance.now();
  for (const { atMs, bytes } of packetsOf({ source: 'microphone', frames: [...frames] }, STREAM)) {
    // In peace nobody waits for the end of a sentence that was recorded long ago, and the engine need not skip any of it.
    const pace = Number.isFinite(killMs) ? 1 : PEACE_PACE;
    const aheadMs = (atMs + FRAME_MS) / pace - (performance.now() - startAt);
    if (aheadMs > 1) await wait(aheadMs);
    if (atMs >= killMs && killedAt === Number.POSITIVE_INFINITY) {
      process.kill(words.pid ?? 0, 'SIGKILL');
      killedAt = performance.now();
    }
    words.packet('track', bytes, atMs + FRAME_MS);
  }
  words.close('track');
  await closed;
  words.end();
  return { backMs, sentences, holes };
}

const STREAM = { ssrc: 3, payloadType: 100, firstSequence: 1, firstTimestamp: 1 };

async function repair(folder: string, frames: readonly KnownFrame[], holes: readonly Hole[]): Promise<Span[]> {
  const { file, durationMs } = await writeSegment(
    folder,
    { source: 'microphone', frames: [...frames] },
    { codec: 'opus' },
    0,
  );
  const stretches = holes.map(({ startMs, endMs }) => ({ id: crypto.randomUUID(), fromMs: startMs, toMs: endMs }));
  const tracks = [{ files: [{ path: file, startMs: 0, durationMs }], lines: [], holes: stretches }];
  const job = { model: 'rehearsal', terms: [], tracks };
  const found = await runProgram({ program: AGAIN, job, result: Repaired, onProgress: () => {} });
  return found.holes.map(({ startMs, words }) => ({
    startMs: startMs + (words[0]?.atMs ?? 0),
    endMs: startMs + (words.at(-1)?.atMs ?? 0) + LAST_WORD_MS,
    text: words.map(({ text }) => text).join(''),
  }));
}

type Stretch = Pick<Span, 'startMs' | 'endMs'>;

/** Seconds of spoken words that were understood in peace, and lie in none of these. */
function missingS(laid: readonly Laid[], peace: readonly Stretch[], spans: readonly Stretch[]): number {
  let missing = 0;
  for (const { sentence, startMs } of laid)
    for (const word of sentence.words) {
      const middleMs = startMs + (word.startMs + word.endMs) / 2;
      const isIn = (all: readonly Stretch[], slackMs: number): boolean =>
        all.some((span) => middleMs > span.startMs - slackMs && middleMs < span.endMs + slackMs);
      if (isIn(peace, 0) && !isIn(spans, SLACK_MS)) missing += (word.endMs - word.startMs) / 1_000;
    }
  return missing;
}
