// The file that a person's recording is played from: in time, seekable, and playable in a real browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePersonFile, type PlaybackJob } from '../../media/playback/person.ts';
import type { MkvTrack } from '../../media/record/mkv.ts';
import { temporaryFolder } from './folder.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { beepsIn, decodedFrames, formatOf, packetTimes, sha256Of } from './measure.ts';
import { writeSegment } from './segments.ts';

const PROGRAM = fileURLToPath(new URL('../../media/playback/main.ts', import.meta.url));
const SMALL: MkvTrack = { codec: 'vp8', size: { width: 160, height: 120 } };
const LARGE: MkvTrack = { codec: 'vp8', size: { width: 320, height: 240 } };

let folder: string;
let beeps: Known;
let small: Known;
let large: Known;

beforeAll(async () => {
  folder = await temporaryFolder();
  beeps = await knownBeeps(4, 1_000);
  small = await knownPicture(4, '160x120');
  large = await knownPicture(4, '320x240');
});

type Segment = PlaybackJob['segments'][number];
let number = 0;

const segment = (
  known: Known,
  track: MkvTrack,
  startMs: number,
  fromMs = 0,
  toMs = 10_000,
  rate = 1,
): Promise<Segment> => writeSegment(folder, known, track, startMs, fromMs, toMs, rate);

const make = (segments: Segment[], fromMs = 0) =>
  makePersonFile({ segments, out: join(folder, `person-${number++}.webm`), fromMs }, () => {});

const BEEPS_MS = [500, 1_500, 3_000, 4_000];

/** Two pieces of sound with a gap, two of picture with another, of two sizes. */
async function hearing(): Promise<Segment[]> {
  return [
    await segment(beeps, { codec: 'opus' }, 3_000, 1_000, 3_000),
    await segment(beeps, { codec: 'opus' }, 500, 0, 1_500),
    await segment(small, SMALL, 500, 0, 1_000),
    await segment(large, LARGE, 3_000, 0, 2_000),
  ];
}

describe("a person's file", () => {
  it("has every beep and picture at its time on the hearing's clock, and names its own hash", async () => {
    const out = join(folder, 'whole.webm');
    const seen: number[] = [];
    const result = await makePersonFile({ segments: await hearing(), out, fromMs: 0 }, (progress) =>
      seen.push(progress),
    );
    expect(await beepsIn(out)).toEqual(BEEPS_MS.map((ms) => expect.closeTo(ms, -1.4)));
    const pictures = await packetTimes(out, 'v');
    const wanted = [
      ...small.frames.slice(0, 25).map(({ timeMs }) => timeMs + 500),
      ...large.frames.slice(0, 50).map(({ timeMs }) => timeMs + 3_000),
    ];
    expect(pictures).toEqual(wanted);
    expect(await decodedFrames(out)).toBe(75);
    expect(result).toMatchObject({ sha256: await sha256Of(out), skipped: [], durationMs: expect.closeTo(5_000, -2) });
    expect(result.bytes).toBe((await readFile(out)).length);
    expect(await formatOf(out)).toMatchObject({ name: 'matroska,webm', durationMs: expect.closeTo(5_000, -2) });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('follows a clock that runs off', async () => {
    const out = join(folder, 'stretched.webm');
    const segments = [
      await segment(beeps, { codec: 'opus' }, 500, 0, 4_000, 1.01),
      await segment(small, SMALL, 500, 0, 2_000, 1.01),
    ];
    await makePersonFile({ segments, out, fromMs: 0 }, () => {});
    // What decodes it for a measurement lets sound drift up to a tenth of a second: the packets' own times count.
    expect((await packetTimes(out, 'a')).at(-1)).toBeCloseTo(500 + 3_980 * 1.01, -1.3);
    expect((await packetTimes(out, 'v')).at(-1)).toBeCloseTo(500 + 1_960 * 1.01, -1);
  });

  it('has sound without a hole, so that no player falls behind', async () => {
    const out = join(folder, 'sound.webm');
    await makePersonFile({ segments: await hearing(), out, fromMs: 0 }, () => {});
    const times = await packetTimes(out, 'a');
    const steps = times.slice(1).map((ms, index) => Math.round(ms - (times[index] ?? 0)));
    // As long as the packets sound, give or take the millisecond in which times are kept.
    expect(steps.filter((ms) => Math.abs(ms - 20) > 1 && ms !== 120)).toEqual([]);
    expect(times[0]).toBe(0);
  });

  it('leaves out what is not readable, and names it', async () => {
    const whole = await segment(beeps, { codec: 'opus' }, 0);
    const torn = await segment(beeps, { codec: 'opus' }, 5_000);
    await writeFile(torn.file, (await readFile(torn.file)).subarray(0, 20_000));
    const junk = { ...whole, file: join(folder, 'junk.mkv'), startMs: 9_000 };
    await writeFile(junk.file, Buffer.alloc(5_000, 7));
    const missing = { ...whole, file: join(folder, 'missing.mkv'), source: 'camera' as const };
    const result = await make([whole, torn, junk, missing]);
    expect(result.skipped.toSorted()).toEqual(['junk.mkv', 'missing.mkv']);
    await expect(make([junk, missing])).rejects.toThrow('nothing readable');
  });

  it('keeps one of two connections that overlap, and joins what arrival times made overlap a little', async () => {
    const first = await segment(beeps, { codec: 'opus' }, 0, 0, 3_000);
    const second = await segment(beeps, { codec: 'opus' }, 2_000, 0, 4_000);
    const out = join(folder, 'overlap.webm');
    await makePersonFile({ segments: [second, first], out, fromMs: 0 }, () => {});
    expect(await beepsIn(out)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000].map((ms) => expect.closeTo(ms, -1.4)));
    const near = await segment(beeps, { codec: 'opus' }, 2_950, 0, 1_000);
    await makePersonFile({ segments: [near, first], out, fromMs: 0 }, () => {});
    expect(await beepsIn(out)).toEqual([0, 1_000, 2_000, 3_000].map((ms) => expect.closeTo(ms, -1.4)));
  });

  it('can begin later on the clock', async () => {
    const out = join(folder, 'later.webm');
    const late = await segment(beeps, { codec: 'opus' }, 86_400_000);
    await makePersonFile({ segments: [late], out, fromMs: 86_399_000 }, () => {});
    expect(await beepsIn(out)).toEqual([1_000, 2_000, 3_000, 4_000].map((ms) => expect.closeTo(ms, -1.4)));
  });

  it('leaves nothing behind when it is stopped', async () => {
    const before = await readdir(folder);
    const stop = new AbortController();
    stop.abort();
    const job = {
      segments: [await segment(beeps, { codec: 'opus' }, 0)],
      out: join(folder, 'stopped.webm'),
      fromMs: 0,
    };
    await expect(makePersonFile(job, () => {}, stop.signal)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => !before.includes(name))).toHaveLength(1);
  });

  it('is made by the program: a job on its input, progress and result on its output', async () => {
    const job = { segments: await hearing(), out: join(folder, 'program.webm') };
    const child = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify(job));
    const printed = await text(child.stdout);
    const lines = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines.at(-1)).toEqual({ result: expect.objectContaining({ sha256: await sha256Of(job.out), skipped: [] }) });
    expect(lines.slice(0, -1).every((line) => 'progress' in line)).toBe(true);
    const bad = spawn(process.execPath, [PROGRAM], { env: {}, stdio: ['pipe', 'ignore', 'ignore'] });
    bad.stdin.end('{"segments":[]}');
    expect(await once(bad, 'exit')).toEqual([1, null]);
  });
});

describe('in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    await makePersonFile({ segments: await hearing(), out: join(folder, 'chromium.webm'), fromMs: 0 }, () => {});
    server = createServer((request, response) => void serve(request.url ?? '/', request.headers.range, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    origin = `http://localhost:${address.port}`;
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  async function serve(
    url: string,
    range: string | undefined,
    response: import('node:http').ServerResponse,
  ): Promise<void> {
    if (url === '/')
      return void response
        .setHeader('content-type', 'text/html')
        .end('<video src="/chromium.webm" preload="auto"></video>');
    const bytes = await readFile(join(folder, 'chromium.webm'));
    const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(range ?? '') ?? [];
    const end = to === '' ? bytes.length - 1 : Number(to);
    response.writeHead(206, {
      'content-type': 'video/webm',
      'accept-ranges': 'bytes',
      'content-range': `bytes ${from}-${end}/${bytes.length}`,
      'content-length': end - Number(from) + 1,
    });
    response.end(bytes.subarray(Number(from), end + 1));
  }

  it('the file plays over its gaps in time, and can be sought in', async () => {
    const page = await browser.newPage();
    await page.goto(origin);
    const seen = await page.evaluate(watch);
    expect(seen.duration).toBeCloseTo(5, 0);
    expect(seen.seekable).toBeCloseTo(seen.duration, 1);
    expect(seen.sought).toEqual([
      [4.5, 320],
      [1, 160],
    ]);
    expect(seen.beeps).toHaveLength(BEEPS_MS.length);
    for (const [index, ms] of BEEPS_MS.entries())
      expect(Math.abs((seen.beeps[index] ?? 0) - ms / 1_000)).toBeLessThan(0.2);
    await page.close();
  });
});

/** Runs in the page. */
async function watch() {
  const video = document.querySelector('video');
  if (video === null) throw new Error('no video');
  const happens = (name: string) => new Promise((resolve) => video.addEventListener(name, resolve, { once: true }));
  if (video.readyState < 2) await happens('loadeddata');
  const sought: [number, number][] = [];
  for (const seconds of [4.5, 1]) {
    video.currentTime = seconds;
    await happens('seeked');
    sought.push([video.currentTime, video.videoWidth]);
  }
  video.currentTime = 0.2;
  await happens('seeked');
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 256;
  context.createMediaElementSource(video).connect(analyser).connect(context.destination);
  const samples = new Float32Array(analyser.fftSize);
  const beeps: number[] = [];
  let loudUntil = -1;
  const look = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const isLoud = samples.some((sample) => Math.abs(sample) > 0.1);
    if (isLoud && video.currentTime > loudUntil) beeps.push(video.currentTime);
    if (isLoud) loudUntil = video.currentTime + 0.3;
  }, 10);
  await video.play();
  await happens('ended');
  clearInterval(look);
  const { duration } = video;
  return { duration, seekable: video.seekable.end(0), sought, beeps };
}
