// How loud a track is now, for the microphone bar and for the frame around whoever speaks.

/** Below this a room is quiet; above it somebody speaks. 0 to 1 on the scale of `loudness`. */
export const SPEAKING = 0.35;

/** Root mean square of samples (-1 to 1) on a scale a person reads as loudness: 0 at -60 dB, 1 at -10 dB. */
export function loudness(rms: number): number {
  if (rms <= 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, (db + 60) / 50));
}

const WAKING = ['pointerdown', 'visibilitychange'] as const;

export class Meter {
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #wake = (): void => void this.#context.resume().catch(() => undefined);

  constructor(track: MediaStreamTrack) {
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    // After a reload the browser may hold sound back until the page is touched; after a call iOS until the page is looked at again.
    for (const event of WAKING) document.addEventListener(event, this.#wake);
    this.#wake();
  }

  /** null while the browser does not measure: not touched yet, interrupted, or without any loudspeaker (Firefox). */
  level(): number | null {
    if (this.#context.state !== 'running') return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return loudness(Math.sqrt(sum / this.#samples.length));
  }

  close(): void {
    for (const event of WAKING) document.removeEventListener(event, this.#wake);
    if (this.#context.state !== 'closed') void this.#context.close().catch(() => undefined);
  }
}
