// Which simulcast layer is written: the highest steady one, so that a browser's layer changes do not shred the record.

/** A layer has stopped when nothing came for this long while another went on. */
const STOPPED_MS = 500;
/** A pause of this length is a break: a layer is steady when it had none for `STEADY_MS`. */
const BREAK_MS = 1_000;
const STEADY_MS = 10_000;
/** Layers start one after the other: in the first moments a higher one is taken at once. */
const START_MS = 2_000;

type Layer = { lastMs: number; unbrokenSinceMs: number };

/** Layers are numbered from 0, the lowest. Times in milliseconds of any one clock. */
export class LayerChoice {
  readonly #layers: readonly Layer[];
  #firstMs: number | null = null;

  constructor(count: number) {
    this.#layers = Array.from({ length: count }, () => ({ lastMs: -Infinity, unbrokenSinceMs: Infinity }));
  }

  arrived(index: number, nowMs: number): void {
    const layer = this.#layers[index];
    if (layer === undefined) return;
    this.#firstMs ??= nowMs;
    if (nowMs - layer.lastMs > BREAK_MS) layer.unbrokenSinceMs = nowMs;
    layer.lastMs = nowMs;
  }

  /** @param current the layer that is being written, null when none is @returns the one to be written; null when none flows */
  wanted(current: number | null, nowMs: number): number | null {
    const flowing = this.#layers.flatMap(({ lastMs }, index) => (nowMs - lastMs <= STOPPED_MS ? [index] : []));
    const highest = flowing.at(-1);
    // All of them silent: the line is down or the camera covered, and which one comes back is not known.
    if (highest === undefined) return current;
    if (current === null) return highest;
    if (!flowing.includes(current)) return highest;
    const starting = nowMs - (this.#firstMs ?? nowMs) <= START_MS;
    const better = flowing.filter((index) => index > current && (starting || this.#steady(index, nowMs)));
    return better.at(-1) ?? current;
  }

  #steady(index: number, nowMs: number): boolean {
    return nowMs - (this.#layers[index]?.unbrokenSinceMs ?? Infinity) >= STEADY_MS;
  }
}
