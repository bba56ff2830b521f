// What is left after something broke: files of a dead process, a full disk, a dead worker.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClosedSegment, NoticeName, OpenSegment } from '../../media/contract.ts';
import { AppendFile, measureFile, openNew } from '../../media/record/file.ts';
import { mkvHead } from '../../media/record/mkv.ts';
import { recoverRecording } from '../../media/record/recover.ts';
import { LiveSegment } from '../../media/record/segment.ts';
import { writeSidecar } from '../../media/record/sidecar.ts';
import { beginWriting, endWriting } from '../../media/record/writing.ts';
import { Rooms } from '../../media/rooms.ts';
import { temporaryFolder } from './folder.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { decodedFrames, sha256Of } from './measure.ts';
import { SETTINGS, SILENT_LOG } from './settings.ts';
import { Publisher } from './stage.ts';

let beeps: Known;
let picture: Known;

beforeAll(async () => {
  beeps = await knownBeeps(4, 1_000);
  picture = await knownPicture(4, '160x120');
});

function segmentInfo(): OpenSegment {
  const trackId = crypto.randomUUID();
  return {
    ...{ segmentId: crypto.randomUUID(), recordingId: crypto.randomUUID(), roomId: crypto.randomUUID(), trackId },
    ...{
      ownerId: crypto.randomUUID(),
      source: 'microphone',
      codec: 'opus',
      startMs: 1_234.5,
      file: `${trackId}-000.mkv`,
    },
  };
}

/** Nobody closes these; as long as they are held, their files are not closed behind our back. */
const left: LiveSegment[] = [];

/** A segment as a process leaves it that dies before it can close it; its last cluster has not reached the file. */
async function abandoned(directory: string): Promise<OpenSegment> {
  const info = segmentInfo();
  let grown = 0;
  const onGrown = (bytes: number) => {
    grown += bytes;
  };
  const news = { onOpened: () => {}, onGrown };
  const segment = new LiveSegment(directory, info, { codec: 'opus' }, Date.now(), news);
  for (const { data, timeMs } of beeps.frames) {
    segment.write(
      { ssrc: 1, timestamp: 0, arrivalMs: timeMs, data: [data], packets: 1, key: true, size: null, durationMs: 20 },
      timeMs,
    );
  }
  left.push(segment);
  await vi.waitFor(() => expect(grown).toBeGreaterThan(10_000));
  await wait(50);
  return info;
}

describe('a segment', () => {
  it('begins when its first packet would have come without delay, as the quickest of the next ones shows', async () => {
    const directory = await temporaryFolder();
    const info = segmentInfo();
    const segment = new LiveSegment(directory, info, { codec: 'opus' }, Date.now(), {
      onOpened: () => {},
      onGrown: () => {},
    });
    // The first came 150 ms late; after that each came 5 to 25 ms late; and long after, a clock that runs off must not count.
    const lateMs = (timeMs: number) => (timeMs === 0 ? 150 : timeMs > 2_000 ? -500 : 5 + (timeMs % 60) / 3);
    for (const { data, timeMs } of beeps.frames) {
      const arrivalMs = 10_000 + timeMs + lateMs(timeMs);
      segment.write(
        { ssrc: 1, timestamp: 0, arrivalMs, data: [data], packets: 1, key: true, size: null, durationMs: 20 },
        timeMs,
      );
    }
    expect((await segment.close()).startMs).toBeCloseTo(info.startMs - 145, 0);
  });
});

describe('recovery', () => {
  it('closes, counts and hashes what a dead process left open, and says the same when it is asked again', async () => {
    const directory = await temporaryFolder();
    const info = await abandoned(directory);
    const { segments, unreadable } = await recoverRecording(directory, []);
    expect(unreadable).toEqual([]);
    expect(segments).toEqual([expect.objectContaining(info)]);
    const [segment] = segments;
    expect(segment?.frames).toBeGreaterThan(beeps.frames.length - 15);
    expect(segment?.packets).toBe(segment?.frames);
    expect(segment?.durationMs).toBeGreaterThan(4_000 - 300);
    expect(segment?.sha256).toBe(await sha256Of(join(directory, info.file)));
    expect((await readdir(directory)).toSorted()).toEqual([info.file, info.file.replace('.mkv', '.json')].toSorted());
    expect(await recoverRecording(directory, [])).toEqual({ segments, unreadable });
    expect(await recoverRecording(directory, [info.segmentId])).toEqual({ segments: [], unreadable: [] });
  });

  it('gives what is whole of a torn file, and of one with zeros where a disk had not written yet', async () => {
    const directory = await temporaryFolder();
    const [torn, zeros] = [await abandoned(directory), await abandoned(directory)];
    await truncate(join(directory, `${torn.file}.part`), 9_999);
    await truncate(join(directory, `${zeros.file}.part`), 9_999);
    await truncate(join(directory, `${zeros.file}.part`), 30_000);
    const { segments, unreadable } = await recoverRecording(directory, []);
    expect(unreadable).toEqual([]);
    expect(new Set(segments.map(({ frames }) => frames)).size).toBe(1);
    expect(segments[0]?.frames).toBeGreaterThan(50);
  });

  it('takes a segment that was closed without anybody being told as it was closed', async () => {
    const directory = await temporaryFolder();
    const info = await abandoned(directory);
    const [recovered] = (await recoverRecording(directory, [])).segments;
    if (recovered === undefined) throw new Error('nothing recovered');
    // Packets are known to who wrote it, and cannot be counted in the file.
    const closed: ClosedSegment = { ...recovered, packets: 999 };
    const note = join(directory, info.file.replace('.mkv', '.json'));
    await writeSidecar(note, { version: 1, is: 'closed', segment: closed });
    await rename(join(directory, info.file), join(directory, `${info.file}.part`));
    expect((await recoverRecording(directory, [])).segments).toEqual([closed]);
    await writeFile(join(directory, info.file), (await readFile(join(directory, info.file))).subarray(0, 9_999));
    expect((await recoverRecording(directory, [])).segments[0]?.packets).toBeLessThan(999);
  });

  it('names what is not readable, and leaves it where it is', async () => {
    const directory = await temporaryFolder();
    const [whole, noted, empty] = [await abandoned(directory), await abandoned(directory), await abandoned(directory)];
    await truncate(join(directory, `${empty.file}.part`), 10);
    await writeFile(join(directory, noted.file.replace('.mkv', '.json')), '{"version":2}');
    await copyFile(join(directory, whole.file.replace('.mkv', '.json')), join(directory, 'other.json'));
    await copyFile(join(directory, `${whole.file}.part`), join(directory, 'other.mkv'));
    const { segments, unreadable } = await recoverRecording(directory, []);
    expect(segments.map(({ segmentId }) => segmentId)).toEqual([whole.segmentId]);
    expect(unreadable.toSorted()).toEqual([empty.file, noted.file, 'other.mkv'].toSorted());
    expect(await readdir(directory)).toContain(`${empty.file}.part`);
    expect(await recoverRecording(join(directory, 'nowhere'), [])).toEqual({ segments: [], unreadable: [] });
  });
});

describe('recovery of files that were just being made', () => {
  it('passes over what nothing had been written to, and names what has less than that', async () => {
    const directory = await temporaryFolder();
    const [none, head, torn] = [await abandoned(directory), await abandoned(directory), await abandoned(directory)];
    const length = mkvHead({ codec: 'opus' }, Date.now(), head.segmentId).length;
    await truncate(join(directory, `${none.file}.part`), 0);
    await truncate(join(directory, `${head.file}.part`), length);
    await truncate(join(directory, `${torn.file}.part`), length - 1);
    expect(await recoverRecording(directory, [])).toEqual({ segments: [], unreadable: [torn.file] });
    expect(await readdir(directory)).toContain(`${head.file}.part`);
  });
});

describe('recovery beside a process that still writes', () => {
  it('waits until it has ended, and for itself not at all', async () => {
    const directory = await temporaryFolder();
    const info = await abandoned(directory);
    await beginWriting(directory);
    const startMs = performance.now();
    expect((await recoverRecording(directory, [])).segments).toHaveLength(1);
    expect(performance.now() - startMs).toBeLessThan(2_000);
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = once(other, 'exit');
    await writeFile(join(directory, 'writing.pid'), String(other.pid));
    let recovered = false;
    const recovering = recoverRecording(directory, []).then(({ segments }) => {
      recovered = true;
      return segments;
    });
    await wait(300);
    expect(recovered).toBe(false);
    other.stdin?.end();
    await ended;
    expect((await recovering).map(({ segmentId }) => segmentId)).toEqual([info.segmentId]);
    await endWriting(directory);
    expect(await readdir(directory)).not.toContain('writing.pid');
  });
});

describe('a file', () => {
  it('on a full disk keeps its error, and says it again when it is closed', async () => {
    const file = new AppendFile(openNew('/dev/full', 'w'));
    file.append(Buffer.alloc(100));
    await vi.waitFor(() => expect(file.error).toMatchObject({ code: 'ENOSPC' }));
    file.append(Buffer.alloc(100));
    await expect(file.close()).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(file.close()).rejects.toMatchObject({ code: 'ENOSPC' });
  });

  it('takes no more into memory than it may when the disk does not follow', async () => {
    const file = new AppendFile(openNew(join(await temporaryFolder(), 'slow')));
    for (let megabytes = 0; megabytes < 20; megabytes++) file.append(Buffer.alloc(1_000_000));
    expect(String(file.error)).toMatch('behind');
    await expect(file.close()).rejects.toThrow('behind');
  });

  it('has everything on disk when it is closed, in order', async () => {
    const path = join(await temporaryFolder(), 'file');
    let grown = 0;
    const file = new AppendFile(openNew(path), (bytes) => {
      grown += bytes;
    });
    for (let number = 0; number < 500; number++) {
      file.append(Buffer.from(`${number}\n`));
      if (number % 50 === 0) await wait(1);
    }
    file.syncWhenDue(Number.POSITIVE_INFINITY);
    await Promise.all([file.close(), file.close()]);
    const wanted = Array.from({ length: 500 }, (_, number) => `${number}\n`).join('');
    expect(await readFile(path, 'utf8')).toBe(wanted);
    expect(await measureFile(path)).toEqual({ bytes: grown, sha256: await sha256Of(path) });
  });
});

describe('when a worker dies', () => {
  it('its recordings are closed up to the last packet before anybody is told', async () => {
    const told: { name: NoticeName; body: unknown }[] = [];
    const rooms = await Rooms.create(SETTINGS, (name, body) => void told.push({ name, body }), SILENT_LOG);
    const [roomId, directory] = [crypto.randomUUID(), await temporaryFolder()];
    const room = await rooms.open(roomId);
    await rooms.startRecording({ roomId, recordingId: crypto.randomUUID(), directory, zeroAtMs: Date.now() });
    const camera = await Publisher.create(room, 'camera');
    await wait(300);
    const packets = camera.packets(picture).filter(({ atMs }) => atMs < 1_500);
    await camera.send(packets);
    await wait(200);
    process.kill(room.worker.worker.pid, 'SIGKILL');
    await vi.waitFor(() => expect(told.at(-1)?.name).toBe('workerDied'), 10_000);
    const [closed] = told.flatMap(({ name, body }) => (name === 'segmentClosed' ? [body as ClosedSegment] : []));
    expect(closed?.packets).toBe(packets.length);
    expect(await decodedFrames(join(directory, closed?.file ?? ''))).toBe(closed?.frames);
    expect(told.some(({ name }) => name === 'trackEnded')).toBe(false);
    await vi.waitFor(() => expect(rooms.workers.alive).toHaveLength(1), 10_000);
    expect((await rooms.open(roomId)).worker).not.toBe(room.worker);
    camera.close();
    await Promise.all([rooms.shutdown(), rooms.shutdown()]);
  });
});
