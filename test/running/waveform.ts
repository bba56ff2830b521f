// Finds a known sound in another one by cross-correlation of the waveforms, and says when it is there.

/** Samples a second that are compared: the voice's lowest kilohertz tells sentences apart and keeps the sums short. */
export const LOW_RATE = 2_000;

/** A sound on a clock: sample i is at startMs + i / LOW_RATE s. */
export type Sound = { readonly startMs: number; readonly samples: Float32Array };

/** Means of consecutive blocks: a low-pass that any rate above LOW_RATE can be put through. */
export function lowered(samples: ArrayLike<number>, rate: number): Float32Array {
  const block = rate / LOW_RATE;
  const low = new Float32Array(Math.floor(samples.length / block));
  for (let at = 0; at < low.length; at += 1) {
    const from = Math.round(at * block);
    const to = Math.round((at + 1) * block);
    let sum = 0;
    for (let sample = from; sample < to; sample += 1) sum += samples[sample] ?? 0;
    low[at] = sum / (to - from);
  }
  return low;
}

/** Pieces that came with their own times, laid on one line; what did not come is silence. */
export function laidOut(pieces: readonly { readonly atMs: number; readonly samples: ArrayLike<number> }[]): Sound {
  const startMs = Math.min(...pieces.map((piece) => piece.atMs));
  const last = pieces.at(-1);
  const place = (atMs: number) => Math.round(((atMs - startMs) / 1000) * LOW_RATE);
  const line = new Float32Array(last === undefined ? 0 : place(last.atMs) + last.samples.length);
  for (const piece of pieces)
    line.set(piece.samples, Math.min(place(piece.atMs), Math.max(0, line.length - piece.samples.length)));
  return { startMs, samples: line };
}

export type Found = { readonly atMs: number; readonly correlation: number };

/** Where `wanted` fits `within` best, between two times; correlation is normalised, 0 to 1 (the sign of a sound does not matter). */
export function find(
  wanted: Float32Array,
  within: Sound,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): Found {
  const { samples, startMs } = within;
  const indexOf = (atMs: number) => Math.round(((atMs - startMs) / 1000) * LOW_RATE);
  const first = Math.max(0, Number.isFinite(fromMs) ? indexOf(fromMs) : 0);
  const last = Math.min(samples.length - wanted.length, Number.isFinite(toMs) ? indexOf(toMs) : samples.length);
  const wantedEnergy = energy(wanted, 0, wanted.length);
  let best: Found = { atMs: Number.NaN, correlation: 0 };
  let here = first <= last ? energy(samples, first, wanted.length) : 0;
  for (let at = first; at <= last; at += 1) {
    // Near silence everything fits; a sentence is not there.
    if (here > wantedEnergy * 1e-4) {
      let sum = 0;
      for (let i = 0; i < wanted.length; i += 1) sum += (wanted[i] ?? 0) * (samples[at + i] ?? 0);
      const correlation = Math.abs(sum) / Math.sqrt(here * wantedEnergy);
      if (correlation > best.correlation) best = { atMs: startMs + (at / LOW_RATE) * 1000, correlation };
    }
    here += (samples[at + wanted.length] ?? 0) ** 2 - (samples[at] ?? 0) ** 2;
  }
  return best;
}

function energy(samples: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let at = from; at < from + length; at += 1) sum += (samples[at] ?? 0) ** 2;
  return sum;
}
