// Spans of time on the recording's clock, and what is left of some when others are taken away.

/** Milliseconds on the recording's clock; `endMs` itself is not in it. */
export type Span = { readonly startMs: number; readonly endMs: number };

export const lengthOf = ({ startMs, endMs }: Span): number => Math.max(0, endMs - startMs);
export const totalOf = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + lengthOf(span), 0);

/** The same time in the fewest spans, in order; those that are nearer to each other than `joinMs` become one. */
export function joined(spans: readonly Span[], joinMs = 0): Span[] {
  const out: Span[] = [];
  for (const span of spans.filter((one) => lengthOf(one) > 0).toSorted((a, b) => a.startMs - b.startMs)) {
    const last = out.at(-1);
    if (last === undefined || span.startMs > last.endMs + joinMs)
      out.push({ startMs: span.startMs, endMs: span.endMs });
    else out[out.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) };
  }
  return out;
}

/** What of `from` lies in none of `away`. */
export function without(from: readonly Span[], away: readonly Span[]): Span[] {
  const holes = joined(away);
  return joined(from).flatMap((span) => {
    const left: Span[] = [];
    let { startMs } = span;
    for (const hole of holes) {
      if (hole.endMs <= startMs || hole.startMs >= span.endMs) continue;
      if (hole.startMs > startMs) left.push({ startMs, endMs: hole.startMs });
      startMs = hole.endMs;
    }
    if (startMs < span.endMs) left.push({ startMs, endMs: span.endMs });
    return left;
  });
}

/** What lies in both. */
export const both = (some: readonly Span[], others: readonly Span[]): Span[] => without(some, without(some, others));
