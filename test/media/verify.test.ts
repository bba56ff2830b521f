// The check of kept segments, and the sum of what was on the record: a real file passes, each kind of damage is called by its name.
import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountOf } from '../../media/timeline/account.ts';
import type { Flow } from '../../media/timeline/flows.ts';
import type { Span } from '../../media/timeline/span.ts';
import type { JournalPartFound } from '../../media/timeline/survey.ts';
import { EDGE_MS, timelineOf } from '../../media/timeline/timeline.ts';
import { checkFile, checkSegment, type KnownSegment } from '../../media/verify/check.ts';
import { temporaryFolder } from './folder.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { sha256Of } from './measure.ts';
import { writeCounted } from './segments.ts';

const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
const PICTURE = { codec: 'vp8', size: { width: 320, height: 240 } } as const;

let folder: string;
let beeps: Known;
let picture: Known;
beforeAll(async () => {
  folder = await temporaryFolder();
  [beeps, picture] = [await knownBeeps(3, 1_000), await knownPicture(3, '320x240')];
});

async function known(of: Known): Promise<KnownSegment> {
  const track = of.source === 'camera' ? PICTURE : ({ codec: 'opus' } as const);
  const { file: path, source, durationMs, frames } = await writeCounted(folder, of, track, 0);
  const bytes = (await readFile(path)).length;
  const { codec } = track;
  return {
    segmentId: crypto.randomUUID(),
    path,
    source,
    codec,
    durationMs,
    frames,
    bytes,
    sha256: await sha256Of(path),
  };
}
const check = (segment: KnownSegment) => checkSegment(segment, FFMPEG, new AbortController().signal);

describe('a kept segment', () => {
  it('as it was written is intact, and its sound is as loud as it is', async () => {
    const sound = await check(await known(beeps));
    expect(sound).toMatchObject({ is: 'intact', why: '', readable: true });
    const { sum = 0, samples = 0 } = sound.power ?? {};
    expect(samples / 8_000).toBeCloseTo(3, 0);
    // Half of full scale for a tenth of the time.
    expect(10 * Math.log10(sum / samples)).toBeCloseTo(-19, -1);
    expect(await check(await known(picture))).toMatchObject({ is: 'intact', readable: true, frames: 75, power: null });
  });

  it('whose pictures come at odd times, two of them at once, is intact all the same', async () => {
    const odd = picture.frames.map((frame, index) => ({
      ...frame,
      timeMs: frame.timeMs - (index % 7) * (index % 2 === 0 ? 5 : 6),
    }));
    const frames = odd.map((frame, index) => ({
      ...frame,
      timeMs: index % 9 === 4 ? (odd[index - 1]?.timeMs ?? 0) : frame.timeMs,
    }));
    expect(await check(await known({ ...picture, frames }))).toMatchObject({ is: 'intact', why: '' });
  });

  it('whose bytes are others, fewer or gone is called by its name', async () => {
    const segment = await known(picture);
    const bytes = await readFile(segment.path);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(segment.path, flipped);
    expect(await check(segment)).toMatchObject({ is: 'altered', readable: true });
    expect(await checkFile(segment)).toBe('altered');
    await truncate(segment.path, bytes.length - 1_000);
    expect(await check(segment)).toMatchObject({ is: 'wrong_size', readable: true });
    expect(await checkFile(segment)).toBe('wrong_size');
    await rm(segment.path);
    expect(await check(segment)).toMatchObject({ is: 'missing', readable: false });
    expect(await checkFile(segment)).toBe('missing');
  });

  it('that a crash cut off is intact as it was kept then', async () => {
    const segment = await known(picture);
    const path = join(folder, 'torn.mkv');
    await copyFile(segment.path, path);
    await truncate(path, segment.bytes - 1_000);
    const { frames } = await check({ ...segment, path });
    if (frames === null) throw new Error('no frames');
    expect(frames).toBeLessThan(segment.frames);
    const torn = { path, bytes: segment.bytes - 1_000, sha256: await sha256Of(path), frames, durationMs: frames * 40 };
    expect(await check({ ...segment, ...torn })).toMatchObject({ is: 'intact', why: '' });
  });

  it('that was written badly does not decode, or is not what was counted', async () => {
    const rubbish = {
      ...picture,
      frames: picture.frames.map((frame, index) =>
        index % 20 === 7 ? { ...frame, data: Buffer.alloc(40, 0xff) } : frame,
      ),
    };
    const found = await check(await known(rubbish));
    expect(found).toMatchObject({ is: 'undecodable', readable: true });
    // In ffmpeg's words, without where on the machine the file lies and where in its memory it was.
    expect(found.why).toMatch(/vp8/);
    expect(found.why).not.toContain(folder);
    expect(found.why).not.toMatch(/0x[0-9a-f]{6}/);
    const segment = await known(beeps);
    expect(await check({ ...segment, frames: segment.frames + 1 })).toMatchObject({ is: 'differs' });
    expect(await check({ ...segment, durationMs: segment.durationMs + 150 })).toMatchObject({ is: 'differs' });
    const path = join(folder, 'nothing.mkv');
    await writeFile(path, Buffer.alloc(4_000, 7));
    const nothing = { ...segment, path, bytes: 4_000, sha256: await sha256Of(path) };
    expect(await check(nothing)).toMatchObject({ is: 'undecodable', readable: false });
  });
});

describe('the sum of what was on the record (invariant 13)', () => {
  const TRACK = crypto.randomUUID();
  const WHOLE = [{ is: 'whole' }] as unknown as readonly JournalPartFound[];
  const flow = (startMs: number, endMs: number): Flow => ({
    ...{ trackId: TRACK, ownerId: TRACK, source: 'microphone', startMs, endMs, silences: [], lasts: [] },
  });
  const segment = (startMs: number, endMs: number) => ({
    ...{ segmentId: crypto.randomUUID(), trackId: TRACK, startMs, durationMs: endMs - startMs },
  });
  type Segments = ReturnType<typeof segment>[];
  const accountFor = (flows: Flow[], runs: Span[], segments: Segments, onRecord: Span[], journal = WHOLE) =>
    accountOf(
      { ...timelineOf({ flows, runs, cutsMs: [], outages: [], failures: [] }, segments), journal },
      segments,
      onRecord,
    );
  const span = (startMs: number, endMs: number): Span => ({ startMs, endMs });

  it('leaves out what was off the record', () => {
    const flows = [flow(0, 10_000), flow(20_000, 30_000)];
    const { tracks, outages } = accountFor(flows, [span(0, 40_000)], [segment(0, 6_000)], [span(0, 5_000)]);
    expect(tracks).toMatchObject([{ gaps: [], flowMs: 5_000, writtenMs: 5_000, gapMs: 0 }]);
    expect(outages).toEqual([]);
  });

  it('names what was on the record and is in no file', () => {
    const { tracks } = accountFor([flow(0, 10_000)], [span(0, 10_000)], [segment(0, 6_000)], [span(0, 9_000)]);
    expect(tracks[0]?.gaps).toEqual([{ startMs: 6_000, endMs: 9_000, reason: 'unexplained' }]);
  });

  it('calls it an outage where no recorder ran, and not where the journal alone was missing', () => {
    const runs = [span(0, 4_000), span(9_000, 20_000)];
    const onRecord = [span(0, 20_000)];
    const flows = [flow(0, 4_000), flow(9_000, 20_000)];
    const lost = accountFor(flows, runs, [segment(0, 4_100), segment(9_000, 20_000)], onRecord);
    expect(lost).toMatchObject({ outages: [{ startMs: 4_100, endMs: 9_000 }], journalGaps: [] });
    const brief = accountFor([flow(0, 20_000)], [span(0, 4_000), span(4_400, 20_000)], [segment(0, 20_000)], onRecord);
    expect(brief).toMatchObject({ outages: [], journalGaps: [{ startMs: 4_000, endMs: 4_400 }] });
    const kept = accountFor(flows, runs, [segment(0, 20_000)], onRecord);
    expect(kept).toMatchObject({ outages: [], journalGaps: [{ startMs: 4_000, endMs: 9_000 }] });
    expect(accountFor([], [], [segment(0, 20_000)], onRecord, [])).toMatchObject({ outages: [], journalGaps: [] });
  });

  it('names what is in no file of a track that flowed when the journal broke off, while another was still written', () => {
    const other = { ...segment(0, 6_000), trackId: crypto.randomUUID() };
    const runs = [span(0, 4_000), span(9_000, 20_000)];
    const flows = [flow(0, 4_000), flow(9_000, 20_000)];
    const segments = [other, segment(0, 4_500), segment(9_000, 20_000)];
    const { tracks, outages } = accountFor(flows, runs, segments, [span(0, 20_000)]);
    expect(outages).toEqual([{ startMs: 6_000, endMs: 9_000 }]);
    expect(tracks[0]?.gaps).toEqual([{ startMs: 4_500, endMs: 6_000, reason: 'unexplained' }]);
    const killed = accountFor(flows, runs, [{ ...other, durationMs: 4_500 }, segment(0, 4_000)], [span(0, 20_000)]);
    expect(killed.tracks[0]?.gaps[0]).toEqual({ startMs: 4_000, endMs: 4_500, reason: 'recorder_killed' });
    // Pieces too short to be named one by one are one loss all the same, and no outage says so.
    const short = [span(0, 4_000), span(4_350, 20_000)];
    const files = [{ ...other, durationMs: 4_260 }, segment(0, 4_050), segment(4_350, 20_000)];
    const pieces = accountFor([flow(0, 4_000), flow(4_350, 20_000)], short, files, [span(0, 20_000)]);
    expect(pieces.outages).toEqual([]);
    expect(pieces.tracks[0]?.gaps).toEqual([{ startMs: 4_050, endMs: 4_350, reason: 'unexplained' }]);
    const { flowMs = 0, writtenMs = 0, gapMs = 0, allowedMs = 0 } = tracks[0] ?? {};
    expect(Math.abs(writtenMs + gapMs - flowMs)).toBeLessThanOrEqual(allowedMs);
  });

  it('adds up, whatever flows, is written and is on the record', () => {
    const one = fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 1, max: 20_000 }));
    const some = (maxLength: number) => fc.array(one, { maxLength });
    fc.assert(
      fc.property(some(6), some(8), some(4), (flows, segments, records) => {
        const { tracks, outages } = accountFor(
          flows.map(([startMs, length]) => flow(startMs, startMs + length)),
          [span(0, 80_000)],
          segments.map(([startMs, length]) => segment(startMs, startMs + length)),
          records.map(([startMs, length]) => span(startMs, startMs + length)),
        );
        expect(outages).toEqual([]);
        for (const { flowMs, writtenMs, gapMs } of tracks) {
          const edges = 2 * EDGE_MS * (flows.length + segments.length + records.length);
          expect(Math.abs(writtenMs + gapMs - flowMs)).toBeLessThanOrEqual(edges);
        }
      }),
      { numRuns: 300 },
    );
  });
});
