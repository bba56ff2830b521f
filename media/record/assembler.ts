// Builds VP8 pictures from packets in order, and keeps broken ones out until the next key frame.
import type { Arrived, Frame } from './frame.ts';
import type { RtpPacket } from './rtp.ts';
import { keyFrameSize, parseVp8 } from './vp8.ts';

/** A picture larger than this is an attack on memory. */
export const MAX_FRAME_BYTES = 8_000_000;

/** What builds pictures of one codec. */
export type Assembler = {
  /** Pictures refer to earlier ones: after a missing one nothing is whole until the next key frame. */
  readonly waitsForKey: boolean;
  /** The next packet by sequence number. */
  push(arrived: Arrived<RtpPacket>): void;
  /** Something is missing or makes no sense: what was begun is not whole. */
  break(): void;
};

type Building = {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly arrivalMs: number;
  readonly data: Uint8Array[];
  bytes: number;
};

export class Vp8Assembler implements Assembler {
  readonly #onFrame: (frame: Frame) => void;
  #building: Building | null = null;
  #waitsForKey = true;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  get waitsForKey(): boolean {
    return this.#waitsForKey;
  }

  push({ packet, arrivalMs }: Arrived<RtpPacket>): void {
    const { ssrc, timestamp } = packet;
    // A picture whose last packet carried no marker is whole when the next one begins without a gap.
    if (this.#building !== null && this.#building.timestamp !== timestamp) this.#complete();
    const payload = parseVp8(packet.payload);
    // A picture's first packet, and none but that, says that it is the first.
    if (payload === null || payload.startsFrame !== (this.#building === null)) {
      this.break();
      return;
    }
    this.#building ??= { ssrc, timestamp, arrivalMs, data: [], bytes: 0 };
    this.#building.data.push(payload.data);
    this.#building.bytes += payload.data.length;
    if (this.#building.bytes > MAX_FRAME_BYTES) this.break();
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
    const { ssrc, timestamp, arrivalMs, data } = building;
    const [first] = data;
    const size = first === undefined ? null : keyFrameSize(first);
    if (this.#waitsForKey && size === null) return;
    this.#waitsForKey = false;
    const key = size !== null;
    this.#onFrame({ ssrc, timestamp, arrivalMs, data, packets: data.length, key, size, durationMs: null });
  }
}
