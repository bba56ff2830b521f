// Plays everybody's voice outside React, so that no change on screen interrupts it; notices when the browser wants a tap first.

export class Sound {
  readonly #players = new Map<string, HTMLAudioElement>();
  readonly #onBlocked: (blocked: boolean) => void;

  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
    document.addEventListener('visibilitychange', this.#back);
  }

  add(id: string, track: MediaStreamTrack): void {
    this.remove(id);
    const player = new Audio();
    player.srcObject = new MediaStream([track]);
    this.#players.set(id, player);
    // Nobody pauses a voice here: a telephone call or another app did.
    player.addEventListener('pause', () => {
      if (this.#players.get(id) === player) this.#play(player);
    });
    this.#play(player);
  }

  remove(id: string): void {
    const player = this.#players.get(id);
    if (!player) return;
    this.#players.delete(id);
    player.pause();
    player.srcObject = null;
  }

  /** Called from a tap: now the browser allows it. */
  unblock(): void {
    this.#onBlocked(false);
    for (const player of this.#players.values()) this.#play(player);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#back);
    for (const id of [...this.#players.keys()]) this.remove(id);
  }

  /** During a call iOS refuses to play, and says nothing when it would again. */
  readonly #back = (): void => {
    if (document.visibilityState !== 'visible') return;
    for (const player of this.#players.values()) if (player.paused) this.#play(player);
  };

  #play(player: HTMLAudioElement): void {
    player.play().catch((thrown: unknown) => {
      // AbortError: the track went away meanwhile. Only a forbidden start needs the person.
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.#onBlocked(true);
    });
  }
}
