// What nobody agreed on arrives at the media ports: the record of those who speak properly is whole, and nothing falls over.
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../media/journal/reader.ts';
import { partsIn, rebuild } from '../../media/journal/rebuild.ts';
import { readMkv } from '../../media/record/mkvread.ts';
import type { SfuWorker } from '../../media/sfu/worker.ts';
import { randomFrom } from '../running/random.ts';
import { temporaryFolder } from './folder.ts';
import { junkDatagram } from './junk.ts';
import { type Known, knownBeeps, knownPicture } from './known.ts';
import { decodedFrames } from './measure.ts';
import { rtpPacket, type Stream } from './packets.ts';
import { Stage } from './stage.ts';

const SEED = 20_261_126;
const SECONDS = 6;
const DATAGRAMS = 50_000;
/** So that the sending leaves the machine to what is tested: so many, then a rest. */
const BURST = 100;
const REST_MS = 5;
const SETTLE_MS = 500;

let worker: SfuWorker;
let beeps: Known;
let picture: Known;

beforeAll(async () => {
  worker = await Stage.worker();
  beeps = await knownBeeps(SECONDS, 1_000);
  picture = await knownPicture(SECONDS, '320x240');
});
afterAll(() => worker.worker.close());

/** UDP port of the worker's server, to which browsers send. */
async function serverPort(): Promise<number> {
  const { udpSockets } = await worker.server.dump();
  const [socket] = udpSockets;
  if (socket === undefined) throw new Error('the worker listens nowhere');
  return socket.port;
}

async function sendJunk(ports: readonly number[], count: number): Promise<void> {
  const random = randomFrom(SEED);
  const socket = createSocket('udp4');
  for (let sent = 0; sent < count; sent++) {
    socket.send(junkDatagram(random), ports[sent % ports.length] ?? 0, '127.0.0.1');
    if (sent % BURST === 0) await wait(REST_MS);
  }
  socket.close();
}

describe('junk at the media ports', () => {
  it(`of ${DATAGRAMS} datagrams leaves the record as it is`, async () => {
    const stage = await Stage.create(worker);
    const [mic, cam] = [await stage.publish('microphone'), await stage.publish('camera')];
    await wait(SETTLE_MS);
    const sent = { mic: mic.packets(beeps), cam: cam.packets(picture) };
    const sending = Promise.all([mic.send(sent.mic), cam.send(sent.cam)]);
    // A port belongs to whoever sends to it first.
    await wait(SETTLE_MS);
    await sendJunk([await serverPort(), mic.transport.tuple.localPort, cam.transport.tuple.localPort], DATAGRAMS);
    await sending;
    await wait(SETTLE_MS);
    await stage.close();
    expect(worker.worker.closed).toBe(false);
    expect(stage.of('recordingFailed')).toEqual([]);
    const [sound, seen, ...others] = stage.segments.toSorted((a, b) => b.source.localeCompare(a.source));
    expect(others).toEqual([]);
    expect([sound?.packets, seen?.packets]).toEqual([sent.mic.length, sent.cam.length]);
    expect(await decodedFrames(stage.path(seen ?? { file: '' }))).toBe(picture.frames.length);
  });
});

describe('a sender that has lost its senses', () => {
  const OWN: Stream = { ssrc: 1_000, payloadType: 101, firstSequence: 0, firstTimestamp: 0 };

  /** RTP that mediasoup takes: of the sender's own stream, with everything else as it comes. */
  function wildPackets(count: number, payloadType: number): Uint8Array[] {
    const random = randomFrom(SEED);
    const below = (limit: number): number => Math.floor(random() * limit);
    let [sequence, timestamp] = [65_000, 0xff_ff_f0_00];
    return Array.from({ length: count }, (_, index) => {
      const way = below(40);
      // Now and then a jump, back or ahead, near or far; else the next, over the wrap-around of both.
      sequence = way === 0 ? below(65_536) : way === 1 ? sequence + 50 - below(100) : sequence + 1;
      timestamp = way === 2 ? below(2 ** 32) : way === 3 ? timestamp - 90_000 : timestamp + 3_600;
      const length = [0, 1, 5, 100, 1_400, 1_488, 1_500][below(7)] ?? 0;
      const payload = Uint8Array.from({ length }, () => below(256));
      // Most look like VP8 that begins a picture.
      if (length > 11 && way > 8)
        payload.set([0x10, index % 7 === 0 ? 0 : 1, 0, 0x9d, 1, 0x2a, 64 + below(3), 0, 64, 0]);
      const ssrc = way === 4 ? 1_000 + below(4) : OWN.ssrc;
      return rtpPacket({ ...OWN, ssrc, payloadType }, sequence, timestamp, below(2) === 0, payload);
    });
  }

  it.each([
    ['camera', 101],
    ['microphone', 100],
  ] as const)('with its %s hurts nobody else, and what is written of it can be read', async (source, payloadType) => {
    const stage = await Stage.create(worker);
    const [wild, good] = [await stage.publish(source), await stage.publish('microphone')];
    await wait(SETTLE_MS);
    const known = good.packets(beeps);
    const packets = wildPackets(3_000, payloadType).map((bytes, index) => ({
      ...{ atMs: index * 1.5, sequence: 0, key: false, bytes },
    }));
    await Promise.all([good.send(known), wild.send(packets)]);
    await wait(SETTLE_MS);
    await stage.close();
    expect(worker.worker.closed).toBe(false);
    expect(stage.of('recordingFailed')).toEqual([]);
    const ofGood = stage.segments.filter(({ trackId }) => trackId === good.trackId);
    expect(ofGood.map((segment) => segment.packets)).toEqual([known.length]);
    for (const segment of stage.segments) {
      const content = readMkv(await readFile(stage.path(segment)));
      expect(content.damagedBytes).toBe(0);
      expect(content.frames).toHaveLength(segment.frames);
    }
    // The journal has it as it came, and the same is made of it again.
    const parts = await partsIn(stage.directory);
    let journalled = 0;
    for (const part of parts) {
      const end = await readJournal(part, ({ kind }) => {
        if (kind === 'packet') journalled++;
      });
      expect(end).toMatchObject({ is: 'whole', why: '' });
    }
    expect(journalled).toBeGreaterThan(known.length + 1_000);
    const again = await rebuild(parts, await temporaryFolder(), 300_000);
    expect(again.failures).toEqual([]);
    const counts = (segments: readonly { trackId: string; frames: number }[]) =>
      segments.filter(({ trackId }) => trackId === good.trackId).map(({ frames }) => frames);
    expect(counts(again.segments)).toEqual(counts(stage.segments));
  });
});
