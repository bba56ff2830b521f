// What a hand draws, kept in widths of the pad: a pure core that knows neither canvas nor pointer events.
import { type Ink, LETTER_LIMITS } from '../../../server/protocol/letter.ts';

export type Point = Ink['strokes'][number][number];
/** The pad as it is on screen now, in CSS pixels. */
export type Pad = { readonly width: number; readonly height: number };

/** Nearer than this to the last point, in widths of the pad, a point adds nothing that can be seen. */
const LEAST_STEP = 0.003;
const LONGEST_MS = 3_600_000;
/** More is collected than one message holds, and thinned out when it is handed over. */
const MOST_POINTS = 5 * LETTER_LIMITS.points;
const FLATTEST = 0.1;
const TALLEST = 2;

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
const clamp = (value: number, most: number): number => round(Math.min(most, Math.max(0, value)));

export class Pen {
  #strokes: Point[][] = [];
  /** Height of the pad in its widths when the first line began; a phone that is turned keeps the drawing's shape. */
  #height: number | null = null;
  #startedAtMs = 0;
  #drawing = false;

  get strokes(): readonly (readonly Point[])[] {
    return this.#strokes;
  }

  /** Where the drawing lies on the pad: the whole pad, or the part of it that has the drawing's shape. */
  place({ width, height }: Pad): { readonly left: number; readonly top: number; readonly scale: number } {
    const shape = this.#height ?? shapeOf({ width, height });
    const scale = Math.min(width, height / shape);
    return { left: (width - scale) / 2, top: (height - scale * shape) / 2, scale };
  }

  /** `x`, `y` in CSS pixels of the pad. False when no more lines are taken. */
  down(x: number, y: number, atMs: number, pad: Pad): boolean {
    if (this.#strokes.length >= LETTER_LIMITS.strokes || pointsIn(this.#strokes) >= MOST_POINTS) return false;
    if (this.#height === null) {
      this.#height = shapeOf(pad);
      this.#startedAtMs = atMs;
    }
    this.#strokes.push([this.#point(x, y, atMs, pad)]);
    this.#drawing = true;
    return true;
  }

  /** True when a point was added. */
  move(x: number, y: number, atMs: number, pad: Pad): boolean {
    const stroke = this.#strokes.at(-1);
    const last = stroke?.at(-1);
    if (!this.#drawing || stroke === undefined || last === undefined) return false;
    const point = this.#point(x, y, atMs, pad);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < LEAST_STEP) return false;
    if (pointsIn(this.#strokes) >= MOST_POINTS) return false;
    stroke.push(point);
    return true;
  }

  up(): void {
    this.#drawing = false;
  }

  undo(): void {
    this.#strokes.pop();
    if (this.#strokes.length === 0) this.clear();
  }

  clear(): void {
    this.#strokes = [];
    this.#height = null;
    this.#drawing = false;
  }

  ink(): Ink | null {
    if (this.#height === null || this.#strokes.length === 0) return null;
    return fitting({ height: this.#height, strokes: this.#strokes.map((stroke) => [...stroke]) });
  }

  #point(x: number, y: number, atMs: number, pad: Pad): Point {
    const { left, top, scale } = this.place(pad);
    const t = Math.min(LONGEST_MS, Math.max(0, Math.round(atMs - this.#startedAtMs)));
    return [clamp((x - left) / scale, 1), clamp((y - top) / scale, this.#height ?? TALLEST), t];
  }
}

const shapeOf = ({ width, height }: Pad): number => Math.min(TALLEST, Math.max(FLATTEST, round(height / width)));

const pointsIn = (strokes: readonly (readonly Point[])[]): number =>
  strokes.reduce((sum, stroke) => sum + stroke.length, 0);

/** A very long drawing loses every second of its inner points until one message holds it; its lines stay whole. */
export function fitting(ink: Ink): Ink {
  let { strokes } = ink;
  while (pointsIn(strokes) > LETTER_LIMITS.points && strokes.some((stroke) => stroke.length > 2)) {
    strokes = strokes.map((stroke) =>
      stroke.filter((_, index) => index === 0 || index === stroke.length - 1 || index % 2 === 0),
    );
  }
  return { ...ink, strokes };
}
