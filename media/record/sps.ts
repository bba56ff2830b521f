// What the parameter sets of H.264 say: a picture's size (ITU-T H.264, 7.3.2.1.1), and the record that a file begins with (ISO/IEC 14496-15, 5.3.3.1).
import type { PictureSize } from './vp8.ts';

/** Profiles whose sequence parameter set says more of colour. */
const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const LARGEST_SIDE = 16_384;
const MACROBLOCK = 16;

/** Reads numbers bit by bit. Past the end everything is 0, and `ended` says so. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at > 8 * this.#bytes.length;
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3] ?? 0;
    return (byte >> (7 - (this.#at++ & 7))) & 1;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** Exp-Golomb, unsigned (9.1). */
  ue(): number {
    let zeros = 0;
    while (this.bit() === 0 && !this.ended && zeros < 32) zeros++;
    let rest = 0;
    for (let bit = 0; bit < zeros; bit++) rest = 2 * rest + this.bit();
    return 2 ** zeros - 1 + rest;
  }

  /** The same, signed. */
  se(): number {
    const value = this.ue();
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
  }
}

/** The bytes without those that only keep a start code from appearing in them (7.4.1). */
function unescaped(unit: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < unit.length; at++) {
    if (at >= 2 && unit[at] === 3 && unit[at - 1] === 0 && unit[at - 2] === 0) continue;
    bytes.push(unit[at] ?? 0);
  }
  return Uint8Array.from(bytes);
}

function skipScalingLists(bits: Bits, count: number): void {
  for (let list = 0; list < count; list++) {
    if (bits.bit() === 0) continue;
    let [last, next] = [8, 8];
    for (let left = list < 6 ? 16 : 64; left > 0 && next !== 0; left--) {
      next = (last + bits.se() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

export type Sps = {
  readonly unit: Uint8Array;
  /** As it is shown: cropped. */
  readonly size: PictureSize;
  /** Of the profiles that say more of colour: chroma format, and bits beyond eight of brightness and of colour. */
  readonly colour: readonly [format: number, luma: number, chroma: number] | null;
};

/** @param unit a sequence parameter set with its header @returns null when it cannot be read */
export function readSps(unit: Uint8Array): Sps | null {
  const bytes = unescaped(unit);
  const bits = new Bits(bytes);
  bits.skip(32);
  bits.ue();
  let chroma = 1;
  let separate = 0;
  let colour: Sps['colour'] = null;
  if (WITH_CHROMA.has(bytes[1] ?? 0)) {
    chroma = bits.ue();
    if (chroma === 3) separate = bits.bit();
    colour = [chroma, bits.ue(), bits.ue()];
    bits.skip(1);
    if (bits.bit() === 1) skipScalingLists(bits, chroma === 3 ? 12 : 8);
  }
  bits.ue();
  skipPictureOrder(bits);
  bits.ue();
  bits.skip(1);
  const width = MACROBLOCK * (bits.ue() + 1);
  const mapHeight = MACROBLOCK * (bits.ue() + 1);
  const onlyFrames = bits.bit();
  if (onlyFrames === 0) bits.skip(1);
  bits.skip(1);
  const height = mapHeight * (2 - onlyFrames);
  const [left, right, top, bottom] = bits.bit() === 1 ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0];
  const sampled = separate === 0 && chroma !== 0;
  const unitX = sampled && chroma !== 3 ? 2 : 1;
  const unitY = (sampled && chroma === 1 ? 2 : 1) * (2 - onlyFrames);
  const size = { width: width - unitX * (left + right), height: height - unitY * (top + bottom) };
  if (bits.ended || size.width < 1 || size.height < 1) return null;
  return width <= LARGEST_SIDE && height <= LARGEST_SIDE ? { unit, size, colour } : null;
}

function skipPictureOrder(bits: Bits): void {
  const type = bits.ue();
  if (type === 0) bits.ue();
  if (type !== 1) return;
  bits.skip(1);
  bits.se();
  bits.se();
  for (let left = Math.min(255, bits.ue()); left > 0; left--) bits.se();
}

/** A set's own number: the first of a picture parameter set's, the one after three bytes of a sequence parameter set's. */
export const setId = (unit: Uint8Array): number => numberAt(unit, (unit[0] ?? 0) % 32 === 7 ? 4 : 1, 0);

/** Which sequence parameter set a picture parameter set builds on (7.3.2.2). */
export const spsOfPps = (pps: Uint8Array): number => numberAt(pps, 1, 1);

/** Which picture parameter set a slice builds on (7.3.3). */
export const ppsOfSlice = (slice: Uint8Array): number => numberAt(slice, 1, 2);

/** The `index`th number after so many bytes. */
function numberAt(unit: Uint8Array, byte: number, index: number): number {
  const bits = new Bits(unescaped(unit.subarray(0, 32)));
  bits.skip(8 * byte);
  for (let before = 0; before < index; before++) bits.ue();
  return bits.ue();
}

/** AVCDecoderConfigurationRecord, for units with lengths of four bytes. @param others sequence parameter sets that are not in use now */
export function avcConfig(
  { unit, colour }: Sps,
  others: readonly Uint8Array[],
  pps: readonly Uint8Array[],
): Uint8Array {
  const [, profile = 0, compatibility = 0, level = 0] = unit;
  const withLength = (one: Uint8Array): number[] => [one.length >> 8, one.length & 0xff, ...one];
  const [format, luma, chroma] = colour ?? [];
  return Uint8Array.from([
    ...[1, profile, compatibility, level, 0xff, 0xe0 | (1 + others.length)],
    ...[unit, ...others].flatMap(withLength),
    pps.length,
    ...pps.flatMap(withLength),
    ...(colour === null ? [] : [0xfc | (format ?? 1), 0xf8 | (luma ?? 0), 0xf8 | (chroma ?? 0), 0]),
  ]);
}
