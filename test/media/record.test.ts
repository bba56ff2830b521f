// The recorder with a real worker: what is played into a room is found in its files, and nothing else.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClosedSegment } from '../../media/contract.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { beepsIn, decodedFrames, packetTimes, sha256Of, sizeOf } from './measure.ts';
import type { Sent } from './packets.ts';
import { Stage } from './stage.ts';

const SECONDS = 4;
/** Nothing is asked of the line before the recorder has its tap. */
const SETTLE_MS = 300;

let worker: SfuWorker;
let beeps: Known;
let picture: Known;
let small: Known;

beforeAll(async () => {
  worker = await Stage.worker();
  beeps = await knownBeeps(SECONDS, 1_000);
  picture = await knownPicture(SECONDS, '320x240');
  small = await knownPicture(SECONDS, '160x120');
});
afterAll(() => worker.worker.close());

const sum = (segments: readonly ClosedSegment[], of: 'packets' | 'frames'): number =>
  segments.reduce((total, segment) => total + segment[of], 0);

const between = (packets: readonly Sent[], fromMs: number, toMs: number): Sent[] =>
  packets.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);

/** UTC times of the beeps in all files together. */
async function beepTimes(stage: Stage): Promise<number[]> {
  const times = await Promise.all(
    stage.segments.map(async (segment) => {
      const inFile = await beepsIn(stage.path(segment));
      return inFile.map((ms) => stage.zeroAtMs + segment.startMs + ms);
    }),
  );
  return times.flat().sort((a, b) => a - b);
}

async function expectWholePictures(stage: Stage): Promise<void> {
  for (const segment of stage.segments) expect(await decodedFrames(stage.path(segment))).toBe(segment.frames);
}

describe('a recording', () => {
  it.concurrent('has every beep at its time and every picture, and the hash of what is on disk', async () => {
    const stage = await Stage.create(worker);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    const [zero] = await Promise.all([mic.send(mic.packets(beeps)), cam.send(cam.packets(picture))]);
    await wait(SETTLE_MS);
    await stage.close();
    const [sound, images] = ['microphone', 'camera'].map((source) =>
      stage.segments.filter((one) => one.source === source),
    );
    expect(sound).toHaveLength(1);
    expect(images).toHaveLength(1);
    expect(sum(sound ?? [], 'packets')).toBe(beeps.frames.length);
    expect(sum(images ?? [], 'packets')).toBe(cam.packets(picture).length);
    expect(sum(images ?? [], 'frames')).toBe(picture.frames.length);
    for (const segment of stage.segments) {
      expect(segment.sha256).toBe(await sha256Of(stage.path(segment)));
      expect(Math.abs(segment.durationMs - SECONDS * 1000)).toBeLessThan(60);
    }
    const heard = await beepsIn(stage.path(sound?.[0] ?? { file: '' }));
    const late = heard.map((ms, second) => stage.zeroAtMs + (sound?.[0]?.startMs ?? 0) + ms - (zero + second * 1000));
    expect(heard).toHaveLength(SECONDS);
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(200);
    const image = images?.[0] ?? { file: '' };
    expect(await decodedFrames(stage.path(image))).toBe(picture.frames.length);
    // As it was sent, to the millisecond.
    const times = await packetTimes(stage.path(image));
    expect(times).toEqual(picture.frames.map(({ timeMs }) => Math.round(timeMs)));
    const grown = stage.of('recordingGrew');
    expect(grown.at(-1)?.bytes).toBeGreaterThan(grown[0]?.bytes ?? Number.POSITIVE_INFINITY);
    expect(grown.at(-1)?.flowingTracks).toBe(2);
  });

  it.concurrent('begins a new segment when one is long enough, and loses nothing between them', async () => {
    const stage = await Stage.create(worker, 1_500);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    const [zero] = await Promise.all([mic.send(mic.packets(beeps)), cam.send(cam.packets(picture))]);
    await wait(SETTLE_MS);
    await stage.close();
    const sound = stage.segments.filter(({ source }) => source === 'microphone');
    const images = stage.segments.filter(({ source }) => source === 'camera');
    expect(sound.length).toBeGreaterThanOrEqual(3);
    expect(images.length).toBeGreaterThanOrEqual(2);
    expect(sum(sound, 'packets')).toBe(beeps.frames.length);
    expect(sum(images, 'frames')).toBe(picture.frames.length);
    for (const segment of images) expect(await decodedFrames(stage.path(segment))).toBe(segment.frames);
    for (const [before, after] of sound.slice(1).map((after, index) => [sound[index], after] as const)) {
      expect(Math.abs(after.startMs - (before?.startMs ?? 0) - (before?.durationMs ?? 0))).toBeLessThan(200);
    }
    const opened = stage.of('segmentOpened').map(({ segmentId }) => segmentId);
    expect(new Set(stage.segments.map(({ segmentId }) => segmentId))).toEqual(new Set(opened));
    const onlySound = await Promise.all(
      sound.map(async (one) => (await beepsIn(stage.path(one))).map((ms) => stage.zeroAtMs + one.startMs + ms - zero)),
    );
    const wanted = Array.from({ length: SECONDS }, (_, second) => second * 1000);
    // A beep that is cut in two by a segment's end is heard in both.
    for (const time of wanted) expect(onlySound.flat().some((ms) => Math.abs(ms - time) < 200)).toBe(true);
  });

  it.concurrent('begins a new segment when the picture changes its size', async () => {
    const stage = await Stage.create(worker);
    const cam = await stage.publish('camera');
    await wait(SETTLE_MS);
    const frames = [
      ...picture.frames.filter(({ timeMs }) => timeMs < 2_000),
      ...small.frames.filter(({ timeMs }) => timeMs >= 2_000),
    ];
    await cam.send(cam.packets({ source: 'camera', frames }));
    await wait(SETTLE_MS);
    await stage.close();
    expect(await Promise.all(stage.segments.map((one) => sizeOf(stage.path(one))))).toEqual(['320x240', '160x120']);
    expect(stage.segments.map((one) => one.frames)).toEqual([50, (SECONDS - 2) * 25]);
    await expectWholePictures(stage);
  });

  it.concurrent('has nothing of a track while it is held', async () => {
    const stage = await Stage.create(worker);
    const mic = await stage.publish('microphone');
    await wait(SETTLE_MS);
    const packets = mic.packets(beeps);
    const zero = await mic.send(between(packets, 0, 1_500));
    await wait(100);
    await stage.room.setFlowing(mic.trackId, false);
    await vi.waitFor(() => expect(stage.segments).toHaveLength(1), 5_000);
    await mic.send(between(packets, 1_500, 3_000));
    await wait(SETTLE_MS);
    expect(stage.of('segmentOpened')).toHaveLength(1);
    await stage.room.setFlowing(mic.trackId, true);
    await wait(SETTLE_MS);
    const later = await mic.send(between(packets, 3_000, 4_000));
    await wait(SETTLE_MS);
    await stage.close();
    expect(stage.segments).toHaveLength(2);
    expect(new Set(stage.segments.map(({ trackId }) => trackId)).size).toBe(1);
    expect(sum(stage.segments, 'packets')).toBe(75 + between(packets, 3_000, 4_000).length);
    const heard = await beepTimes(stage);
    const wanted = [zero, zero + 1_000, later + 3_000];
    expect(heard).toHaveLength(wanted.length);
    for (const [index, ms] of heard.entries()) expect(Math.abs(ms - (wanted[index] ?? 0))).toBeLessThan(200);
  });

  it.concurrent('has no tap, and writes nothing, while it is paused', async () => {
    const own = await Stage.worker();
    const stage = await Stage.create(own);
    const mic = await stage.publish('microphone');
    await wait(SETTLE_MS);
    const packets = mic.packets(beeps);
    expect(own.consumers).toBe(1);
    await mic.send(between(packets, 0, 1_500));
    await stage.recording.pause();
    expect(own.consumers).toBe(0);
    expect(stage.of('segmentClosed')).toHaveLength(1);
    const other = await stage.publish('camera');
    await Promise.all([
      mic.send(between(packets, 1_500, 3_000)),
      other.send(between(other.packets(picture), 0, 1_000)),
    ]);
    expect(own.consumers).toBe(0);
    const files = (await readdir(stage.directory)).filter((name) => /\.(mkv|json)/.test(name));
    expect(files).toHaveLength(2);
    stage.recording.resume();
    await wait(SETTLE_MS);
    await mic.send(between(packets, 3_000, 4_000));
    await wait(SETTLE_MS);
    await stage.close();
    expect(stage.segments.map(({ source }) => source)).toEqual(['microphone', 'microphone']);
    own.worker.close();
  });

  it.concurrent('is whole when packets come in disorder and twice', async () => {
    const stage = await Stage.create(worker);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    await Promise.all([mic.send(disorder(mic.packets(beeps))), cam.send(disorder(cam.packets(picture)))]);
    await wait(SETTLE_MS);
    await stage.close();
    expect(stage.segments).toHaveLength(2);
    expect(stage.segments.map((one) => one.frames).toSorted((a, b) => a - b)).toEqual(
      [picture.frames.length, beeps.frames.length].toSorted((a, b) => a - b),
    );
    const image = stage.segments.find(({ source }) => source === 'camera');
    expect(await decodedFrames(stage.path(image ?? { file: '' }))).toBe(picture.frames.length);
  });

  it.concurrent('keeps broken pictures out after a loss, and asks for a key frame', async () => {
    const stage = await Stage.create(worker);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    const isLost = ({ atMs }: Sent) => atMs >= 2_200 && atMs < 2_300;
    const [zero] = await Promise.all([
      mic.send(mic.packets(beeps).filter((packet) => !isLost(packet))),
      cam.send(cam.packets(picture).filter((packet) => !isLost(packet))),
    ]);
    await wait(SETTLE_MS);
    await stage.close();
    const [image] = stage.segments.filter(({ source }) => source === 'camera');
    const [sound] = stage.segments.filter(({ source }) => source === 'microphone');
    // From the lost picture to the next key frame, which comes every second.
    const unbroken = picture.frames
      .filter(({ timeMs }) => timeMs < 2_200 || timeMs >= 3_000)
      .map(({ timeMs }) => Math.round(timeMs));
    expect(await packetTimes(stage.path(image ?? { file: '' }))).toEqual(unbroken);
    expect(await decodedFrames(stage.path(image ?? { file: '' }))).toBe(unbroken.length);
    expect(sound?.packets).toBe(beeps.frames.length - 5);
    expect(await beepsIn(stage.path(sound ?? { file: '' }))).toHaveLength(SECONDS);
    expect(cam.keyFramesAsked.some((atMs) => atMs > zero + 2_300)).toBe(true);
  });

  it.concurrent('follows a simulcast layer down at once, each layer in segments of its own', async () => {
    const stage = await Stage.create(worker);
    const cam = await stage.publish('camera', 2);
    await wait(SETTLE_MS);
    const [low, high] = [cam.packets(small, 0), cam.packets(picture, 1)];
    const together = [...low, ...between(high, 0, 1_500)].toSorted((a, b) => a.atMs - b.atMs);
    await cam.send(together);
    await wait(SETTLE_MS);
    await stage.close();
    const sizes = await Promise.all(stage.segments.map((one) => sizeOf(stage.path(one))));
    expect(sizes.slice(-2)).toEqual(['320x240', '160x120']);
    expect(sizes.length).toBeLessThanOrEqual(3);
    // Stopped at 1.5 s, seen 0.5 s later, changed at the next key frame of the lower one, of which there is one a second.
    expect(stage.segments.at(-1)?.frames).toBeGreaterThanOrEqual(25);
    expect(stage.segments.at(-2)?.frames).toBeGreaterThanOrEqual(12);
    await expectWholePictures(stage);
  });

  it.concurrent('goes on after its folder was lost for a while, and says so', async () => {
    const stage = await Stage.create(worker, 1_000);
    const mic = await stage.publish('microphone');
    await wait(SETTLE_MS);
    const frames = Array.from({ length: 1_000 }, (_, index) => ({
      timeMs: 20 * index,
      data: Uint8Array.of(0xfc, 1, 2, 3),
      key: true,
    }));
    const enough = new AbortController();
    const sending = mic.send(mic.packets({ source: 'microphone', frames }), enough.signal);
    await wait(500);
    await rm(stage.directory, { recursive: true });
    await vi.waitFor(() => expect(stage.of('recordingFailed')).not.toEqual([]), 10_000);
    expect(stage.of('recordingFailed')[0]?.trackId).toBe(mic.trackId);
    await mkdir(stage.directory);
    await vi.waitFor(() => expect(stage.segments).not.toEqual([]), 15_000);
    enough.abort();
    await sending;
    await stage.close();
    for (const segment of stage.segments) expect(segment.sha256).toBe(await sha256Of(stage.path(segment)));
  });

  it('may be closed twice, and after its track has gone', async () => {
    const stage = await Stage.create(worker);
    const mic = await stage.publish('microphone');
    stage.room.closePeer('nobody');
    mic.transport.close();
    await Promise.all([stage.recording.close(), stage.recording.close()]);
    await stage.room.dismiss(stage.recording);
    await stage.close();
    expect(stage.segments).toEqual([]);
  });
});

/** Neighbours swapped in groups, every seventh packet twice; the first stays the first. */
function disorder(packets: readonly Sent[]): Sent[] {
  const groups = Array.from({ length: Math.ceil(packets.length / 4) }, (_, index) =>
    packets.slice(4 * index, 4 * index + 4),
  );
  return groups.flatMap((group, index) => {
    const mixed = index === 0 ? group : group.toReversed();
    return mixed.flatMap((packet) => (packet.sequence % 7 === 0 ? [packet, packet] : [packet]));
  });
}
