// Sends what many participants would: packets of the right sizes at the right times, with headers that the recorder reads. Started by record.ts.
import { createSocket } from 'node:dgram';
import type { types } from 'mediasoup';
import { SOUND_LEVEL_ID } from '../media/packets.ts';
import { noisePackets } from './noise.ts';

export type SenderReport = { readonly packets: number };

type Medium = {
  readonly source: 'microphone' | 'camera';
  readonly kind: 'audio' | 'video';
  /** Of the first participant; the others follow. */
  readonly ssrc: number;
  readonly codec: types.RtpCodecParameters;
};
export const AUDIO: Medium = {
  source: 'microphone',
  kind: 'audio',
  ssrc: 10_000,
  codec: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 100 },
};
export const VIDEO: Medium = {
  source: 'camera',
  kind: 'video',
  ssrc: 20_000,
  codec: {
    mimeType: 'video/VP8',
    clockRate: 90_000,
    payloadType: 101,
    rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
  },
};

const SOUND_MS = 20;
/** One in so many speaks, the others are quiet, by what their packets say of themselves (RFC 6464). */
const ONE_SPEAKS_IN = 5;
const SPOKEN_DB = -25;
const QUIET_DB = -70;
const PICTURE_MS = 40;
const KEY_EVERY = 50;
const MTU = 1_150;
/** The layer that a camera sends alone, and the two below it in simulcast, the lowest last. */
const LAYERS = [
  { width: 640, height: 360, pictureBytes: 2_740, keyBytes: 16_000 },
  { width: 320, height: 180, pictureBytes: 900, keyBytes: 5_000 },
  { width: 160, height: 90, pictureBytes: 340, keyBytes: 2_000 },
] as const;
const SSRCS_OF_LAYER = 1_000;

/** @returns the SSRCs of a participant's camera, lowest layer first */
export const cameraSsrcs = (index: number, layers: number): number[] =>
  Array.from({ length: layers }, (_, below) => VIDEO.ssrc + SSRCS_OF_LAYER * below + index).reverse();

let packets = 0;
let sounds: readonly Uint8Array[] = [];
const noise = Buffer.alloc(16_000, 0x5a);

/** Header of a key frame (RFC 6386, 9.1). */
const keyHeader = (width: number, height: number): Buffer =>
  Buffer.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 0xff, width >> 8, height & 0xff, height >> 8);

class Participant {
  readonly #index: number;
  readonly #port: number;
  readonly #layers: number;
  /** A header extension with its head (RFC 8285, 4.2). */
  readonly #level: Buffer;
  readonly #socket = createSocket('udp4');
  #sounds = 0;
  #pictures = 0;
  #soundSequence = 0;
  readonly #pictureSequences = LAYERS.map(() => 0);
  #keyIsWanted = true;

  constructor(index: number, port: number, layers: number) {
    this.#index = index;
    this.#port = port;
    this.#layers = layers;
    const db = index % ONE_SPEAKS_IN === 0 ? SPOKEN_DB : QUIET_DB;
    this.#level = Buffer.of(0xbe, 0xde, 0, 1, SOUND_LEVEL_ID << 4, 0x80 | -db, 0, 0);
    // Picture loss indication (RFC 4585, 6.3.1).
    this.#socket.on('message', ([first = 0, type]) => {
      if (type === 206 && (first & 0x1f) === 1) this.#keyIsWanted = true;
    });
  }

  /** Sends what is due by now. Participants are spread over the time of a picture. */
  tick(nowMs: number): void {
    const ownMs = nowMs - ((this.#index * 7) % PICTURE_MS);
    for (; this.#sounds * SOUND_MS <= ownMs; this.#sounds++) {
      const payload = sounds[this.#sounds % sounds.length] ?? noise;
      this.#send(AUDIO, AUDIO.ssrc + this.#index, this.#soundSequence++, this.#sounds * SOUND_MS * 48, true, payload);
    }
    for (; this.#pictures * PICTURE_MS <= ownMs; this.#pictures++) {
      const key = this.#keyIsWanted || this.#pictures % KEY_EVERY === 0;
      this.#keyIsWanted = false;
      for (let below = 0; below < this.#layers; below++) this.#sendPicture(below, key);
    }
  }

  #sendPicture(below: number, key: boolean): void {
    const layer = LAYERS[below];
    if (layer === undefined) throw new Error('no such layer');
    const picture = key
      ? Buffer.concat([keyHeader(layer.width, layer.height), noise.subarray(0, layer.keyBytes)])
      : Buffer.concat([Buffer.of(0x11), noise.subarray(0, layer.pictureBytes)]);
    const ssrc = VIDEO.ssrc + SSRCS_OF_LAYER * below + this.#index;
    for (let at = 0; at < picture.length; at += MTU) {
      const payload = Buffer.concat([Buffer.of(at === 0 ? 0x10 : 0), picture.subarray(at, at + MTU)]);
      const sequence = this.#pictureSequences[below] ?? 0;
      this.#pictureSequences[below] = sequence + 1;
      this.#send(VIDEO, ssrc, sequence, this.#pictures * PICTURE_MS * 90, at + MTU >= picture.length, payload);
    }
  }

  #send(
    { source, codec }: Medium,
    ssrc: number,
    sequence: number,
    timestamp: number,
    marker: boolean,
    payload: Uint8Array,
  ): void {
    const head = Buffer.allocUnsafe(12);
    head[0] = source === 'microphone' ? 0x90 : 0x80;
    head[1] = codec.payloadType | (marker ? 0x80 : 0);
    head.writeUInt16BE(sequence & 0xff_ff, 2);
    head.writeUInt32BE(timestamp >>> 0, 4);
    head.writeUInt32BE(ssrc, 8);
    const extension = source === 'microphone' ? [this.#level] : [];
    this.#socket.send(Buffer.concat([head, ...extension, payload]), this.#port, '127.0.0.1');
    packets++;
  }
}

if (process.send !== undefined && import.meta.main) {
  process.on('disconnect', () => process.exit(0));
  sounds = await noisePackets(5);
  let timer: NodeJS.Timeout | undefined;
  process.on('message', (question: 'stop' | { ports: number[]; layers: number }) => {
    clearInterval(timer);
    if (question !== 'stop') {
      const participants = question.ports.map((port, index) => new Participant(index, port, question.layers));
      const startMs = performance.now();
      timer = setInterval(() => {
        for (const participant of participants) participant.tick(performance.now() - startMs);
      }, 5);
    }
    process.send?.({ packets });
  });
}
