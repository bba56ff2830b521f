// A signature is kept as it was drawn: in widths of the pad, in time, through a turned phone, and never more than one message holds.
import { describe, expect, test } from 'vitest';
import { fitting, Pen } from '../../client/room/letter/pen.ts';
import { Ink, isBlank, LETTER_LIMITS } from '../../server/protocol/letter.ts';

const PHONE = { width: 358, height: 403 };
const TURNED = { width: 576, height: 252 };

function written(): Pen {
  const pen = new Pen();
  pen.down(0, 0, 1_000.4, PHONE);
  pen.move(179, 200, 1_100, PHONE);
  pen.move(358, 403, 1_250, PHONE);
  pen.up();
  return pen;
}

describe('the pen', () => {
  test('keeps points in widths of the pad and milliseconds since the first touch', () => {
    const ink = written().ink();
    expect(ink?.height).toBeCloseTo(403 / 358, 4);
    expect(ink?.strokes).toEqual([
      [
        [0, 0, 0],
        [0.5, 0.5587, 100],
        [1, 1.1257, 250],
      ],
    ]);
    expect(Ink.safeParse(ink).success).toBe(true);
  });

  test('stays inside the pad when the finger leaves it', () => {
    const pen = written();
    pen.down(-50, -50, 2_000, PHONE);
    pen.move(5_000, 5_000, 2_100, PHONE);
    pen.up();
    expect(pen.ink()?.strokes[1]).toEqual([
      [0, 0, 1000],
      [1, 1.1257, 1100],
    ]);
    expect(Ink.safeParse(pen.ink()).success).toBe(true);
  });

  test('draws nothing without touching, and nothing after it was lifted', () => {
    const pen = written();
    expect(pen.move(10, 10, 3_000, PHONE)).toBe(false);
    expect(pen.ink()?.strokes).toHaveLength(1);
    expect(new Pen().ink()).toBeNull();
  });

  test('a turned phone keeps the shape of the drawing and writes on in the same place', () => {
    const pen = written();
    const { left, top, scale } = pen.place(TURNED);
    expect(top).toBeCloseTo(0, 3);
    expect(scale * (403 / 358)).toBeCloseTo(252, 1);
    pen.down(left + scale / 2, top + scale / 2, 5_000, TURNED);
    expect(pen.ink()?.strokes[1]?.[0]?.slice(0, 2)).toEqual([0.5, 0.5]);
    expect(pen.ink()?.height).toBeCloseTo(403 / 358, 4);
  });

  test('takes back one stroke after the other, and begins anew after the last', () => {
    const pen = written();
    pen.down(1, 1, 2_000, PHONE);
    pen.up();
    pen.undo();
    expect(pen.ink()?.strokes).toHaveLength(1);
    pen.undo();
    expect(pen.ink()).toBeNull();
    pen.down(0, 0, 9_000, TURNED);
    expect(pen.ink()).toMatchObject({ height: 0.4375, strokes: [[[0, 0, 0]]] });
  });

  test('a dot is no signature, a line is one', () => {
    const pen = new Pen();
    pen.down(100, 100, 0, PHONE);
    const dot = pen.ink();
    expect(dot === null || isBlank(dot)).toBe(true);
    const line = written().ink();
    expect(line !== null && !isBlank(line)).toBe(true);
  });

  test('a very long one is thinned to what one message holds, its ends kept', () => {
    const pen = new Pen();
    for (let stroke = 0; stroke < 20; stroke += 1) {
      pen.down(0, stroke * 10, stroke * 1_000, PHONE);
      for (let at = 1; at < 400; at += 1) pen.move((at * 7) % 358, stroke * 10 + (at % 9), stroke * 1_000 + at, PHONE);
      pen.up();
    }
    const ink = pen.ink();
    expect(Ink.safeParse(ink).success).toBe(true);
    expect(ink?.strokes.reduce((sum, stroke) => sum + stroke.length, 0)).toBeLessThanOrEqual(LETTER_LIMITS.points);
    expect(ink?.strokes).toHaveLength(20);
    expect(ink?.strokes[19]?.at(-1)).toEqual(pen.strokes[19]?.at(-1));
    // The asker's own bytes: what the socket takes is 64 KiB.
    expect(JSON.stringify(ink).length).toBeLessThan(60_000);
  });

  test('refuses a stroke too many, and what fits is left alone', () => {
    const pen = new Pen();
    for (let stroke = 0; stroke < LETTER_LIMITS.strokes; stroke += 1) expect(pen.down(1, 1, stroke, PHONE)).toBe(true);
    expect(pen.down(1, 1, 999, PHONE)).toBe(false);
    expect(Ink.safeParse(pen.ink()).success).toBe(true);
    const small = written().ink();
    expect(small === null ? null : fitting(small)).toEqual(small);
  });
});
