// The composed recording, rendered for real: everybody in their tile, seen and heard at their time, and what is missing said on screen.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../../media/compose/compose.ts';
import type { ComposeJob, ComposeSegment } from '../../media/compose/job.ts';
import { type Box, tileBoxes } from '../../media/compose/layout.ts';
import type { MkvTrack } from '../../media/record/mkv.ts';
import { temporaryFolder } from './folder.ts';
import { type Known, knownBeeps, knownColour } from './known.ts';
import { beepsIn, coloursIn, decodedFrames, formatOf, sha256Of, streamsOf, whitePoints } from './measure.ts';
import { writeSegment } from './segments.ts';

const PROGRAM = fileURLToPath(new URL('../../media/compose/main.ts', import.meta.url));
const OPUS: MkvTrack = { codec: 'opus' };
const WIDE: MkvTrack = { codec: 'vp8', size: { width: 320, height: 180 } };
const PHONE: MkvTrack = { codec: 'vp8', size: { width: 180, height: 320 } };
const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;
const GREEN = [0, 128, 0] as const;
const TILE = [27, 40, 55] as const;
const GROUND = [11, 19, 29] as const;

let folder: string;
let high: Known;
let low: Known;
let red: Known;
let blue: Known;
let green: Known;
let number = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  high = await knownBeeps(8, 1_000);
  low = await knownBeeps(8, 600);
  red = await knownColour(8, '320x180', 'red');
  blue = await knownColour(8, '180x320', 'blue');
  green = await knownColour(8, '320x180', 'green');
});

async function segment(
  personId: string,
  known: Known,
  track: MkvTrack,
  startMs: number,
  fromMs = 0,
  toMs = 10_000,
  rate = 1,
): Promise<ComposeSegment> {
  const id = `s${number++}`;
  return { id, personId, ...(await writeSegment(folder, known, track, startMs, fromMs, toMs, rate)) };
}

function jobOf(more: Pick<ComposeJob, 'people' | 'segments'> & Partial<ComposeJob>): ComposeJob {
  const name = `job-${number++}`;
  return {
    title: '王某不服不起诉决定申诉案公开听证会',
    zeroAtMs: Date.UTC(2026, 10, 25, 2, 0, 0, 300),
    stages: [{ startMs: 0, name: '宣布开始·程序和纪律' }],
    pauses: [],
    away: [],
    words: { cameraOff: '摄像头已关闭', pictureLost: '画面中断', since: '自 {time} 起' },
    ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg',
    processes: 2,
    work: join(folder, name),
    out: join(folder, `${name}.mp4`),
    ...more,
  };
}

const PEOPLE = [
  { id: 'a', name: '陈检察官', role: '主持人' },
  { id: 'b', name: '欧阳建国', role: '申诉人' },
  { id: 'c', name: '很'.repeat(60), role: '听证员' },
  { id: 'd', name: 'Zoë {\\an8}\\N', role: '人民监督员' },
];

/** The middle of a tile, above where a card writes. */
const inside = ({ x, y, width, height }: Box) => [x + width / 2, y + Math.round(height / 8)] as const;
const tile = (index: number, count = PEOPLE.length): Box => {
  const box = tileBoxes(count)[index];
  if (box === undefined) throw new Error('no such tile');
  return box;
};
/** Encoding twice moves colours a little. */
const near = (colour: readonly [number, number, number]) => colour.map((part) => expect.closeTo(part, -1.6));
const at = <Value>(pictures: readonly Value[], ms: number): Value | undefined => pictures[Math.round(ms / 40)];

/** When the tile turns white, in milliseconds. */
const flashes = (pictures: readonly (readonly number[])[]): number[] =>
  pictures.flatMap((colour, index) => {
    const isWhite = (one: readonly number[] | undefined) => one?.every((part) => part > 200) === true;
    return isWhite(colour) && !isWhite(pictures[index - 1]) ? [40 * index] : [];
  });

describe('a hearing', () => {
  let job: ComposeJob;
  let result: Awaited<ReturnType<typeof compose>>;
  const seen: number[] = [];

  beforeAll(async () => {
    job = jobOf({
      people: PEOPLE,
      segments: [
        await segment('a', high, OPUS, 0),
        await segment('a', red, WIDE, 0),
        // From a phone held upright, then turned; in between the camera is off.
        await segment('b', low, OPUS, 2_500, 0, 4_000),
        await segment('b', blue, PHONE, 1_000, 0, 3_000),
        await segment('b', green, WIDE, 6_000, 0, 2_000),
        // Comes after the recess, and has no camera.
        await segment('d', high, OPUS, 12_000, 0, 4_000),
        await segment('c', green, WIDE, 12_000, 0, 4_000),
      ],
      pauses: [{ startMs: 8_100, endMs: 14_000, words: '休会', reason: '申诉人需要休息' }],
      away: [
        { personId: 'd', startMs: 0, endMs: 11_900, words: '尚未进入' },
        { personId: 'b', startMs: 9_000, endMs: 1e12, words: '已离开' },
      ],
    });
    result = await compose(job, (progress) => seen.push(progress));
  }, 90_000);

  it('is one file that every browser plays, with its index first', async () => {
    const [picture, sound] = await streamsOf(job.out);
    expect(picture).toMatchObject({
      ...{ codec_name: 'h264', profile: 'High', pix_fmt: 'yuv420p', width: 1280, height: 720, r_frame_rate: '25/1' },
    });
    expect(sound).toMatchObject({ codec_name: 'aac', sample_rate: '48000' });
    const bytes = await readFile(job.out);
    expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(await decodedFrames(job.out)).toBe(result.durationMs / 40);
    expect(await formatOf(job.out)).toMatchObject({ durationMs: expect.closeTo(16_000, -2) });
    expect(result).toMatchObject({
      sha256: await sha256Of(job.out),
      bytes: bytes.length,
      durationMs: expect.closeTo(16_000, -2),
      skipped: [],
      parts: { made: 3, reused: 0 },
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan(0.9);
  });

  it('shows everybody in their tile at their time, and never stretched', async () => {
    const [a, b, c] = await Promise.all([0, 1, 2].map((index) => coloursIn(job.out, ...inside(tile(index)))));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no pictures');
    expect(at(a, 500)).toEqual(near(RED));
    expect(flashes(a)).toEqual([1, 2, 3, 4, 5, 6, 7].map((second) => expect.closeTo(1_000 * second, -2)));
    expect(at(b, 500)).toEqual(near(TILE));
    expect(at(b, 1_500)).toEqual(near(BLUE));
    expect(at(b, 5_000)).toEqual(near(TILE));
    expect(at(b, 6_500)).toEqual(near(GREEN));
    expect(flashes(b)).toEqual([2_000, 3_000, 7_000].map((ms) => expect.closeTo(ms, -2)));
    expect(at(c, 2_000)).toEqual(near(TILE));
    expect(flashes(c)).toEqual([13_000, 14_000, 15_000].map((ms) => expect.closeTo(ms, -2)));
    const { x, y, width } = tile(1);
    const [left, right] = [await coloursIn(job.out, x + 8, y + 40), await coloursIn(job.out, x + width - 16, y + 40)];
    // An upright picture leaves the sides of the tile free; a wide one fills it.
    expect([at(left, 1_500), at(right, 1_500)]).toEqual([near(TILE), near(TILE)]);
    expect([at(left, 6_500), at(right, 6_500)]).toEqual([near(GREEN), near(GREEN)]);
  });

  it("sounds at everybody's time, people on top of each other too", async () => {
    const high = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 12_000, 13_000, 14_000, 15_000];
    const low = [2_500, 3_500, 4_500, 5_500];
    expect(await beepsIn(job.out, 3_000, 1_000)).toEqual(high.map((ms) => expect.closeTo(ms, -1.8)));
    expect(await beepsIn(job.out, 3_000, 600)).toEqual(low.map((ms) => expect.closeTo(ms, -1.8)));
  });

  it('follows clocks that run off, one person’s too slow and the other’s too fast', async () => {
    const job = jobOf({
      people: [
        { id: 'a', name: '甲', role: '申诉人' },
        { id: 'b', name: '乙', role: '主持人' },
      ],
      segments: [
        await segment('a', high, { codec: 'opus' }, 500, 0, 8_000, 1.01),
        await segment('b', low, { codec: 'opus' }, 900, 0, 8_000, 0.995),
      ],
    });
    await compose(job, () => {});
    const beeps = [0, 1, 2, 3, 4, 5, 6, 7];
    const times = (startMs: number, rate: number) =>
      beeps.map((beep) => expect.closeTo(startMs + 1_000 * beep * rate, -1.9));
    expect(await beepsIn(job.out, 3_000, 1_000)).toEqual(times(500, 1.01));
    expect(await beepsIn(job.out, 3_000, 600)).toEqual(times(900, 0.995));
  });

  it('says on the tile that a camera is off, and on the whole screen that there is a recess', async () => {
    const written = (ms: number, index: number) => {
      const { x, y, width, height } = tile(index);
      return whitePoints(job.out, ms, { x, y: y + height * 0.25, width, height: height * 0.3 });
    };
    expect(await written(5_000, 1)).toBeGreaterThan(100);
    expect(await written(6_500, 1)).toBe(0);
    const [a] = await Promise.all([coloursIn(job.out, ...inside(tile(0)))]);
    expect(at(a, 10_000)).toEqual(near(GROUND));
    expect(await whitePoints(job.out, 10_000, { x: 500, y: 270, width: 280, height: 120 })).toBeGreaterThan(1_000);
    expect(at(a, 12_500)).toEqual(near(TILE));
  });

  it('carries name, stage and time', async () => {
    const { x, y, width, height } = tile(0);
    const plate = { x, y: y + height * 0.88, width, height: height * 0.12 };
    expect(await whitePoints(job.out, 500, plate)).toBeGreaterThan(50);
    for (const corner of [0, 1_000])
      expect(await whitePoints(job.out, 500, { x: corner, y: 0, width: 280, height: 48 })).toBeGreaterThan(100);
  });
});

describe('what cannot be read', () => {
  it('is left out and named, and nothing else suffers', async () => {
    const [whole, sound] = [await segment('a', red, WIDE, 0), await segment('a', high, OPUS, 0)];
    const junk = await segment('b', blue, PHONE, 0);
    await writeFile(junk.file, Buffer.alloc(5_000, 7));
    const missing = { ...(await segment('b', low, OPUS, 0)), file: join(folder, 'missing.mkv') };
    const hollow = await segment('c', green, WIDE, 0);
    const bytes = await readFile(hollow.file);
    await writeFile(hollow.file, Buffer.concat([bytes.subarray(0, 400), Buffer.from(bytes.subarray(400)).map(spoilt)]));
    const empty = { ...(await segment('d', green, WIDE, 0)), durationMs: 0 };
    const job = jobOf({ people: PEOPLE, segments: [whole, sound, junk, missing, hollow, empty] });
    const { skipped, durationMs } = await compose(job, () => {});
    expect(skipped).toEqual(expect.arrayContaining([junk.id, missing.id]));
    expect(skipped).not.toEqual(expect.arrayContaining([whole.id]));
    expect(durationMs).toBeCloseTo(8_000, -2);
    expect(flashes(await coloursIn(job.out, ...inside(tile(0))))).toHaveLength(7);
    expect(await beepsIn(job.out)).toHaveLength(8);
  });

  it('is an error when it is everything', async () => {
    const junk = await segment('a', red, WIDE, 0);
    await writeFile(junk.file, Buffer.alloc(5_000, 7));
    await expect(compose(jobOf({ people: PEOPLE, segments: [junk] }), () => {})).rejects.toThrow('nothing readable');
  });
});

/** Every seventh byte is another. */
const spoilt = (byte: number, index: number): number => (index % 7 === 0 ? (byte + 13) & 0xff : byte);

describe('a run that ends early', () => {
  /** Three parts with a recess between each two, so that there is something to go on with. */
  const interrupted = async (): Promise<ComposeJob> => {
    const starts = [0, 12_000, 24_000];
    const segments = [];
    for (const startMs of starts) {
      segments.push(await segment('a', red, WIDE, startMs), await segment('a', high, OPUS, startMs));
    }
    const pauses = [8_000, 20_000].map((ms) => ({ startMs: ms, endMs: ms + 5_000, words: '休会', reason: '' }));
    return jobOf({ people: PEOPLE.slice(0, 1), segments, pauses, processes: 1 });
  };
  const partsIn = async ({ work }: ComposeJob): Promise<string[]> =>
    (await readdir(work).catch(() => [])).filter((name) => name.endsWith('.mkv'));
  /** Programs that work in the job's folder. */
  const workersOf = async ({ work }: ComposeJob): Promise<string[]> => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
    return folders.filter((path) => path.startsWith(work));
  };

  it('by a kill leaves whole parts or nothing, and the next run uses them', async () => {
    const job = await interrupted();
    const child = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(JSON.stringify(job));
    await expect.poll(() => partsIn(job), { timeout: 60_000, interval: 20 }).not.toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // ffmpeg writes to a pipe that nobody reads any more, and ends.
    await expect.poll(() => workersOf(job), { timeout: 20_000 }).toEqual([]);
    const kept = await partsIn(job);
    expect(kept.length).toBeLessThan(5);
    for (const name of kept) await decodedFrames(join(job.work, name));
    const { parts, durationMs } = await compose(job, () => {});
    expect(parts).toEqual({ made: 5 - kept.length, reused: kept.length });
    expect(durationMs).toBeCloseTo(32_000, -2);
    expect(await beepsIn(job.out)).toHaveLength(24);
    expect(await decodedFrames(job.out)).toBe(durationMs / 40);
  });

  it('because it was told to leaves no file and no ffmpeg behind', async () => {
    const job = await interrupted();
    const stop = new AbortController();
    const making = compose(job, () => stop.abort(), stop.signal);
    await expect(making).rejects.toThrow();
    expect(await workersOf(job)).toEqual([]);
    expect(await partsIn(job)).toEqual([]);
    expect(await readdir(job.work)).toEqual(['fonts']);
  });

  it('is not taken up where the job is another', async () => {
    const job = await interrupted();
    const [first] = job.segments;
    if (first === undefined) throw new Error('no segment');
    const short = { ...job, segments: job.segments.slice(0, 2), pauses: [] };
    expect((await compose(short, () => {})).parts).toEqual({ made: 1, reused: 0 });
    expect((await compose(short, () => {})).parts).toEqual({ made: 0, reused: 1 });
    expect((await compose({ ...short, title: '另一个题目' }, () => {})).parts).toEqual({ made: 1, reused: 0 });
  });
});

it('is made by the program: a job on its input, progress and result on its output', async () => {
  const job = jobOf({ people: PEOPLE.slice(0, 1), segments: [await segment('a', red, WIDE, 0, 0, 1_000)] });
  const child = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  const lines = (await text(child.stdout)).trim().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as object;
  expect(last).toEqual({ result: expect.objectContaining({ sha256: await sha256Of(job.out), skipped: [] }) });
  const bad = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'ignore', 'ignore'] });
  bad.stdin.end('{"segments":[]}');
  expect(await once(bad, 'exit')).toEqual([1, null]);
});
