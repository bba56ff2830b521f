// The throw-away process in which a model is tried: loaded, and given a sentence and half a minute of noise. Prints what it heard; ends with 0 when the model held out.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { listenerFor } from '../again/listener.ts';
import { RATE } from '../ear.ts';
import { readModel } from '../model.ts';

/** 16-bit samples at RATE, said by a synthetic voice. */
const SENTENCE = fileURLToPath(new URL('./sentence.pcm', import.meta.url));
const NOISE_S = 25;

const folder = process.argv[2] ?? '';
const listen = listenerFor(folder, await readModel(folder));
const bytes = await readFile(SENTENCE);
const samples = Float32Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(2 * at) / 32_768);
const heard = listen(samples);
// A list of tokens that is too short ends the process at the first token beyond it, sooner or later.
listen(Float32Array.from({ length: NOISE_S * RATE }, (_, at) => 0.1 * Math.sin(at * (1 + (at % 977) / 977))));
process.stdout.write(
  heard
    .map(({ text }) => text)
    .join('')
    .trim(),
);
