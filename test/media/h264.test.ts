// H.264 from RTP that ffmpeg writes, through the real worker, into files that ffmpeg reads: picture by picture.
import { readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../../media/compose/compose.ts';
import { partsIn, rebuild } from '../../media/journal/rebuild.ts';
import { makePersonFile } from '../../media/playback/person.ts';
import type { Frame } from '../../media/record/frame.ts';
import { parseH264 } from '../../media/record/h264.ts';
import { H264Assembler } from '../../media/record/h264-assembler.ts';
import { MAX_HEAD_BYTES } from '../../media/record/mkv.ts';
import { readMkv, readTrack } from '../../media/record/mkvread.ts';
import { recoverRecording } from '../../media/record/recover.ts';
import { parseRtp } from '../../media/record/rtp.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import { temporaryFolder } from './folder.ts';
import { h264Packets, type KnownH264, knownH264, picturesIn } from './h264.ts';
import { type Known, knownPicture } from './known.ts';
import { coloursIn, decodedFrames, formatOf, packetTimes } from './measure.ts';
import type { Sent } from './packets.ts';
import { writeSegment } from './segments.ts';
import { Stage } from './stage.ts';

const SETTLE_MS = 300;
let worker: SfuWorker;
let known: KnownH264;
let other: KnownH264;

beforeAll(async () => {
  worker = await Stage.worker();
  known = await knownH264(3, '640x360');
  other = await knownH264(1, '322x182', 'high');
});
afterAll(() => worker.worker.close());

async function recorded(packets: readonly Sent[]): Promise<Stage> {
  const stage = await Stage.create(worker);
  const camera = await stage.publish('camera', 1, crypto.randomUUID(), 'h264');
  await wait(SETTLE_MS);
  await camera.send(packets);
  await wait(SETTLE_MS);
  await stage.close();
  return stage;
}

/** What the assembler makes of packets when these never come. */
function assembled({ packets }: KnownH264, missing: ReadonlySet<number> = new Set()): Frame[] {
  const frames: Frame[] = [];
  const assembler = new H264Assembler((frame) => frames.push(frame));
  for (const [index, { bytes }] of h264Packets({ packets, pictures: [] }).entries()) {
    const packet = parseRtp(bytes);
    if (missing.has(index)) assembler.break();
    else if (packet !== null) assembler.push({ packet, arrivalMs: 0 });
  }
  return frames;
}

describe('H.264', () => {
  it('is read from single units, aggregates and fragments, all of which are in what ffmpeg sends', async () => {
    const tiny = await knownH264(0.5, '64x64', 'baseline', '60k');
    const types = new Set([...known.packets, ...tiny.packets].map(({ payload }) => (payload[0] ?? 0) & 0x1f));
    expect(types).toContain(24);
    expect(types).toContain(28);
    expect(types).toContain(1);
    for (const one of [known, tiny]) expect(assembled(one)).toHaveLength(one.pictures.length);
  });

  it.each([
    ['320x240', 'baseline'],
    ['322x182', 'high'],
    ['1920x1080', 'high'],
    ['642x362', 'main'],
  ])('tells that a picture is %s in the %s profile', async (size, profile) => {
    const [first] = assembled(await knownH264(0.2, size, profile));
    expect(`${first?.size?.width}x${first?.size?.height}`).toBe(size);
  });

  it('gives whole pictures only: with any packets missing, what comes out goes on from a key frame without a hole', () => {
    const whole = assembled(known);
    const timesOf = (frames: readonly Frame[]) => frames.map(({ timestamp }) => timestamp);
    const stamps = h264Packets(known).map(({ bytes }) => parseRtp(bytes)?.timestamp ?? 0);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(known.packets.length - 1), { maxLength: 8 }), (missing) => {
        const hurt = new Set(missing.map((index) => stamps[index]));
        let broken = true;
        const wanted = whole.filter(({ timestamp, key }) => {
          broken = hurt.has(timestamp) || (broken && !key);
          return !broken;
        });
        expect(timesOf(assembled(known, new Set(missing)))).toEqual(timesOf(wanted));
      }),
    );
  });

  it('survives any payload, and gives nothing of it before parameter sets and a key frame', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(fc.constantFrom(0x67, 0x68, 0x65, 0x41, 0x78, 0x7c), fc.uint8Array({ maxLength: 60 }))
        .map(([first, rest]) => Uint8Array.from([first, ...rest])),
    );
    const packet = fc.record({ payload, timestamp: fc.nat(5), marker: fc.boolean(), lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(packet), (junk) => {
        const frames: Frame[] = [];
        const assembler = new H264Assembler((frame) => frames.push(frame));
        for (const { lost, ...rest } of junk) {
          if (lost) assembler.break();
          assembler.push({ packet: { ...rest, sequence: 0, ssrc: 1, payloadType: 96 }, arrivalMs: 0 });
        }
        expect(frames[0]?.key ?? true).toBe(true);
        for (const { key, size, avcConfig } of frames) expect(key).toBe(size !== null && avcConfig !== undefined);
      }),
      { numRuns: 500 },
    );
    expect(parseH264(Uint8Array.of())).toBeNull();
  });

  it('gives up a picture of more units than any has, before they fill the memory', () => {
    const frames: Frame[] = [];
    const assembler = new H264Assembler((frame) => frames.push(frame));
    for (const { packet } of h264Packets(known).flatMap(({ bytes }) => ({ packet: parseRtp(bytes) }))) {
      if (packet !== null) assembler.push({ packet, arrivalMs: 0 });
    }
    expect(assembler.waitsForKey).toBe(false);
    // Units of one byte, 400 to a packet, of one picture that never ends.
    const payload = Uint8Array.from([0x78, ...Array.from({ length: 400 }, () => [0, 1, 0x41]).flat()]);
    const packet = { marker: false, payloadType: 102, sequence: 0, timestamp: 1, ssrc: 1, payload };
    for (let count = 0; count < 6; count++) assembler.push({ packet, arrivalMs: 0 });
    expect(assembler.waitsForKey).toBe(true);
  });

  it('takes no packet for whole that is cut off', () => {
    expect(parseH264(Uint8Array.of(0x78, 0, 9, 1))).toBeNull();
  });
});

describe('a recording of H.264', () => {
  it('has every picture as it was encoded, and the same can be made of its journal', async () => {
    const stage = await recorded(h264Packets(known));
    const [segment, ...more] = stage.segments;
    expect(more).toEqual([]);
    expect(segment).toMatchObject({ codec: 'h264', packets: known.packets.length, frames: known.pictures.length });
    expect(await picturesIn(stage.path(segment ?? { file: '' }))).toEqual(known.pictures);
    const out = await temporaryFolder();
    const made = await rebuild(await partsIn(stage.directory), out, 300_000);
    expect(made.failures).toEqual([]);
    expect(made.segments.map(({ codec, frames }) => ({ codec, frames }))).toEqual([
      { codec: 'h264', frames: known.pictures.length },
    ]);
    expect(await picturesIn(join(out, made.segments[0]?.file ?? ''))).toEqual(known.pictures);
  });

  it('with packets that never come goes on at the next key frame, and decodes without an error', async () => {
    const packets = h264Packets(known);
    const lost = packets.findIndex(({ atMs }) => atMs > 1_400);
    const stage = await recorded(packets.filter((_, index) => index !== lost));
    const all = await Promise.all(stage.segments.map((segment) => picturesIn(stage.path(segment))));
    // Key frames come every second: what lies between the loss and the next one cannot be seen.
    const hurt = Math.round((packets[lost]?.atMs ?? 0) / 40);
    expect(all.flat()).toEqual([...known.pictures.slice(0, hurt), ...known.pictures.slice(50)]);
  });

  it('begins a new segment where the parameter sets change', async () => {
    const first = h264Packets(known);
    const stage = await recorded([...first, ...h264Packets(other, first)]);
    const [one, two, ...more] = stage.segments;
    expect(more).toEqual([]);
    expect(await picturesIn(stage.path(one ?? { file: '' }))).toEqual(known.pictures);
    expect(await picturesIn(stage.path(two ?? { file: '' }))).toEqual(other.pictures);
    const head = (await readFile(stage.path(two ?? { file: '' }))).subarray(0, MAX_HEAD_BYTES);
    expect(readTrack(head)).toMatchObject({ codec: 'h264', size: { width: 322, height: 182 } });
  });

  it('is recovered from a torn file up to the tear', async () => {
    const stage = await recorded(h264Packets(known));
    const [segment] = stage.segments;
    if (segment === undefined) throw new Error('nothing recorded');
    const path = stage.path(segment);
    await rename(path, `${path}.part`);
    await truncate(`${path}.part`, Math.round(segment.bytes * 0.7));
    const { sha256: _, durationMs: __, packets: ___, frames: ____, bytes: _____, ...open } = segment;
    await writeFile(path.replace('.mkv', '.json'), JSON.stringify({ version: 1, is: 'open', segment: open }));
    const { segments, unreadable } = await recoverRecording(stage.directory, []);
    expect(unreadable).toEqual([]);
    const [again] = segments;
    expect(again).toMatchObject({ codec: 'h264', segmentId: segment.segmentId });
    const count = again?.frames ?? 0;
    expect(count).toBeGreaterThan(40);
    expect(readMkv(await readFile(path)).frames).toHaveLength(count);
  });
});

describe('what is made of a recording in H.264', () => {
  let stage: Stage;
  let vp8: Known;

  beforeAll(async () => {
    stage = await recorded(h264Packets(known));
    vp8 = await knownPicture(2, '320x240');
  });

  it('for one person is the same WebM as of VP8, with every picture at its time, also where both follow each other', async () => {
    const folder = await temporaryFolder();
    const [own] = stage.segments;
    const before = await writeSegment(folder, vp8, { codec: 'vp8', size: { width: 320, height: 240 } }, 0);
    const file = stage.path(own ?? { file: '' });
    const segment = { file, source: 'camera', startMs: 5_000, durationMs: own?.durationMs ?? 0, rate: 1 } as const;
    const out = join(folder, 'person.webm');
    const { skipped } = await makePersonFile(
      { segments: [before, segment], out, ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg' },
      () => {},
    );
    expect(skipped).toEqual([]);
    expect(await decodedFrames(out)).toBe(vp8.frames.length + known.pictures.length);
    const times = await packetTimes(out, 'v');
    expect(times.slice(vp8.frames.length)).toEqual(
      known.pictures.map((_, index) => expect.closeTo(5_000 + 40 * index, -1)),
    );
    expect((await formatOf(out)).name).toMatch(/webm/);
    expect((await readdir(folder)).filter((name) => name.includes('.vp8'))).toEqual([]);
  });

  it('that does not decode is skipped, and named', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'damaged.mkv');
    const bytes = await readFile(stage.path(stage.segments[0] ?? { file: '' }));
    await writeFile(file, bytes.subarray(0, 400));
    const good = await writeSegment(folder, vp8, { codec: 'vp8', size: { width: 320, height: 240 } }, 0);
    const segment = { file, source: 'camera', startMs: 5_000, durationMs: 1_000, rate: 1 } as const;
    const job = { segments: [good, segment], out: join(folder, 'person.webm') };
    expect((await makePersonFile(job, () => {})).skipped).toEqual(['damaged.mkv']);
  });

  it('together is composed', async () => {
    const folder = await temporaryFolder();
    const [own] = stage.segments;
    const out = join(folder, 'all.mp4');
    const segment = {
      id: 's',
      personId: 'a',
      file: stage.path(own ?? { file: '' }),
      source: 'camera',
      rate: 1,
    } as const;
    const result = await compose(
      {
        ...{ title: '听证', zeroAtMs: 0, stages: [{ startMs: 0, name: '开始' }], pauses: [], away: [], processes: 1 },
        people: [{ id: 'a', name: '陈', role: '主持人' }],
        segments: [{ ...segment, startMs: 0, durationMs: own?.durationMs ?? 0 }],
        words: { cameraOff: '关闭', pictureLost: '中断', since: '自 {time} 起' },
        ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg',
        work: join(folder, 'work'),
        out,
      },
      () => {},
    );
    expect(result.skipped).toEqual([]);
    expect(await decodedFrames(out)).toBeGreaterThan(70);
    // The test picture moves, where an empty tile is of one colour.
    expect(new Set((await coloursIn(out, 600, 320)).map(String)).size).toBeGreaterThan(5);
  });
});
