// Straight lines through points that carry delays: what two clocks are to each other.

/** y = at0 + slope · x */
export type Line = { readonly at0: number; readonly slope: number };
export type Point = { readonly x: number; readonly y: number };

export const yAt = ({ at0, slope }: Line, x: number): number => at0 + slope * x;
/** First one, then the other. */
export const after = (first: Line, second: Line): Line => ({
  at0: yAt(second, first.at0),
  slope: first.slope * second.slope,
});

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
};

/** So many points are enough for a slope, and its pairs are few enough. */
const FEW = 200;

/**
 * Theil and Sen's line, which a third of bad points does not turn: the median of the slopes of all pairs that lie at
 * least `apart` from each other. Where none do, the slope is 1: two clocks that both count milliseconds.
 * @returns null without a point
 */
export function steadyLine(points: readonly Point[], apart: number): Line | null {
  if (points.length === 0) return null;
  const step = Math.max(1, Math.ceil(points.length / FEW));
  const some = points.filter((_, index) => index % step === 0);
  const slopes: number[] = [];
  for (const [index, one] of some.entries()) {
    for (const other of some.slice(index + 1)) {
      if (Math.abs(other.x - one.x) >= apart) slopes.push((other.y - one.y) / (other.x - one.x));
    }
  }
  const slope = slopes.length === 0 ? 1 : median(slopes);
  return { at0: median(points.map(({ x, y }) => y - slope * x)), slope };
}

/** The line below the points: a delay only ever adds, so that the least delayed say what the clocks are to each other. */
export function lowestLine(points: readonly Point[], apart: number): Line | null {
  const line = steadyLine(points, apart);
  if (line === null) return null;
  const residues = points.map(({ x, y }) => y - yAt(line, x)).toSorted((a, b) => a - b);
  // Not the very least: one packet that a clock's step made early would move everything.
  return { at0: line.at0 + (residues[Math.floor(residues.length / 20)] ?? 0), slope: line.slope };
}
