// One piece of sound in, its words with their times out: by a model for whole sentences, or by one for live speech that reads it from its beginning.
import engines, { OnlineRecognizer } from 'sherpa-onnx-node';
import { RATE, silence } from '../ear.ts';
import { hotwordConfig, isLive, type LiveCard, type ModelCard, type SecondCard, secondConfig } from '../model.ts';
import type { Word } from '../speaker.ts';

/** Times are milliseconds within the piece; null where the model tells none. */
export type Heard = Omit<Word, 'startMs'> & { readonly atMs: number | null };
export type Listener = (samples: Float32Array) => Heard[];

/** The engine decodes no incomplete last chunk. */
const PUSH_MS = 660;

/**
 * Ends the whole process when the model is not what its card says. @param terms that will be said, for engines that want to know
 * @throws Error when a file is missing
 */
export const listenerFor = (directory: string, card: ModelCard, terms: readonly string[] = []): Listener =>
  isLive(card) ? live(directory, card, terms) : whole(directory, card);

function whole(directory: string, card: SecondCard): Listener {
  const recognizer = new engines.OfflineRecognizer(secondConfig(directory, card));
  return (samples) => {
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples, sampleRate: RATE });
    recognizer.decode(stream);
    const { tokens, timestamps } = recognizer.getResult(stream);
    return tokens.map((token, index) => ({
      text: spelled(token),
      atMs: timed(timestamps[index], card.tokenLagMs),
      probability: null,
    }));
  };
}

function live(directory: string, card: LiveCard, terms: readonly string[]): Listener {
  const recognizer = new OnlineRecognizer({ ...hotwordConfig(directory, card, terms), enableEndpoint: 0 });
  return (samples) => {
    const stream = recognizer.createStream();
    for (const part of [samples, silence(PUSH_MS)]) stream.acceptWaveform({ samples: part, sampleRate: RATE });
    while (recognizer.isReady(stream)) recognizer.decodeStreams([stream]);
    const { tokens, timestamps, ys_probs } = recognizer.getResult(stream);
    return tokens.map((token, index) => ({
      text: spelled(token),
      atMs: timed(timestamps[index], card.tokenLagMs),
      probability: ys_probs[index] === undefined ? null : Math.round(Math.exp(ys_probs[index]) * 1_000) / 1_000,
    }));
  };
}

/** Some models keep the sign of a word's beginning. */
const spelled = (token: string): string => token.replaceAll('▁', ' ');

const timed = (seconds: number | undefined, lagMs: number): number | null =>
  seconds === undefined ? null : Math.max(0, Math.round(seconds * 1_000 - lagMs));
