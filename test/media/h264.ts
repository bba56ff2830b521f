// Known pictures in H.264, as RTP that ffmpeg writes: single units, aggregates and fragments as RFC 6184 has them.
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseRtp } from '../../media/record/rtp.ts';
import { rtpPacket, type Sent, type Stream } from './packets.ts';

const run = promisify(execFile);
const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
const SETTLE_MS = 200;

export type KnownH264 = {
  readonly packets: readonly { readonly atMs: number; readonly marker: boolean; readonly payload: Uint8Array }[];
  /** MD5 of each picture, decoded. */
  readonly pictures: readonly string[];
};

/** @param profile baseline, main or high; a key frame every second, 25 pictures a second, packets of 1,100 bytes at most */
export async function knownH264(
  seconds: number,
  size: string,
  profile = 'baseline',
  bitrate = '400k',
): Promise<KnownH264> {
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-h264-'));
  const socket = createSocket({ type: 'udp4', recvBufferSize: 200_000 });
  const datagrams: Buffer[] = [];
  socket.on('message', (datagram) => datagrams.push(datagram));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  try {
    const file = join(folder, 'known.h264');
    const codec = [
      '-c:v',
      'libx264',
      '-profile:v',
      profile,
      '-preset',
      'veryfast',
      '-tune',
      'zerolatency',
      '-threads',
      '1',
    ];
    const each = [...codec, '-pix_fmt', 'yuv420p', '-g', '25', '-bf', '0', '-b:v', bitrate];
    await run(FFMPEG, [
      ...['-v', 'error', '-y', '-f', 'lavfi'],
      ...['-i', `testsrc2=size=${size}:rate=25:duration=${seconds}`],
      ...[...each, '-f', 'h264', file, ...each, '-f', 'rtp'],
      `rtp://127.0.0.1:${socket.address().port}?pkt_size=1100`,
    ]);
    await wait(SETTLE_MS);
    const read = datagrams
      .flatMap((datagram) => parseRtp(datagram) ?? [])
      .filter(({ payloadType }) => payloadType === 96);
    const zero = read[0]?.timestamp ?? 0;
    return {
      packets: read.map(({ timestamp, marker, payload }) => ({
        ...{ marker, payload: Uint8Array.from(payload), atMs: ((timestamp - zero) >>> 0) / 90 },
      })),
      pictures: await picturesIn(file),
    };
  } finally {
    socket.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** MD5 of every picture in order. @throws Error when any of them does not decode */
export async function picturesIn(file: string): Promise<string[]> {
  const { stdout, stderr } = await run(FFMPEG, [
    ...['-v', 'error', '-xerror', '-err_detect', 'explode', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough'],
    ...['-f', 'framemd5', '-'],
  ]);
  if (stderr !== '') throw new Error(stderr);
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split(',').at(-1)?.trim() ?? '');
}

/** As a `Publisher` with one layer of H.264 sends them. @param from what was sent before: numbers and times go on behind it */
export function h264Packets({ packets }: KnownH264, from: readonly Sent[] = []): Sent[] {
  const stream: Stream = { ssrc: 1_000, payloadType: 102, firstSequence: 65_500, firstTimestamp: 0xff_ff_00_00 };
  const afterMs = from.length === 0 ? 0 : (from.at(-1)?.atMs ?? 0) + 40;
  return packets.map(({ atMs, marker, payload }, index) => {
    const sequence = (stream.firstSequence + from.length + index) & 0xff_ff;
    const timestamp = stream.firstTimestamp + Math.round((afterMs + atMs) * 90);
    const bytes = rtpPacket(stream, sequence, timestamp, marker, payload);
    return { atMs: afterMs + atMs, sequence, key: false, bytes };
  });
}
