// From one microphone's packets to samples with their time: in order, holes filled with silence, on the track's own clock of sound.
import { OpusDecoder } from 'opus-decoder';
import { opusPacketMs } from '../record/opus.ts';
import { ReorderWindow } from '../record/reorder.ts';
import { parseRtp, type RtpPacket } from '../record/rtp.ts';

export const RATE = 16_000;
const TICKS_PER_MS = 48;
/** A caption does not wait for what is late; the record does. */
const LIMITS = { packets: 8, waitMs: 60 };
/** A longer hole is not filled: what follows is a new stretch of sound. */
const FILLED_MS = 1_000;
/** One lost packet of a voice goes on as it was, backwards and softer: the engine takes sudden silence for a sound of its own (measured). */
const CONCEALED_MS = 40;
/** The least delayed packet of the last one to two windows says what the two clocks are to each other. */
const WINDOW_MS = 15_000;

export type Ears = {
  /** @param audioMs of the first sample, on the track's own clock of sound */
  sound(samples: Float32Array, audioMs: number): void;
  /** What comes next does not go on from what came before. */
  broken(): void;
};

export class Ear {
  readonly #out: Ears;
  readonly #decoder: OpusDecoder<typeof RATE>;
  readonly #order: ReorderWindow<{ readonly packet: RtpPacket; readonly atMs: number }>;
  /** Of the packet that is expected next, and the clock of sound at it. */
  #next: { readonly timestamp: number; readonly audioMs: number } | null = null;
  /** On the clock of sound: where the newest packet ended. */
  #endMs = 0;
  #newest = silence(0);
  #window = Number.NaN;
  /** Hearing's clock minus clock of sound: least of this window, and of the one before. */
  #least = Number.POSITIVE_INFINITY;
  #leastBefore = Number.POSITIVE_INFINITY;

  private constructor(out: Ears, decoder: OpusDecoder<typeof RATE>) {
    this.#out = out;
    this.#decoder = decoder;
    this.#order = new ReorderWindow(
      {
        packet: (item) => this.#packet(item.packet, item.atMs),
        gap: (lost) => {
          if (lost === null) this.#break();
        },
      },
      LIMITS,
    );
  }

  static async create(out: Ears): Promise<Ear> {
    const decoder = new OpusDecoder({ channels: 1, sampleRate: RATE });
    await decoder.ready;
    return new Ear(out, decoder);
  }

  /** @param bytes an RTP packet @param atMs its arrival on the hearing's clock; never goes back */
  hear(bytes: Uint8Array, atMs: number): void {
    const packet = parseRtp(bytes);
    if (packet === null || packet.payload.length === 0) return;
    this.#order.push(packet.sequence, { packet, atMs }, atMs);
    this.#order.expire(atMs);
  }

  /** A moment on the clock of sound, on the hearing's clock. */
  hearingMs(audioMs: number): number {
    return audioMs + Math.min(this.#least, this.#leastBefore);
  }

  close(): void {
    this.#order.flush();
    this.#decoder.free();
  }

  #packet({ timestamp, payload }: RtpPacket, atMs: number): void {
    const lengthMs = opusPacketMs(payload);
    if (lengthMs === 0) return;
    const audioMs = this.#fill(timestamp, atMs - lengthMs);
    this.#endMs = audioMs + lengthMs;
    this.#next = { timestamp: (timestamp + lengthMs * TICKS_PER_MS) >>> 0, audioMs: this.#endMs };
    this.#learn(atMs, this.#endMs);
    const { channelData, errors } = this.#decoder.decodeFrame(payload);
    const [samples] = channelData;
    // What is no sound is silence of its length, so that time goes on.
    const whole = errors.length > 0 || samples === undefined || samples.length === 0;
    this.#newest = whole ? silence(lengthMs) : samples;
    this.#out.sound(this.#newest, audioMs);
  }

  /**
   * Lost packets and silence that was not sent (DTX) alike: the timestamps say how long it was.
   * @returns where the packet begins on the clock of sound
   */
  #fill(timestamp: number, beganMs: number): number {
    if (this.#next === null) return this.#anew(beganMs);
    const missingMs = ((timestamp - this.#next.timestamp) | 0) / TICKS_PER_MS;
    if (missingMs < -FILLED_MS || missingMs > FILLED_MS) {
      this.#out.broken();
      return this.#anew(beganMs);
    }
    if (missingMs <= 0) return this.#next.audioMs;
    this.#out.sound(
      missingMs > CONCEALED_MS ? silence(missingMs) : mirrored(this.#newest, missingMs),
      this.#next.audioMs,
    );
    return this.#next.audioMs + missingMs;
  }

  #break(): void {
    this.#out.broken();
    this.#next = null;
  }

  /** After a jump arrival says how long it was, so that what was said before it, and is not told yet, keeps its time. */
  #anew(beganMs: number): number {
    const leastMs = this.hearingMs(0);
    return Number.isFinite(leastMs) ? Math.max(this.#endMs, beganMs - leastMs) : 0;
  }

  /** A packet is sent when its sound has ended, and a delay only ever adds. */
  #learn(atMs: number, endMs: number): void {
    const window = Math.floor(atMs / WINDOW_MS);
    if (window !== this.#window) {
      this.#window = window;
      this.#leastBefore = this.#least;
      this.#least = Number.POSITIVE_INFINITY;
    }
    this.#least = Math.min(this.#least, atMs - endMs);
  }
}

export const silence = (ms: number): Float32Array => new Float32Array(Math.round((ms * RATE) / 1_000));

/** So much of the newest sound, backwards from its end so that it joins without a step, fading to nothing. */
function mirrored(newest: Float32Array, ms: number): Float32Array {
  const length = Math.round((ms * RATE) / 1_000);
  return Float32Array.from({ length }, (_, at) => (newest[newest.length - 1 - at] ?? 0) * (1 - at / length));
}
