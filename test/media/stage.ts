// A real worker with a room that is fed plain RTP and recorded, for tests; everything the recorder says is kept.
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { types } from 'mediasoup';
import type { ClosedSegment, NoticeBody, NoticeName } from '../../media/contract.ts';
import { Recording } from '../../media/record/recording.ts';
import { Room } from '../../media/sfu/room.ts';
import { SfuWorker } from '../../media/sfu/worker.ts';
import { temporaryFolder } from './folder.ts';
import type { Known } from './known.ts';
import { packetsOf, type Sent, SOUND_LEVEL_ID, type Stream } from './packets.ts';
import { SETTINGS, SILENT_LOG } from './settings.ts';

const OPUS: types.RtpCodecParameters = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 100 };
const VP8: types.RtpCodecParameters = {
  ...{ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 101 },
  rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
};

const SOUND_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' as const;
const H264: types.RtpCodecParameters = {
  ...{ mimeType: 'video/H264', clockRate: 90_000, payloadType: 102 },
  parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f' },
  rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
};

type Told = { readonly name: NoticeName; readonly body: unknown };

export class Stage {
  readonly room: Room;
  readonly worker: SfuWorker;
  readonly recording: Recording;
  readonly directory: string;
  readonly zeroAtMs: number;
  readonly told: Told[];
  readonly #publishers: Publisher[] = [];

  private constructor(
    room: Room,
    worker: SfuWorker,
    recording: Recording,
    directory: string,
    zeroAtMs: number,
    told: Told[],
  ) {
    this.room = room;
    this.worker = worker;
    this.recording = recording;
    this.directory = directory;
    this.zeroAtMs = zeroAtMs;
    this.told = told;
  }

  /** @param before a stage that has closed, whose recording goes on in this one */
  static async create(worker: SfuWorker, segmentMs = 300_000, before?: Stage): Promise<Stage> {
    const told: Told[] = [];
    const notify = <Name extends NoticeName>(name: Name, body: NoticeBody<Name>) => void told.push({ name, body });
    const roomId = crypto.randomUUID();
    const room = await Room.create(roomId, worker, ['127.0.0.1'], notify);
    const directory = before?.directory ?? (await temporaryFolder());
    const zeroAtMs = before?.zeroAtMs ?? Date.now() - 1_000;
    const recordingId = before?.recording.recordingId ?? crypto.randomUUID();
    const options = { recordingId, roomId, directory, zeroAtMs, segmentMs, words: null };
    const recording = await Recording.create(options, notify, SILENT_LOG);
    await room.admit(recording);
    return new Stage(room, worker, recording, directory, zeroAtMs, told);
  }

  static worker(): Promise<SfuWorker> {
    return SfuWorker.create(SETTINGS, 0);
  }

  of<Name extends NoticeName>(name: Name): NoticeBody<Name>[] {
    // Kept under the name it was told by.
    return this.told.flatMap((one) => (one.name === name ? [one.body as NoticeBody<Name>] : []));
  }

  /** Closed segments in order of time. */
  get segments(): ClosedSegment[] {
    return this.of('segmentClosed').toSorted((a, b) => a.startMs - b.startMs);
  }

  path(segment: { file: string }): string {
    return join(this.directory, segment.file);
  }

  async publish(
    source: Known['source'],
    layers = 1,
    ownerId: string = crypto.randomUUID(),
    picture: 'vp8' | 'h264' = 'vp8',
  ): Promise<Publisher> {
    const publisher = await Publisher.create(this.room, source, layers, ownerId, picture);
    this.#publishers.push(publisher);
    return publisher;
  }

  /** Ends recording and room; everything is closed when it resolves. */
  async close(): Promise<void> {
    await this.room.close();
    for (const publisher of this.#publishers) publisher.close();
  }
}

/** Somebody who sends to a room. */
export class Publisher {
  readonly trackId: string;
  readonly transport: types.PlainTransport;
  /** UTC times at which the room asked this sender for a key frame. */
  readonly keyFramesAsked: number[] = [];
  /** One per layer. */
  readonly #streams: readonly Stream[];
  readonly #socket = createSocket('udp4');

  private constructor(trackId: string, transport: types.PlainTransport, streams: readonly Stream[]) {
    this.trackId = trackId;
    this.transport = transport;
    this.#streams = streams;
    // Picture loss indication (RFC 4585, 6.3.1); it stands first in its datagram.
    this.#socket.on('message', ([first = 0, type]) => {
      if (type === 206 && (first & 0x1f) === 1) this.keyFramesAsked.push(Date.now());
    });
  }

  static async create(
    room: Room,
    source: Known['source'],
    layers = 1,
    ownerId: string = crypto.randomUUID(),
    picture: 'vp8' | 'h264' = 'vp8',
  ): Promise<Publisher> {
    const listenInfo = { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: 4_000_000 } as const;
    const transport = await room.router.createPlainTransport({ listenInfo, comedia: true });
    const [kind, codec] =
      source === 'microphone' ? (['audio', OPUS] as const) : (['video', picture === 'vp8' ? VP8 : H264] as const);
    const ssrcs = Array.from({ length: layers }, (_, layer) => 1_000 + layer);
    const headerExtensions = source === 'microphone' ? [{ uri: SOUND_LEVEL_URI, id: SOUND_LEVEL_ID }] : [];
    const rtpParameters = { codecs: [codec], encodings: ssrcs.map((ssrc) => ({ ssrc })), headerExtensions };
    const producer = await transport.produce({ kind, rtpParameters });
    const track = room.addTrack(crypto.randomUUID(), ownerId, source, producer);
    // Sequence numbers and timestamps are about to wrap around.
    const { payloadType } = codec;
    const streams = ssrcs.map((ssrc) => ({ ssrc, payloadType, firstSequence: 65_500, firstTimestamp: 0xff_ff_00_00 }));
    return new Publisher(track.trackId, transport, streams);
  }

  packets(known: Known, layer = 0): Sent[] {
    const stream = this.#streams[layer];
    if (stream === undefined) throw new Error('no such layer');
    return packetsOf(known, stream);
  }

  /** Sends each packet at its time, the first now, until `signal` says stop. @returns UTC time of 0 in the packets' time */
  async send(packets: readonly Sent[], signal?: AbortSignal): Promise<number> {
    const firstMs = packets[0]?.atMs ?? 0;
    const startMs = performance.now() - firstMs;
    const zeroAtMs = Date.now() - firstMs;
    for (const { atMs, bytes } of packets) {
      const ahead = atMs - (performance.now() - startMs);
      if (ahead > 1) await wait(ahead);
      if (signal?.aborted) break;
      this.#socket.send(bytes, this.transport.tuple.localPort, '127.0.0.1');
    }
    return zeroAtMs;
  }

  /** Says which of its RTP times belongs to which wall-clock time: an RTCP sender report (RFC 3550, 6.4.1). */
  report(ntpSeconds: number, ntpFraction: number, rtpTimestamp: number, layer = 0): void {
    const { ssrc } = this.#streams[layer] ?? {};
    if (ssrc === undefined) throw new Error('no such layer');
    const packet = Buffer.alloc(28);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(200, 1);
    packet.writeUInt16BE(6, 2);
    for (const [index, value] of [ssrc, ntpSeconds, ntpFraction, rtpTimestamp, 1, 1].entries())
      packet.writeUInt32BE(value, 4 + 4 * index);
    this.#socket.send(packet, this.transport.tuple.localPort, '127.0.0.1');
  }

  /** As a sender does whose wall clock began when it captured its first packet. */
  reportAt(capturedMs: number, ticksPerMs: number): void {
    const rtp = 0xff_ff_00_00 + Math.round(capturedMs * ticksPerMs);
    const seconds = capturedMs / 1_000;
    this.report(3_900_000_000 + Math.floor(seconds), Math.floor((seconds % 1) * 2 ** 32), rtp % 2 ** 32);
  }

  close(): void {
    this.#socket.close();
  }
}
