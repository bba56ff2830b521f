// A short, calm sound for somebody who is let in or called: two soft notes made here, played by this device only, sent to nobody.
import { useSyncExternalStore } from 'react';

const KEPT_AS = 'open-hearing.chime';
/** A third upwards, as a door bell that does not startle. In hertz, and seconds after the first. */
const NOTES = [
  { hertz: 523.25, afterS: 0 },
  { hertz: 659.25, afterS: 0.18 },
] as const;
const LASTS_S = 0.5;
/** Well below a voice. */
const LOUD = 0.1;

const listeners = new Set<() => void>();

function wanted(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== 'off';
  } catch {
    return true;
  }
}

export function wantChime(on: boolean): void {
  try {
    localStorage.setItem(KEPT_AS, on ? 'on' : 'off');
  } catch {
    // Storage is forbidden here: it stays on, and what it says is on screen anyway.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useChimeWanted = (): boolean => useSyncExternalStore(subscribe, wanted);

/** Not in every browser. */
type Sink = AudioContext & { readonly setSinkId?: (deviceId: string) => Promise<void> };

export class Chime {
  #context: Sink | null = null;

  constructor() {
    // A browser may hold sound back until the page is touched; a sound that comes late would be a riddle, so it is unlocked early.
    document.addEventListener('pointerdown', this.#unlock);
    document.addEventListener('keydown', this.#unlock);
  }

  /**
   * Silent where the person wants none or the browser still waits for a tap: what it says is on screen, too.
   * `speaker`: the loudspeaker that was chosen for voices, empty for the system's own.
   */
  play(speaker: string): void {
    if (!wanted()) return;
    this.#unlock();
    const context = this.#context;
    if (context === null || context.state !== 'running') return;
    const there = speaker === '' ? undefined : context.setSinkId?.(speaker);
    // A loudspeaker that is not there today leaves the sound where the system plays it.
    void (there ?? Promise.resolve()).catch(() => undefined).then(() => ring(context));
  }

  close(): void {
    document.removeEventListener('pointerdown', this.#unlock);
    document.removeEventListener('keydown', this.#unlock);
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }

  readonly #unlock = (): void => {
    try {
      this.#context ??= new AudioContext();
    } catch {
      // No sound here at all.
      return;
    }
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => undefined);
  };
}

function ring(context: AudioContext): void {
  for (const { hertz, afterS } of NOTES) {
    const from = context.currentTime + afterS;
    const note = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUD, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, from + LASTS_S);
    note.connect(volume).connect(context.destination);
    note.start(from);
    note.stop(from + LASTS_S);
  }
}
