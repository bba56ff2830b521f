// words-parity: the same sentences through the live path (packets, words process) and from files through the same model: what the pipeline, the codec and lost packets cost. Arguments: sentences, seed.
/// <reference path="../../media/words/sherpa-onnx-node.d.ts" />
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OpusDecoder } from 'opus-decoder';
import { OnlineRecognizer } from 'sherpa-onnx-node';
import { RATE as EAR_RATE, silence } from '../../media/words/ear.ts';
import { engineConfig, REHEARSAL_MODEL, readLiveModel } from '../../media/words/model.ts';
import { temporaryFolder } from '../media/folder.ts';
import { packetsOf } from '../media/packets.ts';
import { framesOf, type KnownFrame } from '../media/webm-frames.ts';
import { Drawer, type DrawnSentence, HELD_OUT, layOut } from '../running/drawn-speech.ts';
import { errorRate } from '../running/error-rate.ts';
import { randomFrom } from '../running/random.ts';
import { samplesOf } from '../running/speech.ts';
import type { Benchmark } from './figures.ts';
import { LivePath } from './live-path.ts';

const execute = promisify(execFile);
const LOST = 0.03;
/** None: then the gate hands on all of it, and file and live path hear the same. */
const LEAD_MS = 0;
const FRAME_MS = 20;
/** The engine decodes no incomplete last chunk. */
const PUSH_MS = 660;

type Spoken = { readonly sentence: DrawnSentence; readonly wav: string; readonly frames: readonly KnownFrame[] };

export const run: Benchmark = async (args) => {
  const sentences = Number(args[0] ?? 150);
  const folder = await temporaryFolder();
  const seed = Number(args[1] ?? Date.now());
  const drawers = HELD_OUT.map((voice, index) => new Drawer(folder, voice, seed + index));
  const spoken: Spoken[] = [];
  for (let n = 0; n < sentences; n++) {
    const sentence = await drawers[n % drawers.length]?.sentence();
    if (sentence !== undefined) spoken.push(await encoded(join(folder, String(n)), sentence));
  }

  const card = await readLiveModel(REHEARSAL_MODEL);
  const recognizer = new OnlineRecognizer({ ...engineConfig(REHEARSAL_MODEL, card), enableEndpoint: 0 });
  const fromFile = (samples: Float32Array): string => {
    const stream = recognizer.createStream();
    for (const piece of [samples, silence(PUSH_MS)]) stream.acceptWaveform({ samples: piece, sampleRate: EAR_RATE });
    while (recognizer.isReady(stream)) recognizer.decodeStreams([stream]);
    return recognizer.getResult(stream).text;
  };

  const live = await LivePath.open(REHEARSAL_MODEL);
  const random = randomFrom(seed);
  const [original, decoded, throughOpus, withLoss]: string[][] = [[], [], [], []];
  let [sent, lost] = [0, 0];
  try {
    for (const { wav, frames } of spoken) {
      original?.push(fromFile(floats(await samplesOf(wav, EAR_RATE))));
      decoded?.push(fromFile(await opusDecoded(frames)));
      const packets = packetsOf({ source: 'microphone', frames: [...frames] }, STREAM);
      throughOpus?.push(await live.hear(packets));
      const kept = packets.filter((_, index) => index === 0 || random() >= LOST);
      [sent, lost] = [sent + packets.length, lost + packets.length - kept.length];
      withLoss?.push(await live.hear(kept));
    }
  } finally {
    live.close();
  }
  const said = spoken.map(({ sentence }) => sentence.text);
  const rate = (heard: readonly string[] = [], against: readonly string[] = said): number =>
    errorRate(heard.map((text, index) => ({ heard: text, said: against[index] ?? '' })));
  return {
    conditions: {
      ...{ sentences, characters: said.join('').length, voices: HELD_OUT, model: card.name, seed },
      ...{ opus: '32 kbit/s', packetsLost: `${lost} of ${sent}` },
    },
    figures: [
      { name: 'identical PCM: live path against file', value: rate(throughOpus, decoded), unit: '% of characters' },
      {
        name: 'through Opus, more errors than from the file',
        value: rate(throughOpus) - rate(original),
        unit: 'points',
      },
      { name: 'at 3 % loss, more errors than from the file', value: rate(withLoss) - rate(original), unit: 'points' },
      { name: 'character error rate from the file', value: rate(original), unit: '%' },
    ],
  };
};

const STREAM = { ssrc: 9, payloadType: 100, firstSequence: 1, firstTimestamp: 1_000 };

async function encoded(name: string, sentence: DrawnSentence): Promise<Spoken> {
  const [wav, webm] = [`${name}.wav`, `${name}.webm`];
  await layOut(wav, [sentence], { leadMs: LEAD_MS, pauseMs: 1_500 });
  const opus = ['-ac', '2', '-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', webm];
  await execute(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', '-i', wav, ...opus]);
  // WebM rounds times to milliseconds, RTP counts samples.
  const frames = (await framesOf(webm, 'audio')).map((frame, index) => ({ ...frame, timeMs: index * FRAME_MS }));
  return { sentence, wav, frames };
}

async function opusDecoded(frames: readonly KnownFrame[]): Promise<Float32Array> {
  const decoder = new OpusDecoder({ channels: 1, sampleRate: EAR_RATE });
  await decoder.ready;
  const pieces = frames.map(({ data }) => decoder.decodeFrame(data).channelData[0] ?? new Float32Array(0));
  decoder.free();
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const floats = (samples: Int16Array): Float32Array => Float32Array.from(samples, (sample) => sample / 32_768);
