// Figures as people read them: positions on the hearing’s clock, sizes, shortened check values.

/** `1:02:03`; hours always, so that columns line up. Milliseconds are cut off, not rounded: a position never lies ahead of its moment. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** As `clock`, with milliseconds: for evidence, where a track's start matters. */
export const exactClock = (ms: number): string =>
  `${clock(ms)}.${String(Math.max(0, Math.floor(ms)) % 1000).padStart(3, '0')}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1000, as file managers show them: `12.3 MB`. */
export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Enough of a check value to tell two apart by eye; the whole one is copied. */
export const shortHash = (hash: string): string => (hash.length > 16 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash);
