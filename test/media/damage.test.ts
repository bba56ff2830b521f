// Files of a recording that were changed on disk in every way: what is whole is read, what is not is said, and nothing falls over.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JournalRecord, readJournal } from '../../media/journal/reader.ts';
import { partsIn, rebuild } from '../../media/journal/rebuild.ts';
import { readMkv } from '../../media/record/mkvread.ts';
import { recoverRecording } from '../../media/record/recover.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import { randomFrom } from '../running/random.ts';
import { temporaryFolder } from './folder.ts';
import { knownBeeps, knownPicture } from './known.ts';
import { Stage } from './stage.ts';

const SEED = 20_261_126;
const ROUNDS = 72;
const SECONDS = 3;
const SETTLE_MS = 300;

let worker: SfuWorker;
/** A recording of sound and picture, and another one. */
let folders: [string, string];

beforeAll(async () => {
  worker = await Stage.worker();
  const [beeps, picture] = [await knownBeeps(SECONDS, 1_000), await knownPicture(SECONDS, '160x120')];
  const record = async (): Promise<string> => {
    const stage = await Stage.create(worker, 1_000);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    await Promise.all([mic.send(mic.packets(beeps)), cam.send(cam.packets(picture))]);
    await wait(SETTLE_MS);
    await stage.close();
    return stage.directory;
  };
  folders = [await record(), await record()];
});
afterAll(() => worker.worker.close());

type Random = (limit: number) => number;

/** What disks, cables and hands do to a file. */
const DAMAGES: Readonly<Record<string, (bytes: Buffer, random: Random, foreign: Buffer) => Buffer>> = {
  'flipped bits': (bytes, random) => {
    for (let count = 1 + random(8); count > 0; count--) {
      const at = random(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
    return bytes;
  },
  'cut off': (bytes, random) => bytes.subarray(0, random(bytes.length)),
  'a piece taken out': (bytes, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(5_000))]);
  },
  'a piece of itself put in': (bytes, random) => {
    const [at, from] = [random(bytes.length), random(bytes.length)];
    const piece = bytes.subarray(from, from + 1 + random(5_000));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  'a foreign piece in its place': (bytes, random, foreign) => {
    const [at, from] = [random(bytes.length), random(foreign.length)];
    foreign.copy(bytes, at, from, from + 1 + random(5_000));
    return bytes;
  },
  'a length that is wrong': (bytes, random) => {
    bytes.writeUInt32BE([0, 1, 0xff_ff_ff_ff, 70_001, random(70_000)][random(5)] ?? 0, random(bytes.length - 4));
    return bytes;
  },
  zeros: (bytes, random) => {
    const at = random(bytes.length);
    return bytes.fill(0, at, Math.min(bytes.length, at + 1 + random(5_000)));
  },
  'a foreign file': (_, random, foreign) => Buffer.from(foreign.subarray(random(2) * random(foreign.length))),
};
const KINDS = Object.keys(DAMAGES);

/** A copy of the first recording in which one file of these was damaged. */
async function damaged(round: number, pick: RegExp) {
  const random = randomFrom(SEED + round);
  const below: Random = (limit) => Math.floor(random() * limit);
  const folder = join(await temporaryFolder(), 'copy');
  await cp(folders[0], folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => pick.test(name)).toSorted();
  const others = (await readdir(folders[1])).toSorted();
  const file = names[below(names.length)] ?? '';
  const foreign = await readFile(join(folders[1], others[below(others.length)] ?? ''));
  const before = await readFile(join(folder, file));
  const kind = KINDS[round % KINDS.length] ?? '';
  const after = DAMAGES[kind]?.(Buffer.from(before), below, foreign) ?? before;
  await writeFile(join(folder, file), after);
  return { folder, file, before, after, kind: `${kind}, round ${round}` };
}

async function recordsOf(path: string) {
  const records: JournalRecord[] = [];
  const end = await readJournal(path, (record) => {
    records.push(record.kind === 'packet' ? { ...record, bytes: Buffer.from(record.bytes) } : record);
  });
  return { records, end };
}

const datasOf = (bytes: Buffer): string[] =>
  readMkv(bytes).frames.map(({ data }) => Buffer.from(data).toString('base64'));

describe('a damaged journal', () => {
  it('gives what stands before the damage, proved up to the last seal, and says that it is damaged', async () => {
    const whole = await recordsOf((await partsIn(folders[0]))[0] ?? '');
    for (let round = 0; round < ROUNDS; round++) {
      const { folder, file, before, after, kind } = await damaged(round, /\.ohj$/);
      const { records, end } = await recordsOf(join(folder, file));
      const changedAt = before.findIndex((byte, at) => byte !== after[at]);
      if (before.equals(after)) continue;
      // A foreign journal is whole in itself; that it is not this one's is said by its head.
      const [head] = records;
      const isOther =
        head?.kind === 'head' && head.head.recordingId !== (whole.records[0] as typeof head).head.recordingId;
      // The time of the last seal is covered by nothing behind it.
      const inLastTime = after.length === before.length && changedAt >= before.length - 38;
      if (!isOther && !inLastTime && changedAt >= 0) expect(end.is, kind).not.toBe('whole');
      if (!isOther && changedAt >= 0)
        expect(end.sealedBytes, kind).toBeLessThanOrEqual(inLastTime ? after.length : changedAt);
      const proved = records.findLastIndex(({ kind: one }) => one === 'seal') + 1;
      if (!isOther && !inLastTime) expect(records.slice(0, proved), kind).toEqual(whole.records.slice(0, proved));
    }
  });

  it('gives segments that can be read, of nothing but what was recorded, and the ends say where it stopped', async () => {
    const original = new Set<string>();
    for (const name of (await readdir(folders[0])).filter((one) => one.endsWith('.mkv')))
      for (const data of datasOf(await readFile(join(folders[0], name)))) original.add(data);
    for (let round = 0; round < ROUNDS; round++) {
      const { folder, before, after, kind } = await damaged(round, /\.ohj$/);
      const out = join(folder, 'out');
      const made = await rebuild(await partsIn(folder), out, 1_000);
      if (!before.equals(after)) expect(made.parts, kind).toHaveLength(1);
      for (const { file, frames } of made.segments) {
        const content = readMkv(await readFile(join(out, file)));
        // Zeros in the last packets before a tear look like a file's end that was not written.
        if (!kind.startsWith('zeros')) expect(content.damagedBytes, kind).toBe(0);
        expect(content.frames.length, kind).toBeLessThanOrEqual(frames);
        // Of what a seal shows to be altered nothing is used.
        if (made.parts[0]?.end.is === 'altered') {
          expect(content.damagedBytes, kind).toBe(0);
          for (const { data } of content.frames)
            expect(original.has(Buffer.from(data).toString('base64')), kind).toBe(true);
        }
      }
      const [{ end } = { end: null }] = made.parts;
      if (end?.is === 'whole' && before.equals(after)) expect(made.segments.length).toBeGreaterThan(3);
    }
  });

  it('of two recordings mixed up gives the first one, and names the other', async () => {
    const folder = join(await temporaryFolder(), 'mixed');
    await mkdir(folder);
    const [own = ''] = await partsIn(folders[0]);
    const [other = ''] = await partsIn(folders[1]);
    await cp(own, join(folder, 'journal-0000.ohj'));
    await cp(other, join(folder, 'journal-0001.ohj'));
    const alone = await rebuild([own], join(folder, 'alone'), 1_000);
    const made = await rebuild(await partsIn(folder), join(folder, 'out'), 1_000);
    expect(made.failures).toEqual(['journal-0001.ohj: of another recording']);
    const framesIn = (segments: readonly { frames: number }[]) => segments.map(({ frames }) => frames).toSorted();
    expect(framesIn(made.segments)).toEqual(framesIn(alone.segments));
  });
});

describe('a damaged segment', () => {
  it('is named by recovery, whatever happened to it, and what is left of it can be read', async () => {
    const files = (await readdir(folders[0])).filter((name) => name.endsWith('.mkv'));
    for (let round = 0; round < ROUNDS; round++) {
      const { folder, file, before, after, kind } = await damaged(round, /\.mkv$/);
      const { segments, unreadable } = await recoverRecording(folder, []);
      expect(unreadable, kind).toEqual(before.equals(after) ? [] : [file]);
      const found = new Set([...segments.map((segment) => segment.file), ...unreadable]);
      expect([...found].toSorted(), kind).toEqual(files.toSorted());
      for (const { file: name, frames, packets } of segments) {
        const content = readMkv(await readFile(join(folder, name)));
        if (name === file) expect(content.frames, kind).toHaveLength(frames);
        else expect(packets, kind).toBeGreaterThanOrEqual(frames);
      }
    }
  });

  it('whose note is damaged is named, or is what it was', async () => {
    const { segments: whole } = await recoverRecording(folders[0], []);
    for (let round = 0; round < ROUNDS; round++) {
      const { folder, file, kind } = await damaged(round, /\.json$/);
      const { segments, unreadable } = await recoverRecording(folder, []);
      expect(segments.length, kind).toBeGreaterThanOrEqual(whole.length - 1);
      if (segments.length < whole.length) expect(unreadable, kind).toEqual([file.replace('.json', '.mkv')]);
    }
  });
});
