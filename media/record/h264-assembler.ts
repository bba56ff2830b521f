// Builds H.264 pictures from packets in order, and keeps broken ones out until the next key frame. The counterpart of assembler.ts for VP8.
import { type Assembler, MAX_FRAME_BYTES } from './assembler.ts';
import type { Arrived, Frame } from './frame.ts';
import { type H264Piece, NAL, nalType, parseH264, startsPicture } from './h264.ts';
import type { RtpPacket } from './rtp.ts';
import { avcConfig, ppsOfSlice, readSps, setId, spsOfPps } from './sps.ts';
import type { PictureSize } from './vp8.ts';

/** More, or longer ones, are no browser's. */
const MAX_SETS = 8;
const MAX_SET_BYTES = 256;
/** In one picture. An aggregate holds hundreds of a single byte, each of which costs far more than that to keep. */
const MAX_UNITS = 2_048;

type Building = {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly arrivalMs: number;
  /** Each unit in pieces. */
  readonly units: Uint8Array[][];
  /** A unit of which fragments are still to come is the last one. */
  open: boolean;
  packets: number;
  bytes: number;
};

export class H264Assembler implements Assembler {
  readonly #onFrame: (frame: Frame) => void;
  #building: Building | null = null;
  #waitsForKey = true;
  /** Parameter sets by their numbers: kept, for a sender may send them once. */
  readonly #sets = { sps: new Map<number, Uint8Array>(), pps: new Map<number, Uint8Array>() };
  /** This sender puts its parameter sets before every key frame: without them one is not whole. */
  #sendsSets = false;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  get waitsForKey(): boolean {
    return this.#waitsForKey;
  }

  push({ packet, arrivalMs }: Arrived<RtpPacket>): void {
    const { ssrc, timestamp } = packet;
    if (this.#building !== null && this.#building.timestamp !== timestamp) this.#complete();
    const pieces = parseH264(packet.payload);
    if (pieces === null) {
      this.break();
      return;
    }
    this.#building ??= { ssrc, timestamp, arrivalMs, units: [], open: false, packets: 0, bytes: 0 };
    const building = this.#building;
    building.packets++;
    const fits = pieces.every((piece) => take(building, piece));
    if (!fits || building.bytes > MAX_FRAME_BYTES || building.units.length > MAX_UNITS) this.break();
    else if (packet.marker) this.#complete();
  }

  break(): void {
    this.#building = null;
    this.#waitsForKey = true;
  }

  #complete(): void {
    const building = this.#building;
    this.#building = null;
    if (building === null) return;
    const units = building.units.filter(([first]) => first !== undefined && nalType(first) !== NAL.delimiter);
    const hasSets = this.#keepSets(units);
    const [slice] = units.flatMap(([first]) => (first !== undefined && isSlice(first) ? [first] : []));
    // Parameter sets alone belong to the picture that follows, whatever their time.
    if (slice === undefined && !building.open) return;
    if (building.open || slice === undefined || !startsPicture(slice)) {
      this.break();
      return;
    }
    const config = nalType(slice) === NAL.idr ? this.#config(slice) : null;
    const usable = config !== null && (hasSets || !this.#sendsSets || !this.#waitsForKey);
    if (this.#waitsForKey && !usable) return;
    this.#waitsForKey = false;
    const { ssrc, timestamp, arrivalMs, packets } = building;
    const of = { size: config?.size ?? null, avcConfig: config?.avcConfig };
    const data = units.flatMap((pieces) => [lengthOf(pieces), ...pieces]);
    this.#onFrame({ ssrc, timestamp, arrivalMs, data, packets, key: config !== null, durationMs: null, ...of });
  }

  /** @returns whether there were any */
  #keepSets(units: readonly (readonly Uint8Array[])[]): boolean {
    let hasSets = false;
    for (const pieces of units) {
      const [first] = pieces;
      const type = first === undefined ? 0 : nalType(first);
      if (type !== NAL.sps && type !== NAL.pps) continue;
      const unit = Uint8Array.from(pieces.length === 1 ? (first ?? []) : Buffer.concat(pieces));
      if (unit.length > MAX_SET_BYTES) continue;
      const known = this.#sets[type === NAL.sps ? 'sps' : 'pps'];
      const id = setId(unit);
      if (known.has(id) || known.size < MAX_SETS) known.set(id, unit);
      hasSets ||= type === NAL.sps;
    }
    this.#sendsSets ||= hasSets && units.length > 1;
    return hasSets;
  }

  /** What a segment that begins with this slice says first; null before its parameter sets have come. */
  #config(slice: Uint8Array): { size: PictureSize; avcConfig: Uint8Array } | null {
    const pps = this.#sets.pps.get(ppsOfSlice(slice));
    const unit = pps === undefined ? undefined : this.#sets.sps.get(spsOfPps(pps));
    const sps = unit === undefined ? null : readSps(unit);
    if (sps === null || pps === undefined) return null;
    const others = (sets: Map<number, Uint8Array>, used: Uint8Array) =>
      [...sets.values()].filter((one) => one !== used);
    const allPps = [pps, ...others(this.#sets.pps, pps)];
    return { size: sps.size, avcConfig: avcConfig(sps, others(this.#sets.sps, sps.unit), allPps) };
  }
}

const isSlice = (unit: Uint8Array): boolean => nalType(unit) >= NAL.slice && nalType(unit) <= NAL.idr;

/** @returns false when it does not follow what came before */
function take(building: Building, { is, data }: H264Piece): boolean {
  const begins = is === 'whole' || is === 'first';
  if (begins === building.open) return false;
  if (begins) building.units.push([data]);
  else building.units.at(-1)?.push(data);
  building.open = is === 'first' || is === 'middle';
  building.bytes += data.length;
  return true;
}

/** Of a unit, in four bytes, as files have it before each. */
function lengthOf(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(pieces.reduce((sum, { length }) => sum + length, 0));
  return bytes;
}
