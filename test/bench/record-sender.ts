// Sends what many participants would: packets of the right sizes at the right times, with headers that the recorder reads. Started by record.ts.
import { createSocket } from 'node:dgram';
import type { types } from 'mediasoup';

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
const SOUND_BYTES = 120;
const PICTURE_MS = 40;
const PICTURE_BYTES = 2_740;
const KEY_BYTES = 16_000;
const KEY_EVERY = 50;
const MTU = 1_150;
/** Header of a key frame of 640 by 360 (RFC 6386, 9.1). */
const KEY_HEADER = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01];

let packets = 0;
const noise = Buffer.alloc(KEY_BYTES, 0x5a);

class Participant {
  readonly #index: number;
  readonly #port: number;
  readonly #socket = createSocket('udp4');
  #sounds = 0;
  #pictures = 0;
  #soundSequence = 0;
  #pictureSequence = 0;
  #keyIsWanted = true;

  constructor(index: number, port: number) {
    this.#index = index;
    this.#port = port;
    // Picture loss indication (RFC 4585, 6.3.1).
    this.#socket.on('message', ([first = 0, type]) => {
      if (type === 206 && (first & 0x1f) === 1) this.#keyIsWanted = true;
    });
  }

  /** Sends what is due by now. Participants are spread over the time of a picture. */
  tick(nowMs: number): void {
    const ownMs = nowMs - ((this.#index * 7) % PICTURE_MS);
    for (; this.#sounds * SOUND_MS <= ownMs; this.#sounds++) {
      this.#send(AUDIO, this.#soundSequence++, this.#sounds * SOUND_MS * 48, true, noise.subarray(0, SOUND_BYTES));
    }
    for (; this.#pictures * PICTURE_MS <= ownMs; this.#pictures++) this.#sendPicture();
  }

  #sendPicture(): void {
    const key = this.#keyIsWanted || this.#pictures % KEY_EVERY === 0;
    this.#keyIsWanted = false;
    const picture = key
      ? Buffer.concat([Buffer.from(KEY_HEADER), noise])
      : Buffer.concat([Buffer.of(0x11), noise.subarray(0, PICTURE_BYTES)]);
    for (let at = 0; at < picture.length; at += MTU) {
      const payload = Buffer.concat([Buffer.of(at === 0 ? 0x10 : 0), picture.subarray(at, at + MTU)]);
      this.#send(VIDEO, this.#pictureSequence++, this.#pictures * PICTURE_MS * 90, at + MTU >= picture.length, payload);
    }
  }

  #send({ ssrc, codec }: Medium, sequence: number, timestamp: number, marker: boolean, payload: Buffer): void {
    const packet = Buffer.allocUnsafe(12 + payload.length);
    packet[0] = 0x80;
    packet[1] = codec.payloadType | (marker ? 0x80 : 0);
    packet.writeUInt16BE(sequence & 0xff_ff, 2);
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(ssrc + this.#index, 8);
    payload.copy(packet, 12);
    this.#socket.send(packet, this.#port, '127.0.0.1');
    packets++;
  }
}

if (process.send !== undefined && import.meta.main) {
  let timer: NodeJS.Timeout | undefined;
  process.on('message', (question: 'stop' | { ports: number[] }) => {
    clearInterval(timer);
    if (question !== 'stop') {
      const participants = question.ports.map((port, index) => new Participant(index, port));
      const startMs = performance.now();
      timer = setInterval(() => {
        for (const participant of participants) participant.tick(performance.now() - startMs);
      }, 5);
    }
    process.send?.({ packets });
  });
}
