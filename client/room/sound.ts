// Plays everybody's voice outside React, so that no change on screen interrupts it; notices when the browser wants a tap first.
import { keepSpeaker, keptSpeaker } from './speaker-wish.ts';

/** Chosen by id; not in every browser, and `''` is whatever the system plays through. */
type Sink = HTMLAudioElement & { readonly setSinkId?: (deviceId: string) => Promise<void> };

/** Can this browser play through another loudspeaker than the system's? */
export const canChooseSpeaker = (): boolean => typeof (HTMLAudioElement.prototype as Sink).setSinkId === 'function';

export class Sound {
  readonly #players = new Map<string, Sink>();
  /** What is played once and ends by itself. */
  readonly #once = new Set<Sink>();
  readonly #onBlocked: (blocked: boolean) => void;
  #speaker = keptSpeaker();
  #lost = false;

  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
    document.addEventListener('visibilitychange', this.#back);
  }

  get speaker(): string {
    return this.#speaker;
  }

  add(id: string, track: MediaStreamTrack): void {
    this.remove(id);
    const player: Sink = new Audio();
    player.srcObject = new MediaStream([track]);
    this.#players.set(id, player);
    // Nobody pauses a voice here: a telephone call or another app did.
    player.addEventListener('pause', () => {
      if (this.#players.get(id) === player) this.#play(player);
    });
    if (this.#speaker !== '') void this.#playThrough(player);
    this.#play(player);
  }

  remove(id: string): void {
    const player = this.#players.get(id);
    if (!player) return;
    this.#players.delete(id);
    player.pause();
    player.srcObject = null;
  }

  /** Another loudspeaker from now on. Resolves to whether it plays there; otherwise it plays where it did. */
  async choose(deviceId: string): Promise<boolean> {
    const before = this.#speaker;
    this.#lost = false;
    this.#speaker = deviceId;
    const done = await Promise.all([...this.#players.values()].map((player) => this.#playThrough(player)));
    if (done.every(Boolean)) {
      keepSpeaker(deviceId);
      return true;
    }
    this.#speaker = before;
    await Promise.all([...this.#players.values()].map((player) => this.#playThrough(player)));
    return false;
  }

  /** Plays a WAV (base64) beside the voices, through the same loudspeaker. Resolves when it is over, or could not be played. */
  async playOnce(wav: string): Promise<void> {
    if (wav === '') return;
    const url = URL.createObjectURL(new Blob([bytesOf(wav)], { type: 'audio/wav' }));
    const player: Sink = new Audio(url);
    const { promise, resolve } = Promise.withResolvers<void>();
    player.addEventListener('ended', () => resolve());
    player.addEventListener('error', () => resolve());
    if (this.#speaker !== '') await this.#playThrough(player);
    this.#once.add(player);
    await player.play().then(
      () => promise,
      (thrown: unknown) => {
        if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.#onBlocked(true);
      },
    );
    this.#once.delete(player);
    URL.revokeObjectURL(url);
  }

  /** Which loudspeakers are plugged in now: without the chosen one the system's own plays, and that one again once it is back. */
  plugged(speakers: readonly string[]): void {
    const lost = this.#speaker !== '' && !speakers.includes(this.#speaker);
    if (lost === this.#lost) return;
    this.#lost = lost;
    for (const player of this.#players.values()) void this.#playThrough(player);
  }

  /** Called from a tap: now the browser allows it. */
  unblock(): void {
    this.#onBlocked(false);
    for (const player of this.#players.values()) this.#play(player);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#back);
    for (const id of [...this.#players.keys()]) this.remove(id);
    for (const player of this.#once) player.pause();
  }

  /** During a call iOS refuses to play, and says nothing when it would again. */
  readonly #back = (): void => {
    if (document.visibilityState !== 'visible') return;
    for (const player of this.#players.values()) if (player.paused) this.#play(player);
  };
  /** A loudspeaker that is not there today leaves the sound where the system plays it. */
  async #playThrough(player: Sink): Promise<boolean> {
    return (
      (await player.setSinkId?.(this.#lost ? '' : this.#speaker).then(
        () => true,
        () => false,
      )) ?? false
    );
  }

  #play(player: HTMLAudioElement): void {
    player.play().catch((thrown: unknown) => {
      // AbortError: the track went away meanwhile. Only a forbidden start needs the person.
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.#onBlocked(true);
    });
  }
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
