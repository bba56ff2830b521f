// How many columns let every tile be as large as possible; tiles keep their order whatever the answer.

export type Grid = { readonly columns: number; readonly tileWidth: number; readonly tileHeight: number };

/** A tile narrower than this is not worth looking at: scrolling is better. In CSS pixels. */
const LEAST_WIDTH = 132;
const RATIO = 4 / 3;

/** `width` and `height` are the space for all tiles in CSS pixels, `gap` lies between them. */
export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, tileWidth: 0, tileHeight: 0 };
  const most = Math.max(1, Math.min(count, Math.floor((width + gap) / (LEAST_WIDTH + gap))));
  for (let columns = 1; columns <= most; columns += 1) {
    const rows = Math.ceil(count / columns);
    const broad = (width - gap * (columns - 1)) / columns;
    const high = (height - gap * (rows - 1)) / rows;
    const tileWidth = Math.max(0, Math.floor(Math.min(broad, high * RATIO)));
    if (tileWidth > best.tileWidth) best = { columns, tileWidth, tileHeight: Math.floor(tileWidth / RATIO) };
  }
  if (best.tileWidth >= LEAST_WIDTH || count === 0) return best;
  // Too many for the space: two or more columns of legible tiles, and the rest by scrolling.
  const columns = Math.max(1, Math.min(count, Math.max(2, Math.floor((width + gap) / (200 + gap)))));
  const tileWidth = Math.floor((width - gap * (columns - 1)) / columns);
  return { columns, tileWidth, tileHeight: Math.floor(tileWidth / RATIO) };
}

/** Which of the three pictures a tile of this width is worth sending. */
export function layerFor(deviceWidth: number): 0 | 1 | 2 {
  if (deviceWidth <= 340) return 0;
  return deviceWidth <= 760 ? 1 : 2;
}
