// A recording's timeline: what flowed is in segments or in a gap with its reason, and nothing is counted twice.
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journalName } from '../../media/journal/format.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import type { Flow, Told } from '../../media/timeline/flows.ts';
import { both, joined, type Span, totalOf, without } from '../../media/timeline/span.ts';
import { survey } from '../../media/timeline/survey.ts';
import { EDGE_MS, type Timeline, timelineOf } from '../../media/timeline/timeline.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { Stage } from './stage.ts';

const TRACK = crypto.randomUUID();
const OWNER = crypto.randomUUID();

const flow = (
  startMs: number,
  endMs: number,
  silences: readonly Span[] = [],
  source: Flow['source'] = 'camera',
): Flow => ({
  ...{ trackId: TRACK, ownerId: OWNER, source, startMs, endMs, silences, lasts: [] },
});
const segment = (startMs: number, endMs: number) => ({
  ...{ segmentId: crypto.randomUUID(), trackId: TRACK, startMs, durationMs: endMs - startMs },
});
const told = (flows: readonly Flow[], more: Partial<Told> = {}): Told => ({
  flows,
  outages: [],
  runs: [],
  cutsMs: [],
  failures: [],
  ...more,
});
const gapsOf = ({ tracks }: Timeline) =>
  tracks.flatMap(({ gaps }) => gaps.map(({ startMs, endMs, reason }) => [startMs, endMs, reason]));

describe('spans of time', () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 50 })).map(([startMs, length]) => ({
      startMs,
      endMs: startMs + length,
    })),
    { maxLength: 12 },
  );
  const isIn = (all: readonly Span[], ms: number) => all.some(({ startMs, endMs }) => startMs <= ms && ms < endMs);

  it('joined, without and both agree with looking at every millisecond', () => {
    fc.assert(
      fc.property(spans, spans, (some, others) => {
        for (let ms = 0; ms < 260; ms++) {
          expect(isIn(joined(some), ms)).toBe(isIn(some, ms));
          expect(isIn(without(some, others), ms)).toBe(isIn(some, ms) && !isIn(others, ms));
          expect(isIn(both(some, others), ms)).toBe(isIn(some, ms) && isIn(others, ms));
        }
        expect(totalOf(without(some, others)) + totalOf(both(some, others))).toBe(totalOf(joined(some)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a timeline', () => {
  it('has no gap where segments cover what flowed, edges set aside', () => {
    const timeline = timelineOf(told([flow(1_000, 9_000)]), [segment(1_060, 4_000), segment(4_020, 8_950)]);
    expect(gapsOf(timeline)).toEqual([]);
    expect(timeline.tracks[0]).toMatchObject({ flowMs: 8_000 });
  });

  it('takes what came late for late, and what never came for missing', () => {
    const rtp = { ssrc: 7, timestamp: 0xff_ff_ff_00 };
    const kept = { ...segment(1_000, 8_600), rtp };
    const last = (mediaMs: number) => ({ atMs: 8_990, ssrc: 7, timestamp: (rtp.timestamp + 48 * mediaMs) >>> 0 });
    const gaps = (mediaMs: number) =>
      gapsOf(timelineOf(told([{ ...flow(1_000, 9_000, [], 'microphone'), lasts: [last(mediaMs)] }]), [kept]));
    // The last packet of the file took 390 ms longer than the quickest.
    expect(gaps(7_580)).toEqual([]);
    // A packet that came and is not in the file.
    expect(gaps(7_980)).toEqual([[8_600, 9_000, 'unexplained']]);
    // The next file goes on where this one ended, and came later.
    const next = { ...segment(8_900, 9_000), rtp: { ssrc: 7, timestamp: (rtp.timestamp + 48 * 7_600) >>> 0 } };
    expect(gapsOf(timelineOf(told([flow(1_000, 9_000, [], 'microphone')]), [kept, next]))).toEqual([]);
  });

  it('takes no excuse from a picture that mostly waits for key frames', () => {
    const flows = told([flow(0, 60_000)]);
    const seconds = (...from: number[]) => from.map((second) => segment(second * 1_000, (second + 1) * 1_000));
    const reasons = (kept: ReturnType<typeof seconds>) =>
      new Set(gapsOf(timelineOf(flows, kept)).map(([, , reason]) => reason));
    expect(reasons([segment(0, 30_000), segment(34_000, 60_000)])).toEqual(new Set(['waiting_for_key_frame']));
    expect(reasons(seconds(0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 59))).toEqual(
      new Set(['unexplained']),
    );
  });

  it('says of every gap why it is there', () => {
    const silences = [{ startMs: 3_000, endMs: 6_000 }];
    const segments = [segment(1_000, 3_000), segment(7_000, 9_000)];
    expect(gapsOf(timelineOf(told([flow(1_000, 9_000, silences)]), segments))).toEqual([
      [3_000, 6_000, 'nothing_arrived'],
      [6_000, 7_000, 'waiting_for_key_frame'],
    ]);
    const failures = [{ trackId: TRACK, atMs: 6_100, message: 'ENOSPC' }];
    expect(gapsOf(timelineOf(told([flow(1_000, 9_000, silences)], { failures }), segments))).toEqual([
      [3_000, 6_000, 'nothing_arrived'],
      [6_000, 7_000, 'write_failed'],
    ]);
  });

  it('says when a track flowed that no recorder could take, at first or again after a pause', () => {
    const failed = (atMs: number, taken?: 'not_yet' | 'never') => ({ trackId: TRACK, atMs, message: 'tap: no', taken });
    const untaken = (flows: readonly Flow[], failures: readonly ReturnType<typeof failed>[], cutsMs: number[] = []) =>
      timelineOf(told(flows, { failures, cutsMs }), []).untaken.map(({ startMs, endMs }) => [startMs, endMs]);
    const never = [failed(4_000, 'not_yet'), failed(5_000, 'not_yet'), failed(6_500, 'never')];
    expect(untaken([], never)).toEqual([[4_000, 6_500]]);
    expect(untaken([flow(1_000, 3_000)], never)).toEqual([[4_000, 6_500]]);
    // Held for a minute after it could not be had: nothing flowed then.
    expect(untaken([flow(1_000, 3_000), flow(66_000, 90_000)], never)).toEqual([[4_000, 6_500]]);
    expect(untaken([flow(1_000, 3_000), flow(4_800, 9_000)], [failed(4_000, 'not_yet')])).toEqual([[4_000, 4_800]]);
    expect(untaken([flow(1_000, 3_000)], [failed(4_000, 'not_yet')], [4_600])).toEqual([[4_000, 4_600]]);
    // What the disk refused is told with the flow in which it happened.
    expect(untaken([flow(1_000, 3_000), flow(9_000, 9_900)], [failed(2_000), failed(3_010)])).toEqual([]);
    // Journals of before do not say it.
    expect(untaken([flow(6_000, 9_000)], [failed(4_000), failed(5_000)])).toEqual([[4_000, 6_000]]);
    expect(untaken([], [failed(4_000), failed(5_000)])).toEqual([[4_000, 5_001]]);
  });

  it('says of the last moment of a recorder that was killed what it is, and of no more than that', () => {
    const killed = { cutsMs: [9_000] };
    const sound = (toMs: number) => timelineOf(told([flow(0, 9_000, [], 'microphone')], killed), [segment(0, toMs)]);
    expect(gapsOf(sound(8_600))).toEqual([[8_600, 9_000, 'recorder_killed']]);
    expect(gapsOf(sound(7_000))).toEqual([[7_000, 9_000, 'unexplained']]);
  });

  it('leaves unexplained what nothing explains: sound waits for no key frame, and pictures not for ever', () => {
    expect(gapsOf(timelineOf(told([flow(0, 9_000, [], 'microphone')]), [segment(2_000, 9_000)]))).toEqual([
      [0, 2_000, 'unexplained'],
    ]);
    expect(gapsOf(timelineOf(told([flow(0, 60_000)]), [segment(0, 10_000)]))).toEqual([
      [10_000, 60_000, 'unexplained'],
    ]);
  });

  it('adds up, whatever flows and whatever is written', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 1, max: 20_000 }));
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 6 }),
        fc.array(span, { maxLength: 8 }),
        (flows, segments) => {
          const timeline = timelineOf(
            told(flows.map(([startMs, length]) => flow(startMs, startMs + length))),
            segments.map(([startMs, length]) => segment(startMs, startMs + length)),
          );
          const [track] = timeline.tracks;
          if (track === undefined) throw new Error('no track');
          const edges = 2 * EDGE_MS * (flows.length + segments.length);
          expect(Math.abs(track.writtenMs + track.gapMs - track.flowMs)).toBeLessThanOrEqual(edges);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the survey of a real recording', () => {
  let worker: SfuWorker;
  let beeps: Known;
  let picture: Known;
  beforeAll(async () => {
    worker = await Stage.worker();
    beeps = await knownBeeps(4, 1_000);
    picture = await knownPicture(4, '320x240');
  });
  afterAll(() => worker.worker.close());

  it('finds everything written, and a sender’s silence as what it is', async () => {
    const stage = await Stage.create(worker, 1_000);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(300);
    const pictures = cam.packets(picture).filter(({ atMs }) => atMs < 1_000 || atMs >= 3_000);
    await Promise.all([mic.send(mic.packets(beeps)), cam.send(pictures)]);
    await stage.close();
    const { tracks, outages, runs, journal, strays } = await survey(stage.directory, stage.segments);
    expect({ outages, strays }).toEqual({ outages: [], strays: [] });
    expect(journal).toMatchObject([{ file: journalName(0), is: 'whole', follows: true }]);
    expect(runs).toHaveLength(1);
    for (const { flows } of tracks) expect(without(flows, runs)).toEqual([]);
    const [sound, images] = [mic, cam].map(({ trackId }) => tracks.find((track) => track.trackId === trackId));
    const ofSound = sound?.gaps.filter(({ startMs }) => startMs > (sound.flows[0]?.startMs ?? 0) + 1_000);
    expect(ofSound).toEqual([]);
    const silent = images?.gaps.filter(({ startMs, endMs }) => endMs - startMs > 1_500) ?? [];
    expect(silent).toMatchObject([{ reason: 'nothing_arrived' }]);
    expect((silent[0]?.endMs ?? 0) - (silent[0]?.startMs ?? 0)).toBeGreaterThan(1_700);
    expect(tracks.flatMap(({ gaps }) => gaps).filter(({ reason }) => reason === 'unexplained')).toEqual([]);
  });

  it('names the time in which no recorder ran, after one that was killed', async () => {
    const stage = await Stage.create(worker);
    const mic = await stage.publish('microphone');
    await wait(300);
    await mic.send(mic.packets(beeps).filter(({ atMs }) => atMs < 2_000));
    await stage.close();
    // As a kill leaves it: without its last seconds, and with nothing said of its end.
    const path = join(stage.directory, journalName(0));
    await truncate(path, Math.round((await readFile(path)).length * 0.8));
    const again = await Stage.create(worker, 300_000, stage);
    await again.close();
    const { outages, runs, journal, strays } = await survey(stage.directory, []);
    expect(journal).toMatchObject([
      { is: 'torn', follows: true },
      { is: 'whole', follows: true },
    ]);
    expect(strays).toEqual(stage.segments.map(({ file }) => file));
    expect(outages).toHaveLength(1);
    expect(runs).toHaveLength(2);
    expect(without(outages, runs)).toEqual(outages);
    expect((outages[0]?.endMs ?? 0) - (outages[0]?.startMs ?? 0)).toBeGreaterThan(300);
  });
});

describe('segments in step', () => {
  let worker: SfuWorker;
  beforeAll(async () => {
    worker = await Stage.worker();
  });
  afterAll(() => worker.worker.close());

  it('lie where the sender’s reports put them, though the sound came 400 ms late', async () => {
    const seconds = 8;
    const [beeps, picture] = [await knownBeeps(seconds, 1_000), await knownPicture(seconds, '320x240')];
    const stage = await Stage.create(worker);
    const owner = crypto.randomUUID();
    const [mic, cam] = [await stage.publish('microphone', 1, owner), await stage.publish('camera', 1, owner)];
    await wait(300);
    const late = async () => {
      await wait(400);
      await mic.send(mic.packets(beeps));
    };
    const reporting = setInterval(() => {
      for (const [publisher, ticksPerMs] of [
        [mic, 48],
        [cam, 90],
      ] as const)
        publisher.reportAt(performance.now() - beganMs, ticksPerMs);
    }, 500);
    const beganMs = performance.now();
    await Promise.all([late(), cam.send(cam.packets(picture))]).finally(() => clearInterval(reporting));
    await wait(300);
    await stage.close();
    const { steps } = await survey(stage.directory, stage.segments);
    /** Where the sender's 0 lies, by the segment's first packet. */
    const of = (trackId: string, ticksPerMs: number) => {
      const found = stage.segments.find((one) => one.trackId === trackId);
      const step = steps.find(({ segmentId }) => segmentId === found?.segmentId);
      if (found?.rtp === undefined || step === undefined) throw new Error('no step');
      const sinceMs = ((found.rtp.timestamp - 0xff_ff_00_00) >>> 0) / ticksPerMs;
      return { kept: found.startMs - sinceMs, stepped: step.startMs - sinceMs, rate: step.rate };
    };
    const [sound, images] = [of(mic.trackId, 48), of(cam.trackId, 90)];
    expect(sound.kept - images.kept).toBeGreaterThan(100);
    expect(Math.abs(sound.stepped - images.stepped)).toBeLessThan(40);
    for (const { rate } of [sound, images]) expect(Math.abs(rate - 1)).toBeLessThan(0.01);
  });
});
