// Senders whose every packet carries its own number, so that what was kept of what was sent can be told from any file.
import { createSocket } from 'node:dgram';
import { parseRtp } from '../../media/record/rtp.ts';
import { parseVp8 } from '../../media/record/vp8.ts';
import { AUDIO, VIDEO } from './record-sender.ts';

export type Source = 'microphone' | 'camera';
export const STEP_MS = { microphone: 20, camera: 40 } as const;
const KEY_EVERY = 50;
const KEY_PACKETS = 4;
const FILL = Buffer.alloc(1_000, 0x5a);
/** Before the number: the kind of Opus packet, or the header of a picture (RFC 6386, 9.1), of 640 by 360 for a key frame. */
const OPUS_HEAD = Buffer.of(0xfc);
const KEY_HEAD = Buffer.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01);
const DELTA_HEAD = Buffer.of(0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/** One participant's sound and picture. */
export class CountedSender {
  readonly index: number;
  /** How many packets each number was sent in, by number. */
  readonly sent: Record<Source, number[]> = { microphone: [], camera: [] };
  readonly #socket = createSocket('udp4');
  readonly #sequences: Record<Source, number> = { microphone: 0, camera: 0 };
  #target: { readonly port: number; readonly sinceMs: number } | null = null;
  #keyIsWanted = true;

  constructor(index: number) {
    this.index = index;
    // Picture loss indication (RFC 4585, 6.3.1).
    this.#socket.on('message', ([first = 0, type]) => {
      if (type === 206 && (first & 0x1f) === 1) this.#keyIsWanted = true;
    });
    this.#socket.on('error', () => {});
  }

  /** From now on to this port, numbered from 0; nowhere when it is null. */
  sendTo(port: number | null): void {
    for (const source of ['microphone', 'camera'] as const) {
      this.sent[source] = [];
      this.#sequences[source] = 0;
    }
    this.#keyIsWanted = true;
    this.#target = port === null ? null : { port, sinceMs: performance.now() };
  }

  /** Sends what is due. */
  tick(): void {
    if (this.#target === null) return;
    const ms = performance.now() - this.#target.sinceMs - ((this.index * 7) % STEP_MS.camera);
    while (this.sent.microphone.length * STEP_MS.microphone <= ms) this.#sound();
    while (this.sent.camera.length * STEP_MS.camera <= ms) this.#picture();
  }

  close(): void {
    this.#target = null;
    this.#socket.close();
  }

  #sound(): void {
    const number = this.sent.microphone.push(1) - 1;
    this.#send('microphone', number, true, [OPUS_HEAD, numberBytes(number), FILL.subarray(0, 110)]);
  }

  #picture(): void {
    const key = this.#keyIsWanted || this.sent.camera.length % KEY_EVERY === 0;
    this.#keyIsWanted = false;
    const packets = key ? KEY_PACKETS : 2;
    const number = this.sent.camera.push(packets) - 1;
    for (let part = 0; part < packets; part++) {
      const head = part === 0 ? [Buffer.of(0x10), key ? KEY_HEAD : DELTA_HEAD] : [Buffer.of(0)];
      this.#send('camera', number, part === packets - 1, [...head, numberBytes(number), FILL]);
    }
  }

  #send(source: Source, number: number, marker: boolean, payload: readonly Buffer[]): void {
    const { ssrc, codec } = source === 'microphone' ? AUDIO : VIDEO;
    const head = Buffer.allocUnsafe(12);
    head[0] = 0x80;
    head[1] = codec.payloadType | (marker ? 0x80 : 0);
    head.writeUInt16BE(this.#sequences[source]++ & 0xff_ff, 2);
    head.writeUInt32BE((number * STEP_MS[source] * (source === 'microphone' ? 48 : 90)) >>> 0, 4);
    head.writeUInt32BE(ssrc + this.index, 8);
    this.#socket.send([head, ...payload], this.#target?.port ?? 0, '127.0.0.1');
  }
}

function numberBytes(number: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

/** Which of the numbers a whole RTP packet carries; null for what is none of these. */
export function numberOfPacket(source: Source, bytes: Uint8Array): number | null {
  const payload = parseRtp(bytes)?.payload ?? new Uint8Array();
  if (source === 'microphone') return numberOfFrame(source, payload);
  const vp8 = parseVp8(payload);
  return vp8 === null ? null : numberAt(vp8.data, vp8.startsFrame ? KEY_HEAD.length : 0);
}

/** The same of what stands in a segment. */
export const numberOfFrame = (source: Source, data: Uint8Array): number | null =>
  numberAt(data, source === 'microphone' ? OPUS_HEAD.length : KEY_HEAD.length);

function numberAt(data: Uint8Array, at: number): number | null {
  if (data.length < at + 4) return null;
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at);
}

/**
 * @param sent in how many packets each number was sent
 * @param has how many of them are kept
 * @returns how many are not whole from the first whole one on, all when none is; and how many stand before it
 */
export function missingOf(
  sent: readonly number[],
  has: (number: number) => number,
): { readonly missing: number; readonly before: number } {
  const whole = sent.map((packets, number) => has(number) >= packets);
  const before = Math.max(0, whole.indexOf(true));
  return { missing: whole.slice(before).filter((is) => !is).length, before };
}
