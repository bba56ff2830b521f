// What a benchmark gives back, and how it is judged against the table and printed.
import { TARGETS } from './targets.ts';

export type Measured = { readonly name: string; readonly value: number | null; readonly unit: string };
export type Outcome = { readonly conditions: Readonly<Record<string, unknown>>; readonly figures: readonly Measured[] };
export type Benchmark = (args: readonly string[]) => Promise<Outcome>;
export type Judged = Measured & { readonly target: string | null; readonly reached: boolean | null };

/** The smallest value that this share (0 to 1) of them does not exceed; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Each figure beside its target; targets without a figure are added as not reached. */
export function judge(bench: string, figures: readonly Measured[]): Judged[] {
  const targets = TARGETS[bench] ?? [];
  const judged = figures.map((figure): Judged => {
    const target = targets.find((one) => one.name === figure.name && one.unit === figure.unit);
    if (target === undefined) return { ...figure, target: null, reached: null };
    const { atMost, atLeast } = target;
    const { value } = figure;
    const reached =
      value !== null && (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
    return { ...figure, target: atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`, reached };
  });
  const missing = targets.filter(
    (target) => !figures.some((figure) => figure.name === target.name && figure.unit === target.unit),
  );
  return [
    ...judged,
    ...missing.map(({ name, unit, atMost, atLeast }) => ({
      name,
      unit,
      value: null,
      target: atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`,
      reached: false,
    })),
  ];
}

/** A table for people. */
export function table(judged: readonly Judged[]): string {
  const rows = judged.map((row) => [
    row.name,
    row.value === null ? '–' : String(Math.round(row.value * 1000) / 1000),
    row.unit,
    row.target ?? '',
    row.reached === null ? '' : row.reached ? 'reached' : 'NOT REACHED',
  ]);
  const all = [['figure', 'value', 'unit', 'target', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
