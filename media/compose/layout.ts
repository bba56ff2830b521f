// Where everything is on the composed picture: a bar above, one tile for each person below, which never moves.

export const PICTURE = { width: 1280, height: 720, rate: 25 } as const;
export const FRAME_MS = 1_000 / PICTURE.rate;
export const BAR_HEIGHT = 48;
const GAP = 8;

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const even = (value: number): number => Math.floor(value / 2) * 2;

/** Equal tiles of 16:9, row by row, the last row in the middle: 1, 2, 2 × 2, 3 × 3, 4 × 4 and so on. */
export function tileBoxes(count: number): readonly Box[] {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const widest = (PICTURE.width - GAP * (columns + 1)) / columns;
  const highest = (PICTURE.height - BAR_HEIGHT - GAP * (rows + 1)) / rows;
  const width = even(Math.min(widest, (highest * 16) / 9));
  const height = even(Math.min(highest, (widest * 9) / 16));
  const top = BAR_HEIGHT + (PICTURE.height - BAR_HEIGHT - rows * height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (PICTURE.width - inRow * width - (inRow - 1) * GAP) / 2;
    return { x: even(left + (index % columns) * (width + GAP)), y: even(top + row * (height + GAP)), width, height };
  });
}

/** The largest picture of this shape inside a tile, in its middle: nothing is cut off and nothing stretched. */
export function fitInto(tile: Box, width: number, height: number): Box {
  const scale = Math.min(tile.width / width, tile.height / height);
  const fitted = {
    width: Math.max(2, Math.min(tile.width, even(width * scale + 1))),
    height: Math.max(2, Math.min(tile.height, even(height * scale + 1))),
  };
  return {
    x: even(tile.x + (tile.width - fitted.width) / 2),
    y: even(tile.y + (tile.height - fitted.height) / 2),
    ...fitted,
  };
}
