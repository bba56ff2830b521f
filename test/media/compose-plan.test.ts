// The plan of a composed recording: parts, tiles, words and ffmpeg's arguments, without ffmpeg.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinArguments, joinList, renderArguments } from '../../media/compose/arguments.ts';
import type { ComposeSegment } from '../../media/compose/job.ts';
import { BAR_HEIGHT, fitInto, PICTURE, tileBoxes } from '../../media/compose/layout.ts';
import { lengthOf, planParts } from '../../media/compose/plan.ts';
import { cardsOf, chinaTime, cut, escaped, widthOf, wordsOf } from '../../media/compose/words.ts';
import { without } from '../../media/timeline/span.ts';

let number = 0;
const segment = (startMs: number, endMs: number, more: Partial<ComposeSegment> = {}): ComposeSegment => ({
  id: `s${number++}`,
  file: 'x',
  personId: 'a',
  source: 'camera',
  startMs,
  durationMs: endMs - startMs,
  rate: 1,
  ...more,
});
const pause = (startMs: number, endMs: number) => ({ startMs, endMs, words: '休会', reason: '' });
const MINUTE = 60_000;

describe('parts', () => {
  it('are at most five minutes, follow each other, and end with the last segment', () => {
    const parts = planParts({ segments: [segment(0, 21 * MINUTE + 7)], pauses: [] });
    expect(parts.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 300_000],
      [300_000, 600_000],
      [600_000, 900_000],
      [900_000, 1_200_000],
      [1_200_000, 1_260_040],
    ]);
  });

  it('are four in a short hearing, so that no processor waits for another, but never shorter than half a minute', () => {
    const lengths = (minutes: number) =>
      planParts({ segments: [segment(0, minutes * MINUTE)], pauses: [] }).map(lengthOf);
    expect(lengths(4)).toEqual([60_000, 60_000, 60_000, 60_000]);
    expect(lengths(1)).toEqual([30_000, 30_000]);
    expect(lengths(0.2)).toEqual([12_000]);
  });

  it('leave no crumb at the end', () => {
    expect(planParts({ segments: [segment(0, 1_205_000)], pauses: [] })).toHaveLength(4);
    expect(planParts({ segments: [segment(0, 1_211_000)], pauses: [] })).toHaveLength(5);
  });

  it('are shorter where there are many files, so that ffmpeg is never given too many', () => {
    const segments = Array.from({ length: 200 }, (_, index) => segment(index * 1_500, index * 1_500 + 1_400));
    const parts = planParts({ segments, pauses: [] });
    for (const { startMs, endMs } of parts) {
      const inside = segments.filter((one) => one.startMs < endMs && one.startMs + one.durationMs > startMs);
      expect(inside.length).toBeLessThanOrEqual(40);
    }
    expect(parts.length).toBeLessThan(20);
  });

  it('show one minute of a pause again and again, however long it is', () => {
    const hours = 16 * 60 * MINUTE;
    const segments = [segment(0, 60_000), segment(61_000 + hours, 120_000 + hours)];
    const parts = planParts({ segments, pauses: [pause(60_000, 61_000 + hours)] });
    expect(parts.map(({ kind, startMs, endMs }) => [kind, startMs, endMs])).toEqual([
      ['live', 0, 60_000],
      ['pause', 60_000, 120_000],
      ['pause', 60_000 + hours, 61_000 + hours],
      ['live', 61_000 + hours, 120_000 + hours],
    ]);
    expect(parts.reduce((sum, part) => sum + lengthOf(part), 0)).toBe(120_000 + hours);
  });

  it('never cover with a card what was recorded', () => {
    // Media flows before the resumption is kept, and a little after the pause is.
    const segments = [segment(0, 10_300), segment(15_200, 30_000)];
    const parts = planParts({ segments, pauses: [pause(10_000, 17_000)] });
    expect(parts.map(({ kind, startMs, endMs }) => [kind, startMs, endMs])).toEqual([
      ['live', 0, 10_320],
      ['pause', 10_320, 15_200],
      ['live', 15_200, 30_000],
    ]);
  });

  it('pass over a pause that is short, or that nothing follows', () => {
    expect(planParts({ segments: [segment(0, 5_000), segment(5_900, 9_000)], pauses: [pause(5_000, 5_900)] })).toEqual([
      { kind: 'live', startMs: 0, endMs: 9_000 },
    ]);
    expect(planParts({ segments: [segment(0, 5_000)], pauses: [pause(5_000, 1e12)] })).toEqual([
      { kind: 'live', startMs: 0, endMs: 5_000 },
    ]);
  });

  it('cover every moment once, whatever was recorded', () => {
    const span = fc.tuple(fc.nat(4_000_000), fc.integer({ min: 1, max: 900_000 }));
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 60 }),
        fc.array(span, { maxLength: 6 }),
        (media, pauses) => {
          const segments = media.map(([startMs, lengthMs]) => segment(startMs, startMs + lengthMs));
          const parts = planParts({ segments, pauses: pauses.map(([from, length]) => pause(from, from + length)) });
          let atMs = 0;
          for (const part of parts) {
            expect(part.startMs === atMs || (part.kind === 'pause' && part.times === 1)).toBe(true);
            expect((part.endMs - part.startMs) % 40).toBe(0);
            expect(part.endMs).toBeGreaterThan(part.startMs);
            atMs += lengthOf(part);
          }
          const endMs = Math.max(...segments.map((one) => one.startMs + one.durationMs));
          expect(atMs - endMs).toBeGreaterThanOrEqual(0);
          expect(atMs - endMs).toBeLessThan(40);
        },
      ),
    );
  });

  it('know what is left of a span', () => {
    const left = without(
      [{ startMs: 0, endMs: 10 }],
      [
        { startMs: 2, endMs: 4 },
        { startMs: 3, endMs: 5 },
        { startMs: 9, endMs: 20 },
      ],
    );
    expect(left).toEqual([
      { startMs: 0, endMs: 2 },
      { startMs: 5, endMs: 9 },
    ]);
  });
});

describe('tiles', () => {
  it('are one, two side by side, 2 × 2, 3 × 3, 4 × 4', () => {
    const shape = (count: number) => {
      const boxes = tileBoxes(count);
      return [new Set(boxes.map(({ y }) => y)).size, boxes.filter(({ y }) => y === boxes[0]?.y).length];
    };
    expect([1, 2, 3, 4, 5, 6, 7, 9, 10, 16, 17].map(shape)).toEqual([
      ...[
        [1, 1],
        [1, 2],
        [2, 2],
        [2, 2],
        [2, 3],
        [2, 3],
        [3, 3],
        [3, 3],
        [3, 4],
        [4, 4],
        [4, 5],
      ],
    ]);
  });

  it('lie inside the picture below the bar, do not overlap, and have even edges', () => {
    for (let count = 1; count <= 40; count += 1) {
      const boxes = tileBoxes(count);
      expect(boxes).toHaveLength(count);
      for (const [index, { x, y, width, height }] of boxes.entries()) {
        expect([x % 2, y % 2, width % 2, height % 2]).toEqual([0, 0, 0, 0]);
        expect(x >= 0 && y >= BAR_HEIGHT && x + width <= PICTURE.width && y + height <= PICTURE.height).toBe(true);
        expect(Math.abs(width / height - 16 / 9)).toBeLessThan(0.03);
        for (const other of boxes.slice(index + 1)) {
          const apart = other.x >= x + width || x >= other.x + other.width || other.y >= y + height;
          expect(apart).toBe(true);
        }
      }
    }
  });

  it('hold a picture of any shape whole and unstretched, in the middle', () => {
    const tile = { x: 100, y: 60, width: 420, height: 236 };
    expect(fitInto(tile, 1280, 720)).toEqual({ x: 100, y: 60, width: 420, height: 236 });
    const phone = fitInto(tile, 720, 1280);
    expect(phone).toEqual({ x: 244, y: 60, width: 132, height: 236 });
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 4_000 }), fc.integer({ min: 16, max: 4_000 }), (width, height) => {
        const box = fitInto(tile, width, height);
        expect(box.x >= tile.x && box.y >= tile.y).toBe(true);
        expect(box.x + box.width <= tile.x + tile.width && box.y + box.height <= tile.y + tile.height).toBe(true);
      }),
    );
  });
});

const WORDS = { cameraOff: '摄像头已关闭', pictureLost: '画面中断', since: '自 {time} 起' };

describe('a card', () => {
  const part = { startMs: 0, endMs: 100 };
  const cards = (more: Partial<Parameters<typeof cardsOf>[0]>, seen = [{ startMs: 20, endMs: 30 }]) =>
    cardsOf({ away: [], segments: [], words: WORDS, ...more }, 'a', part, seen).map(({ words, span }) => [
      words,
      span.startMs,
      span.endMs,
    ]);

  it('says that the camera is off where no picture was sent', () => {
    expect(cards({})).toEqual([
      [WORDS.cameraOff, 0, 20],
      [WORDS.cameraOff, 30, 100],
    ]);
  });

  it('says that somebody is away, and that a picture was sent and is lost', () => {
    const away = [
      { personId: 'a', startMs: 0, endMs: 10, words: '尚未进入' },
      { personId: 'a', startMs: 80, endMs: 1e12, words: '已离开' },
      { personId: 'b', startMs: 0, endMs: 1e12, words: '已离开' },
    ];
    expect(cards({ away, segments: [segment(10, 60)] })).toEqual([
      ['尚未进入', 0, 10],
      [WORDS.pictureLost, 10, 20],
      [WORDS.pictureLost, 30, 60],
      [WORDS.cameraOff, 60, 80],
      ['已离开', 80, 100],
    ]);
  });

  it('is not there while a picture is seen, whoever is said to be away', () => {
    expect(cards({ away: [{ personId: 'a', startMs: 0, endMs: 1e12, words: '已离开' }] }, [part])).toEqual([]);
  });
});

describe('words', () => {
  it('of people are text and nothing else', () => {
    expect(escaped('a{\\b1}\\Nb\nc')).toBe('a\\{\\\u2060b1\\}\\\u2060Nb c');
  });

  it('are cut with … where they do not fit, between letters as people see them', () => {
    expect(cut('欧阳建国', 4)).toBe('欧阳建国');
    expect(cut('欧阳建国', 3.5)).toBe('欧阳…');
    const long = '很'.repeat(60);
    expect(widthOf(cut(long, 10))).toBeLessThanOrEqual(10);
    expect(cut(long, 10)).toMatch(/^很+…$/);
    expect(cut('é́é́é́é́é́é́', 2)).not.toMatch(/^\u0301|…\u0301/);
  });

  it('carry the time in China, second by second, and the stage of each moment', () => {
    expect(chinaTime(Date.UTC(2026, 11, 31, 16, 0, 0))).toBe('2027-01-01 00:00:00');
    const job = {
      title: '听证',
      zeroAtMs: Date.UTC(2026, 10, 25, 2, 0, 0, 300),
      people: [{ id: 'a', name: '王秀英', role: '申诉人' }],
      segments: [segment(0, 3_000)],
      stages: [
        { startMs: 0, name: '宣布开始' },
        { startMs: 11_000, name: '最后陈述' },
      ],
      away: [],
      words: WORDS,
    };
    const lines = wordsOf(job, { kind: 'live', startMs: 10_000, endMs: 12_000 }, tileBoxes(1), new Map()).split('\n');
    const of = (text: string) => lines.filter((line) => line.includes(text)).map((line) => line.split(',').slice(1, 3));
    // 10,000 on the clock is 10.300 s after the hour: the clock turns at 700 ms of the part.
    expect(of('2026-11-25 10:00:10')).toEqual([['0:00:00.00', '0:00:00.70']]);
    expect(of('2026-11-25 10:00:11')).toEqual([['0:00:00.70', '0:00:01.70']]);
    expect(of('宣布开始')).toEqual([['0:00:00.00', '0:00:01.00']]);
    expect(of('最后陈述')).toEqual([['0:00:01.00', '0:00:02.00']]);
    expect(of('申诉人')).toHaveLength(1);
  });

  it('of a pause fill the screen', () => {
    const job = { title: '听证', zeroAtMs: 0, people: [], segments: [], stages: [], away: [], words: WORDS };
    const part = {
      kind: 'pause',
      startMs: 0,
      endMs: 60_000,
      times: 3,
      pause: { ...pause(0, 180_000), reason: '用餐' },
    };
    const words = wordsOf(job, part as Parameters<typeof wordsOf>[1], [], new Map());
    for (const text of ['休会', '自 1970-01-01 08:00:00 起', '用餐']) expect(words).toContain(text);
  });
});

describe("ffmpeg's arguments", () => {
  const part = { startMs: 300_000, endMs: 303_000 };
  const [box] = tileBoxes(1);
  if (box === undefined) throw new Error('no tile');

  it('put each picture at its time, and show it only while it is true', () => {
    const shown = [
      { startMs: 300_000, endMs: 300_480 },
      { startMs: 302_000, endMs: 303_000 },
    ];
    const piece = { file: 'a.mkv', size: { width: 640, height: 360 }, startMs: 299_600, shown };
    const given = renderArguments(part, [{ box, pieces: [piece] }], [{ file: 's.mkv', startMs: 299_800 }]);
    const graph = given[given.indexOf('-filter_complex') + 1] ?? '';
    expect(graph).toContain('setpts=PTS+(-0.400)/TB');
    expect(graph).toContain("enable='gte(t,0.000)*lt(t,0.480)+gte(t,2.000)*lt(t,3.000)'");
    expect(graph).toContain('trim=end_frame=75[picture]');
    expect(graph).toContain('atrim=start=0.200');
    expect(graph).toContain('atrim=end_sample=144000[sound]');
    expect(given.filter((one) => one.endsWith('.mkv'))).toEqual(['a.mkv', 's.mkv']);
  });

  it('are silence and empty tiles where nobody was', () => {
    const given = renderArguments(part, [{ box, pieces: [] }], []);
    expect(given.join(' ')).toContain('anullsrc');
    expect(given).not.toContain('-i');
  });

  it('join parts as often as they are shown, with the index first', () => {
    expect(joinList([{ file: 'a.mkv', lengthMs: 60_000, times: 2 }])).toBe(
      "ffconcat version 1.0\nfile 'a.mkv'\nduration 60.000\nfile 'a.mkv'\nduration 60.000\n",
    );
    expect(joinArguments('list', 'out.mp4', 'title').join(' ')).toContain('-movflags +faststart');
  });
});
