// words-clock: when words are said to be spoken against when they were, and whether that holds after three simulated hours of a sender whose clock is wrong, who is mostly silent (DTX) and mutes twenty times. Arguments: sentences, sentences of the simulation for each stretch.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { REHEARSAL_MODEL } from '../../media/words/model.ts';
import type { Said } from '../../media/words/speaker.ts';
import { Words } from '../../media/words/words.ts';
import { matched } from '../../server/protocol/retime.ts';
import { temporaryFolder } from '../media/folder.ts';
import { rtpPacket } from '../media/packets.ts';
import { SILENT_LOG } from '../media/settings.ts';
import { framesOf } from '../media/webm-frames.ts';
import { Drawer, type DrawnSentence, HELD_OUT, layOut } from '../running/drawn-speech.ts';
import { randomFrom } from '../running/random.ts';
import { type Benchmark, percentile } from './figures.ts';

const execute = promisify(execFile);
const FRAME_MS = 20;
const HOURS_MS = 3 * 3_600_000;
const MUTES = 20;
/** Of the sender's clock: the worst of two cheap ones. */
const WRONG = 1 + 100e-6;
const JITTER_MS = 30;
/** In silence a sender sends so often. */
const DTX_MS = 400;
const AROUND_MS = 700;

type Timed = { readonly trueMs: number; readonly sentence: DrawnSentence; readonly frames: readonly Uint8Array[] };

export const run: Benchmark = async (args) => {
  const [sentences = 60, each = 4] = args.map(Number);
  const seed = Date.now();
  const folder = await temporaryFolder();
  const drawer = new Drawer(folder, HELD_OUT[0], seed);
  const near: Timed[] = [];
  for (let n = 0; n < sentences; n++) near.push({ trueMs: 2_000 + n * 8_000, ...(await encoded(folder, n, drawer)) });
  const plain = errors(near, await heard(near, { wrong: 1, random: () => 0.5, muted: () => false }));

  const long: Timed[] = [];
  const stretchMs = HOURS_MS / (MUTES + 1);
  // The same sentences in each stretch: what differs is the clock.
  const again: Omit<Timed, 'trueMs'>[] = [];
  for (let n = 0; n < each; n++) again.push(await encoded(folder, sentences + n, drawer));
  for (let stretch = 0; stretch <= MUTES; stretch++)
    for (const [n, one] of again.entries()) long.push({ trueMs: stretch * stretchMs + 5_000 + n * 8_000, ...one });
  // Muted for the second half of each stretch.
  const muted = (atMs: number): boolean => (atMs % stretchMs) / stretchMs > 0.5;
  const simulated = errors(long, await heard(long, { wrong: WRONG, random: randomFrom(seed), muted }));
  // Each word against itself in the first stretch: which ones are understood differs from time to time.
  const stretchOf = (trueMs: number): number => Math.floor(trueMs / stretchMs);
  const first = new Map(
    simulated.filter(({ trueMs }) => stretchOf(trueMs) === 0).map(({ word, byMs }) => [word, byMs]),
  );
  const driftOf = (stretch: number): number => {
    const by = simulated.flatMap(({ trueMs, word, byMs }) =>
      stretchOf(trueMs) === stretch && first.has(word) ? [byMs - (first.get(word) ?? 0)] : [],
    );
    return Math.abs(percentile(by, 0.5) ?? Number.NaN);
  };
  const drifts = Array.from({ length: MUTES }, (_, index) => driftOf(index + 1)).filter(Number.isFinite);
  const sizes = plain.map(({ byMs }) => Math.abs(byMs));
  return {
    conditions: {
      ...{ sentences, words: plain.length, voice: HELD_OUT[0], model: 'rehearsal', seed, hours: HOURS_MS / 3_600_000 },
      ...{
        mutes: MUTES,
        senderWrongPpm: Math.round((WRONG - 1) * 1e6),
        jitterMs: JITTER_MS,
        simulatedWords: simulated.length,
      },
    },
    figures: [
      {
        name: 'word time, signed median',
        value: percentile(
          plain.map(({ byMs }) => byMs),
          0.5,
        ),
        unit: 'ms',
      },
      { name: 'word time against the recording, median', value: percentile(sizes, 0.5), unit: 'ms' },
      { name: 'word time against the recording, p95', value: percentile(sizes, 0.95), unit: 'ms' },
      {
        name: 'drift after 3 h with 20 mutes, median of the last stretch',
        value: driftOf(MUTES),
        unit: 'ms',
      },
      { name: 'drift of any stretch, largest', value: percentile(drifts, 1), unit: 'ms' },
    ],
  };
};

async function encoded(folder: string, n: number, drawer: Drawer): Promise<Omit<Timed, 'trueMs'>> {
  const sentence = await drawer.sentence();
  const [wav, webm] = [join(folder, `clock-${n}.wav`), join(folder, `clock-${n}.webm`)];
  await layOut(wav, [sentence], { leadMs: 0, pauseMs: AROUND_MS });
  const opus = ['-ac', '2', '-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', webm];
  await execute(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', '-i', wav, ...opus]);
  return { sentence, frames: (await framesOf(webm, 'audio')).map(({ data }) => data) };
}

type Sender = { readonly wrong: number; readonly random: () => number; readonly muted: (atMs: number) => boolean };

/** All of it as packets that arrive on the true clock, faster than it would. */
async function heard(all: readonly Timed[], { wrong, random, muted }: Sender): Promise<Said[]> {
  const said: Said[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const { promise: closed, resolve: end } = Promise.withResolvers<void>();
  const words = new Words(
    REHEARSAL_MODEL,
    {
      said: (state, _trackId, one) => {
        if (state === 'final') said.push(one);
      },
      closed: () => end(),
      hole: ({ reason }) => {
        throw new Error(`a hole: ${reason}`);
      },
      state: (state) => {
        if (state === 'on') resolve();
      },
    },
    SILENT_LOG,
  );
  await ready;
  words.open('track');
  let [sequence, latestMs, onTheWay] = [65_000, 0, 0];
  const send = async (atMs: number, payload: Uint8Array): Promise<void> => {
    const stream = { ssrc: 1, payloadType: 100, firstSequence: 0, firstTimestamp: 0 };
    const packet = rtpPacket(stream, sequence++, Math.round(0xff_ff_00_00 + atMs * wrong * 48), false, payload);
    // A packet is sent when its sound has ended; arrival never goes back.
    latestMs = Math.max(latestMs, atMs + FRAME_MS + random() * JITTER_MS);
    words.packet('track', packet, latestMs);
    // As many as the line takes, then the other process has its turn.
    if (++onTheWay % 500 === 0) await wait(300);
  };
  const silence = SILENT_FRAME;
  let nowMs = 0;
  for (const { trueMs, frames } of all) {
    for (; nowMs < trueMs - FRAME_MS; nowMs += DTX_MS) if (!muted(nowMs)) await send(nowMs, silence);
    for (const [index, frame] of frames.entries()) await send(trueMs + index * FRAME_MS, frame);
    nowMs = trueMs + frames.length * FRAME_MS;
  }
  words.close('track');
  await closed;
  words.end();
  return said;
}

/** Opus, 20 ms, nothing in it. */
const SILENT_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);

/** For each word of which the first character was understood: how much later it is said to begin than it did. */
function errors(
  all: readonly Timed[],
  said: readonly Said[],
): { trueMs: number; word: DrawnSentence['words'][number]; byMs: number }[] {
  return all.flatMap(({ trueMs, sentence }) => {
    const lengthMs = sentence.words.at(-1)?.endMs ?? 0;
    const own = said.filter(({ words }) => {
      const startMs = words[0]?.startMs ?? 0;
      return startMs > trueMs - 1_500 && startMs < trueMs + lengthMs + 1_500;
    });
    const heardWords = own.flatMap(({ words }) => words);
    const place = matched(
      heardWords.map(({ text }) => text),
      [...sentence.text],
    );
    let at = 0;
    return sentence.words.flatMap((word) => {
      const token = heardWords[place[at] ?? -1];
      at += word.text.length;
      return token === undefined ? [] : [{ trueMs, word, byMs: token.startMs - (trueMs + word.startMs) }];
    });
  });
}
