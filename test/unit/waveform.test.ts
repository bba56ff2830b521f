// The measure itself is measured: it finds a known place, in noise too, and not in a strange sound.
import { expect, it } from 'vitest';
import { find, LOW_RATE, laidOut, lowered } from '../running/waveform.ts';

/** Reproducible noise in -1 to 1. */
function noise(seed: number, length: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 1_073_741_824 - 1;
  });
}

it('finds a sentence where it is, weaker and in noise', () => {
  const sentence = noise(3, LOW_RATE);
  const track = noise(5, 8 * LOW_RATE).map((sample) => sample * 0.1);
  for (let at = 0; at < sentence.length; at += 1)
    track[5_321 + at] = (track[5_321 + at] ?? 0) + 0.2 * (sentence[at] ?? 0);
  const found = find(sentence, { startMs: 1_000, samples: track });
  expect(found.correlation).toBeGreaterThan(0.8);
  expect(found.atMs).toBeCloseTo(1_000 + (5_321 / LOW_RATE) * 1000, 3);
  expect(find(sentence, { startMs: 1_000, samples: track }, 1_000, 2_000).correlation).toBeLessThan(0.2);
});

it('does not find it in a strange sound, nor in silence', () => {
  expect(find(noise(3, LOW_RATE), { startMs: 0, samples: noise(9, 8 * LOW_RATE) }).correlation).toBeLessThan(0.2);
  expect(find(noise(3, LOW_RATE), { startMs: 0, samples: new Float32Array(8 * LOW_RATE) }).correlation).toBe(0);
});

it('lays pieces out by their times and leaves silence where one is missing', () => {
  const piece = (atMs: number, value: number) => ({ atMs, samples: new Array<number>(20).fill(value) });
  const { samples, startMs } = laidOut([piece(100, 1), piece(110, 2), piece(130, 3)]);
  expect([startMs, samples.length, samples[0], samples[25], samples[45], samples[65]]).toEqual([100, 80, 1, 2, 0, 3]);
});

it('lowers any rate', () => {
  expect(lowered(new Array<number>(44_100).fill(0.5), 44_100)).toEqual(new Float32Array(2_000).fill(0.5));
});
