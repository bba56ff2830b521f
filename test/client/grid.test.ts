// Tiles fill the space they are given, never leave it, and stay legible.
import { describe, expect, test } from 'vitest';
import { gridFor, layerFor } from '../../client/room/grid.ts';

const SPACES = [
  [374, 560],
  [600, 250],
  [860, 600],
  [1264, 600],
] as const;

describe('the grid', () => {
  test('fits into its space whenever tiles can be legible there', () => {
    for (const [width, height] of SPACES) {
      for (let count = 1; count <= 12; count += 1) {
        const { columns, tileWidth, tileHeight } = gridFor(count, width, height, 8);
        const rows = Math.ceil(count / columns);
        expect(columns * tileWidth + (columns - 1) * 8).toBeLessThanOrEqual(width);
        expect(tileWidth).toBeGreaterThanOrEqual(100);
        const scrolls = rows * tileHeight + (rows - 1) * 8 > height;
        if (count <= 6 && !scrolls) expect(tileWidth).toBeGreaterThanOrEqual(132);
      }
    }
  });
  test('one person gets all, two stand one above the other on a phone and side by side on a desk', () => {
    expect(gridFor(1, 374, 560, 8)).toMatchObject({ columns: 1, tileWidth: 374 });
    expect(gridFor(2, 374, 560, 8).columns).toBe(1);
    expect(gridFor(2, 1264, 600, 8).columns).toBe(2);
  });
  test('nobody and no space are no error', () => {
    expect(gridFor(0, 300, 300, 8).columns).toBe(1);
    expect(gridFor(3, 0, 0, 8).columns).toBeGreaterThanOrEqual(1);
  });
});

test('small tiles ask for the small picture', () => {
  expect([200, 340, 500, 760, 1200].map(layerFor)).toEqual([0, 0, 1, 1, 2]);
});
