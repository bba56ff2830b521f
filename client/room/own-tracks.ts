// Keeps what is sent in step with the person's devices and switches, and tells the server of each switch.
import type { Source } from '../../server/protocol/asks.ts';
import type { Capture } from '../devices/capture.ts';
import { SOURCES } from '../devices/problem.ts';
import type { Ask, Media } from './media.ts';

export class OwnTracks {
  readonly #capture: Capture;
  readonly #ask: Ask;
  #media: Media | null = null;
  #microphoneOn: boolean;
  #held = false;
  /** What the server was last told of each switch in this visit. */
  readonly #told = new Map<Source, boolean>();
  readonly #queue = new Map<Source, Promise<void>>();
  readonly #unsubscribe: () => void;

  constructor(capture: Capture, ask: Ask, microphoneOn: boolean) {
    this.#capture = capture;
    this.#ask = ask;
    this.#microphoneOn = microphoneOn;
    this.#unsubscribe = capture.subscribe(() => void this.#all());
  }

  /** A new visit: everything is sent and told again. Resolves when it is. */
  async attach(media: Media): Promise<void> {
    this.#media = media;
    this.#told.clear();
    // What the old visit still waits for must not keep the new one.
    this.#queue.clear();
    await this.#all();
  }

  /** The same visit over another line: what was told may not have arrived. */
  async again(): Promise<void> {
    this.#told.clear();
    await this.#all();
  }

  detach(): void {
    this.#media = null;
  }

  switchMicrophone(on: boolean): Promise<void> {
    this.#microphoneOn = on;
    return this.#one('microphone');
  }

  /** While stage or chair hold the microphone nothing of it leaves this device either. */
  hold(held: boolean): void {
    if (this.#held === held) return;
    this.#held = held;
    this.#gate();
  }

  close(): void {
    this.#unsubscribe();
    this.#media = null;
  }

  #gate(): void {
    const track = this.#capture.track('microphone');
    if (track) track.enabled = this.#microphoneOn && !this.#held;
  }

  async #all(): Promise<void> {
    await Promise.all(SOURCES.map((source) => this.#one(source)));
  }

  /** One after the other: what is told late of a device that went away must not come after what is told of the next one. */
  #one(source: Source): Promise<void> {
    this.#gate();
    const next = (this.#queue.get(source) ?? Promise.resolve()).then(() => this.#settle(source));
    this.#queue.set(source, next);
    return next;
  }

  async #settle(source: Source): Promise<void> {
    const media = this.#media;
    if (media === null) return;
    const track = this.#capture.track(source);
    const on = track !== null && (source === 'camera' || this.#microphoneOn);
    try {
      const wasSending = media.isSending(source);
      await media.setTrack(source, track, on);
      if (!media.isSending(source) || this.#media !== media) return;
      // Publishing has told it already.
      if (wasSending && this.#told.get(source) !== on) await this.#ask('switchTrack', { source, on });
      this.#told.set(source, on);
    } catch {
      // The line or the media are being mended: `attach` comes again with everything.
      this.#told.delete(source);
    }
  }
}
