// The journal with a real worker: every packet is in it, the segments can be made from it again, and no change to it stays hidden.
import { appendFile, copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { journalName } from '../../media/journal/format.ts';
import { Journal } from '../../media/journal/journal.ts';
import { type JournalRecord, lastSealOf, readJournal } from '../../media/journal/reader.ts';
import { partsIn, rebuild } from '../../media/journal/rebuild.ts';
import { readMkv } from '../../media/record/mkvread.ts';
import { parseRtp } from '../../media/record/rtp.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import { temporaryFolder } from './folder.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { decodedFrames } from './measure.ts';
import { Stage } from './stage.ts';

const SECONDS = 3;
const SETTLE_MS = 300;
const OF = { recordingId: crypto.randomUUID(), roomId: crypto.randomUUID(), zeroAtMs: 1_000 };
const ABOUT = {
  trackId: crypto.randomUUID(),
  ownerId: crypto.randomUUID(),
  source: 'microphone' as const,
  layers: [1_000],
};

let worker: SfuWorker;
let beeps: Known;
let picture: Known;

beforeAll(async () => {
  worker = await Stage.worker();
  beeps = await knownBeeps(SECONDS, 1_000);
  picture = await knownPicture(SECONDS, '320x240');
});
afterAll(() => worker.worker.close());

/** Everything in a part, with copies of the packets' bytes. */
async function read(path: string) {
  const records: JournalRecord[] = [];
  const end = await readJournal(path, (record) => {
    records.push(record.kind === 'packet' ? { ...record, bytes: Buffer.from(record.bytes) } : record);
  });
  const of = <Kind extends JournalRecord['kind']>(kind: Kind) =>
    // Kept by its kind.
    records.filter((record) => record.kind === kind) as Extract<JournalRecord, { kind: Kind }>[];
  return { records, end, of };
}

const payloadOf = (packet: Uint8Array): string =>
  Buffer.from(parseRtp(packet)?.payload ?? new Uint8Array()).toString('base64');

/** A journal of `seconds`, a packet every 20 ms of a clock that is turned by hand. */
async function written(directory: string, seconds: number, partBytes?: number): Promise<void> {
  const journal = await Journal.create(directory, OF, { clock: (ms) => ms, onFailed: expect.unreachable }, partBytes);
  const stream = journal.stream(ABOUT);
  for (let ms = 0; ms < 1_000 * seconds; ms += 20) {
    journal.packet(stream, ms, Buffer.alloc(100, ms / 20));
    // The journal looks at the same clock as its packets.
    if (ms % 100 === 0) journal.tick(performance.now() + ms);
    if (ms % 1_000 === 0) await wait(1);
  }
  await journal.close();
}

describe('a recording’s journal', () => {
  it('has every packet as it was sent, and what the sender said of its clocks', async () => {
    const stage = await Stage.create(worker);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    const sent = { mic: mic.packets(beeps), cam: cam.packets(picture) };
    const sending = Promise.all([mic.send(sent.mic), cam.send(sent.cam)]);
    await wait(SETTLE_MS);
    mic.report(0xe0_00_00_01, 0x80_00_00_00, 0xff_ff_10_00);
    await sending;
    await wait(SETTLE_MS);
    await stage.recording.pause();
    stage.recording.resume();
    await stage.close();
    const { end, of } = await read(join(stage.directory, journalName(0)));
    expect(end).toMatchObject({ is: 'whole', why: '' });
    const heads = of('head').map(({ head }) => head);
    expect(heads).toMatchObject([{ recordingId: stage.recording.recordingId, part: 0, previous: null }]);
    for (const [publisher, packets] of [
      [mic, sent.mic],
      [cam, sent.cam],
    ] as const) {
      const streams = of('stream').filter(({ about }) => about.trackId === publisher.trackId);
      const got = of('packet').filter(({ stream }) => streams.some((one) => one.stream === stream));
      // The worker writes numbers of its own into the header, and leaves what is carried as it is.
      const payloads = got.map(({ bytes }) => payloadOf(bytes));
      const wanted = packets.map(({ bytes }) => payloadOf(bytes));
      expect(payloads.length).toBe(wanted.length);
      expect(payloads.every((payload, index) => payload === wanted[index])).toBe(true);
      const [first, last] = [got[0], got.at(-1)];
      const tookMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
      expect(Math.abs(tookMs - ((packets.at(-1)?.atMs ?? 0) - (packets[0]?.atMs ?? 0)))).toBeLessThan(200);
    }
    const [report, ...others] = of('report').filter(({ report: { ntpSeconds } }) => ntpSeconds === 0xe0_00_00_01);
    expect(others).toEqual([]);
    expect(report?.report).toMatchObject({ ntpFraction: 0x80_00_00_00, rtpTimestamp: 0xff_ff_10_00 });
    const events = of('event').map(({ event }) => event.event);
    expect(events).toEqual(expect.arrayContaining(['trackStopped', 'paused', 'resumed']));
    expect(events.at(-1)).toBe('closed');
    expect(of('seal').length).toBeGreaterThanOrEqual(SECONDS);
  });

  it('is enough to make the segments again, frame by frame', async () => {
    const stage = await Stage.create(worker, 1_000);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    // Some packets never come, so that a key frame is asked for and the rest of a second is left out.
    const lossy = cam.packets(picture).filter((_, index) => index % 90 !== 50);
    await Promise.all([mic.send(mic.packets(beeps)), cam.send(lossy)]);
    await wait(SETTLE_MS);
    await stage.close();
    const { of } = await read(join(stage.directory, journalName(0)));
    expect(of('event').some(({ event }) => event.event === 'keyFrameAsked')).toBe(true);
    const out = await temporaryFolder();
    const made = await rebuild(await partsIn(stage.directory), out, 1_000);
    expect(made.failures).toEqual([]);
    const inOrder = made.segments.toSorted((a, b) => a.startMs - b.startMs || a.file.localeCompare(b.file));
    const before = stage.segments.toSorted((a, b) => a.startMs - b.startMs || a.file.localeCompare(b.file));
    expect(before.length).toBeGreaterThan(4);
    expect(inOrder.map(({ file, packets, frames }) => ({ file, packets, frames }))).toEqual(
      before.map(({ file, packets, frames }) => ({ file, packets, frames })),
    );
    for (const [index, again] of inOrder.entries()) {
      const first = before[index];
      if (first === undefined) throw new Error('one too many');
      expect(Math.abs(again.startMs - first.startMs)).toBeLessThan(1);
      const [a, b] = [readMkv(await readFile(join(out, again.file))), readMkv(await readFile(stage.path(first)))];
      expect(a.frames.map(({ data }) => Buffer.from(data))).toEqual(b.frames.map(({ data }) => Buffer.from(data)));
      if (again.source === 'camera') expect(await decodedFrames(join(out, again.file))).toBe(again.frames);
    }
  });
});

describe('a journal’s parts', () => {
  it('are one chain, also over a restart and over a part that was torn off', async () => {
    const directory = await temporaryFolder();
    await written(directory, 3, 5_000);
    await written(directory, 1);
    const torn = (await partsIn(directory)).at(-1) ?? '';
    await truncate(torn, (await readFile(torn)).length - 10);
    await written(directory, 1);
    const parts = await partsIn(directory);
    expect(parts.length).toBeGreaterThan(4);
    let previous: string | null = null;
    for (const [index, path] of parts.entries()) {
      const { of } = await read(path);
      const [begin] = of('head');
      expect(begin?.head).toMatchObject({ part: index, previous });
      previous = await lastSealOf(path);
    }
  });

  it('name their streams, so that each can be read alone', async () => {
    const directory = await temporaryFolder();
    await written(directory, 3, 5_000);
    for (const path of await partsIn(directory)) {
      const { of } = await read(path);
      expect(of('stream').map(({ about }) => about)).toEqual([ABOUT]);
    }
  });

  it('begin anew after a fault of the disk, by themselves, and the fault is told', async () => {
    const directory = await temporaryFolder();
    const failures: unknown[] = [];
    const journal = await Journal.create(directory, OF, {
      clock: (ms) => ms,
      onFailed: (error) => failures.push(error),
    });
    const stream = journal.stream(ABOUT);
    // A disk that follows no more: more than is ever kept in memory.
    for (let megabytes = 0; megabytes < 80; megabytes++) {
      for (let packet = 0; packet < 20; packet++) journal.packet(stream, 0, Buffer.alloc(50_000));
    }
    journal.tick(performance.now());
    expect(failures).toHaveLength(1);
    await vi.waitFor(() => {
      journal.tick(performance.now() + 60_000);
      expect(failures).toHaveLength(1);
      journal.packet(stream, 5, Buffer.alloc(10, 7));
      return readdir(directory).then((names) => expect(names).toContain(journalName(1)));
    });
    await journal.close();
    const { end, of } = await read(join(directory, journalName(1)));
    expect(end.is).toBe('whole');
    expect(of('packet').at(-1)?.bytes).toEqual(Buffer.alloc(10, 7));
  });
});

describe('reading a journal', () => {
  let whole: Buffer;
  let all: Awaited<ReturnType<typeof read>>;
  let directory: string;

  beforeAll(async () => {
    directory = await temporaryFolder();
    await written(directory, 3);
    const path = join(directory, journalName(0));
    whole = await readFile(path);
    all = await read(path);
    expect(all.end.is).toBe('whole');
  });

  const readBytes = async (bytes: Uint8Array) => {
    const path = join(directory, crypto.randomUUID());
    await writeFile(path, bytes);
    return read(path);
  };

  it('stops cleanly wherever a crash cut the file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (cut) => {
        const { records, end } = await readBytes(whole.subarray(0, cut));
        expect(records).toEqual(all.records.slice(0, records.length));
        expect(end.bytes).toBeLessThanOrEqual(cut);
        expect(end.sealedBytes).toBeLessThanOrEqual(end.bytes);
        // At a seal nobody can tell: that is what the next part's chain is for.
        const atSeal = records.at(-1)?.kind === 'seal' && end.bytes === cut;
        expect(end.is).toBe(records.length === 0 ? 'foreign' : atSeal ? 'whole' : 'torn');
      }),
      { numRuns: 200 },
    );
  });

  it('takes zeros at the end, as a power cut leaves them, for what they are', async () => {
    const { records, end } = await readBytes(Buffer.concat([whole, Buffer.alloc(5_000)]));
    expect(records).toEqual(all.records);
    expect(end).toMatchObject({ is: 'torn', sealedBytes: whole.length });
  });

  it('finds every change of a single bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length * 8 - 1 }), async (bit) => {
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const { end } = await readBytes(changed);
        // The last seal's time is covered by nothing after it.
        const inLastTime = bit >> 3 >= whole.length - 38 && bit >> 3 < whole.length - 32;
        expect(end.is === 'whole').toBe(inLastTime);
        expect(end.sealedBytes).toBeLessThanOrEqual(whole.length);
      }),
      { numRuns: 300 },
    );
  });

  it('never fails, whatever the bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (junk) => {
        expect((await readBytes(junk)).end.is).toBe('foreign');
        const { records, end } = await readBytes(Buffer.concat([whole, junk]));
        expect(records.slice(0, all.records.length)).toEqual(all.records);
        if (junk.length > 0) expect(end.is).not.toBe('whole');
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a journal of a newer version, and passes over what it does not know', async () => {
    const newer = Buffer.from(whole.toString('latin1').replace('"version":1', '"version":2'), 'latin1');
    expect((await readBytes(newer)).end).toMatchObject({ is: 'foreign', why: expect.stringContaining('version 2') });
    const path = join(directory, 'unknown');
    await copyFile(join(directory, journalName(0)), path);
    await appendFile(path, Buffer.from([0, 0, 0, 3, 99, 1, 2]));
    expect((await read(path)).records).toEqual(all.records);
  });
});
