// Where somebody speaks in a stretch of sound, in pieces no longer than an engine takes at once.
import { RATE } from '../ear.ts';

/** As the live path has it: of the loudest 10 ms, linear, about -50 dB of full scale. */
const VOICE = 0.003;
const STEP = RATE / 100;
/** Words begin softly and end softly. */
const BEFORE_S = 0.3;
const AFTER_S = 0.6;
/** A pause as long as this is between two sentences. */
const PAUSE_S = 0.8;
/** Engines take no longer piece at once (their memory grows with its length). */
const MOST_S = 28;

/** Samples from-to. */
export type Piece = { readonly from: number; readonly to: number };

export function voicesIn(samples: Float32Array): Piece[] {
  const pieces: { from: number; to: number }[] = [];
  let last: { from: number; to: number } | null = null;
  for (let at = 0; at < samples.length; at += STEP) {
    if (!isVoice(samples.subarray(at, at + STEP))) continue;
    const tooLong = last !== null && at - last.from > MOST_S * RATE;
    if (last !== null && at - last.to < PAUSE_S * RATE && !tooLong) last.to = at + STEP;
    else {
      last = { from: at, to: at + STEP };
      pieces.push(last);
    }
  }
  return pieces.map(({ from, to }, index) => ({
    from: Math.max(pieces[index - 1]?.to ?? 0, from - BEFORE_S * RATE),
    to: Math.min(pieces[index + 1]?.from ?? samples.length, to + AFTER_S * RATE),
  }));
}

function isVoice(samples: Float32Array): boolean {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length) > VOICE;
}
