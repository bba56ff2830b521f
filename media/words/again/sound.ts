// The sound of one person's track as it is kept, any stretch of it, on the hearing's clock; what was not sent or not kept is silence.
import { readFile } from 'node:fs/promises';
import { OpusDecoder } from 'opus-decoder';
import { readMkv } from '../../record/mkvread.ts';
import { RATE } from '../ear.ts';

export type KeptSound = { readonly path: string; readonly startMs: number; readonly durationMs: number };

/** The newest file that was decoded stays: stretches are asked for in their order. */
export class TrackSound {
  readonly #files: readonly KeptSound[];
  #open: { readonly file: KeptSound; readonly samples: Float32Array } | null = null;

  constructor(files: readonly KeptSound[]) {
    this.#files = files;
  }

  async between(fromMs: number, toMs: number): Promise<Float32Array> {
    const all = new Float32Array(Math.max(0, Math.round(((toMs - fromMs) * RATE) / 1_000)));
    for (const file of this.#files) {
      if (file.startMs >= toMs || file.startMs + file.durationMs <= fromMs) continue;
      const samples = await this.#samplesOf(file);
      const at = Math.round(((file.startMs - fromMs) * RATE) / 1_000);
      const from = Math.max(0, -at);
      const length = Math.min(samples.length - from, all.length - Math.max(0, at));
      if (length > 0) all.set(samples.subarray(from, from + length), Math.max(0, at));
    }
    return all;
  }

  async #samplesOf(file: KeptSound): Promise<Float32Array> {
    if (this.#open?.file === file) return this.#open.samples;
    // A file that cannot be read is silence: that it is damaged is said by its check.
    const { frames } = readMkv(await readFile(file.path).catch(() => Buffer.alloc(0)));
    const decoder = new OpusDecoder({ channels: 1, sampleRate: RATE });
    await decoder.ready;
    const lastMs = frames.at(-1)?.timeMs ?? 0;
    const all = new Float32Array(Math.ceil(((lastMs + 200) * RATE) / 1_000));
    let end = 0;
    for (const { timeMs, data } of frames) {
      const [samples] = decoder.decodeFrame(data).channelData;
      if (samples === undefined) continue;
      // Times are whole milliseconds: what is expected within two of them follows without a seam.
      const told = Math.round((timeMs * RATE) / 1_000);
      const at = Math.abs(told - end) <= RATE / 500 ? end : Math.max(told, end);
      if (at + samples.length <= all.length) all.set(samples, at);
      end = at + samples.length;
    }
    decoder.free();
    this.#open = { file, samples: all };
    return all;
  }
}
