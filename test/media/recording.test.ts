// The recorder with taps that misbehave: what rarely happens with a real worker, made to happen.
import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { ClosedSegment, NoticeBody, NoticeName } from '../../media/contract.ts';
import type { FlowingTrack } from '../../media/guest.ts';
import { Recording } from '../../media/record/recording.ts';
import { survey } from '../../media/timeline/survey.ts';
import { temporaryFolder } from './folder.ts';
import { rtpPacket } from './packets.ts';
import { SILENT_LOG } from './settings.ts';

const STREAM = { ssrc: 7, payloadType: 100, firstSequence: 0, firstTimestamp: 0 };
const OPUS = Uint8Array.of(0xfc, 1, 2, 3);

/** A track whose packets the test makes itself. */
class FakeTrack implements FlowingTrack {
  readonly trackId = crypto.randomUUID();
  readonly ownerId = crypto.randomUUID();
  readonly source = 'microphone';
  opened = 0;
  closed = 0;
  #failures: number;
  #onPacket: ((packet: Uint8Array) => void) | null = null;

  constructor(failures = 0) {
    this.#failures = failures;
  }

  async openTap(onPacket: (packet: Uint8Array) => void) {
    if (this.#failures-- > 0) throw new Error('no tap today');
    this.opened++;
    this.#onPacket = onPacket;
    return {
      ...{ codec: 'opus' as const, layers: [STREAM.ssrc], soundLevelId: null },
      ...{ askKeyFrame: () => {}, close: () => void this.closed++ },
    };
  }

  send(sequence: number, timestamp: number, ssrc = STREAM.ssrc): void {
    this.#onPacket?.(rtpPacket({ ...STREAM, ssrc }, sequence, timestamp, false, OPUS));
  }
}

async function open() {
  const directory = await temporaryFolder();
  const closed: ClosedSegment[] = [];
  const failed: string[] = [];
  const notify = <Name extends NoticeName>(name: Name, body: NoticeBody<Name>): void => {
    // The name says which body it is.
    if (name === 'segmentClosed') closed.push(body as ClosedSegment);
    if (name === 'recordingFailed') failed.push((body as NoticeBody<'recordingFailed'>).message);
  };
  const ids = { recordingId: crypto.randomUUID(), roomId: crypto.randomUUID() };
  const recording = await Recording.create(
    { ...ids, directory, zeroAtMs: Date.now(), segmentMs: 300_000, words: null },
    notify,
    SILENT_LOG,
  );
  return { recording, directory, closed, failed };
}

/** A track that flows, whose tap is open. */
async function flowing(recording: Recording): Promise<FakeTrack> {
  const track = new FakeTrack();
  recording.trackFlows(track);
  await vi.waitFor(() => expect(track.opened).toBe(1));
  await wait(0);
  return track;
}

describe('a recording', () => {
  it.concurrent('opens a tap again that could not be opened, and says that it could not', async () => {
    const { recording, closed, failed } = await open();
    const track = new FakeTrack(1);
    recording.trackFlows(track);
    await vi.waitFor(() => expect(track.opened).toBe(1), 5_000);
    expect(failed).toEqual(['no tap today']);
    for (let index = 0; index < 10; index++) track.send(index, 960 * index);
    await recording.close();
    expect(closed.map(({ packets }) => packets)).toEqual([10]);
    expect(track.closed).toBe(1);
  });

  it.concurrent('says when a track flowed again and could not be had', async () => {
    const { recording, directory } = await open();
    const track = await flowing(recording);
    for (let index = 0; index < 10; index++) track.send(index, 960 * index);
    recording.trackStops(track.trackId);
    // The same track once more, of which nothing can be had.
    const { trackId, ownerId, source } = track;
    const again = { trackId, ownerId, source, openTap: () => Promise.reject(new Error('no tap any more')) } as const;
    const flowedMs = performance.now();
    recording.trackFlows(again);
    await vi.waitFor(() => expect(performance.now() - flowedMs).toBeGreaterThan(300));
    recording.trackStops(trackId);
    const missingMs = performance.now() - flowedMs;
    await recording.close();
    const { untaken } = await survey(directory, []);
    expect(untaken.map((span) => span.trackId)).toEqual([trackId]);
    expect(untaken.map(({ startMs, endMs }) => Math.abs(endMs - startMs - missingMs) < 100)).toEqual([true]);
  });

  it.concurrent('keeps nothing of other streams, of junk, and of what comes after the end', async () => {
    const { recording, closed } = await open();
    const track = await flowing(recording);
    for (let index = 0; index < 10; index++) {
      track.send(index, 960 * index);
      track.send(index, 960 * index, 1234);
    }
    recording.trackStops(track.trackId);
    track.send(10, 9_600);
    recording.trackStops(track.trackId);
    await recording.close();
    recording.trackFlows(new FakeTrack());
    expect(closed.map(({ packets }) => packets)).toEqual([10]);
  });

  it.concurrent('begins a new segment when a sender sets its clock anew', async () => {
    const { recording, closed } = await open();
    const track = await flowing(recording);
    for (let index = 0; index < 10; index++) track.send(index, 960 * index);
    for (let index = 10; index < 20; index++) track.send(index, 48_000 * 3_600 + 960 * index);
    for (let index = 20; index < 30; index++) track.send(index, 960 * index);
    await recording.close();
    expect(closed.map(({ packets }) => packets)).toEqual([10, 10, 10]);
    for (const { durationMs } of closed) expect(durationMs).toBe(200);
  });

  it.concurrent('does not fill the disk with files when a sender does so with every packet', async () => {
    const { recording, directory } = await open();
    const track = await flowing(recording);
    for (let index = 0; index < 500; index++) track.send(index, (index % 2) * 48_000 * 3_600 + 960 * index);
    await recording.close();
    expect((await readdir(directory)).filter((name) => name.endsWith('.mkv'))).toHaveLength(20);
  });
});
