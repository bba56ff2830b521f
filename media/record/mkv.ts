// Writes Matroska (RFC 9559) that is whole at every moment: a head, then clusters, each complete when it reaches the file; nothing is ever gone back to.
import { OPUS_HEAD } from './opus.ts';
import type { PictureSize } from './vp8.ts';

export type MkvTrack =
  | { readonly codec: 'opus' }
  | { readonly codec: 'vp8'; readonly size: PictureSize }
  /** `avcConfig`: AVCDecoderConfigurationRecord; the frames' units have lengths of four bytes before them. */
  | { readonly codec: 'h264'; readonly size: PictureSize; readonly avcConfig: Uint8Array };

/** More than any file has before its first cluster. */
export const MAX_HEAD_BYTES = 8_192;

export const MKV = {
  head: 0x1a_45_df_a3,
  segment: 0x18_53_80_67,
  info: 0x15_49_a9_66,
  tracks: 0x16_54_ae_6b,
  trackEntry: 0xae,
  codecId: 0x86,
  codecPrivate: 0x63_a2,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f_43_b6_75,
  clusterTime: 0xe7,
  simpleBlock: 0xa3,
} as const;

export const KEY_FLAG = 0x80;
const APPLICATION = new TextEncoder().encode('open-hearing');
/** Opus needs this long before a point to sound right at it (RFC 7845, 4.6), in nanoseconds. */
const SEEK_PRE_ROLL_NS = 80_000_000;
const MILLISECOND_NS = 1_000_000;
/** The segment's size is not known while it is written: "unknown" may stay for good (RFC 8794, 6.2). */
const UNKNOWN_SIZE = Uint8Array.of(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
/** Where Matroska's dates begin: 1 January 2001, UTC. */
const DATE_ZERO_MS = Date.UTC(2001, 0, 1);

/** All that stands before the first cluster. `startedAtMs`: UTC time of 0 in this file. `uuid`: names the file's content. */
export function mkvHead(track: MkvTrack, startedAtMs: number, uuid: string): Buffer {
  const name = APPLICATION;
  return Buffer.concat([
    element(
      MKV.head,
      element(0x42_86, uint(1)),
      element(0x42_f7, uint(1)),
      element(0x42_f2, uint(4)),
      element(0x42_f3, uint(8)),
      element(0x42_82, new TextEncoder().encode('matroska')),
      element(0x42_87, uint(4)),
      element(0x42_85, uint(2)),
    ),
    idBytes(MKV.segment),
    UNKNOWN_SIZE,
    element(
      MKV.info,
      element(0x73_a4, Buffer.from(uuid.replaceAll('-', ''), 'hex')),
      element(0x2a_d7_b1, uint(MILLISECOND_NS)),
      element(0x44_61, date(startedAtMs)),
      element(0x4d_80, name),
      element(0x57_41, name),
    ),
    element(MKV.tracks, trackEntry(track)),
  ]);
}

function trackEntry(track: MkvTrack): Buffer {
  const common = [
    element(0xd7, uint(1)),
    element(0x73_c5, uint(1)),
    element(0x83, uint(track.codec === 'opus' ? 2 : 1)),
    element(0x9c, uint(0)),
    element(0x22_b5_9c, new TextEncoder().encode('und')),
  ];
  if (track.codec !== 'opus') {
    const { width, height } = track.size;
    const video = element(MKV.video, element(MKV.pixelWidth, uint(width)), element(MKV.pixelHeight, uint(height)));
    const codec = new TextEncoder().encode(track.codec === 'vp8' ? 'V_VP8' : 'V_MPEG4/ISO/AVC');
    const more = track.codec === 'vp8' ? [] : [element(MKV.codecPrivate, track.avcConfig)];
    return element(MKV.trackEntry, ...common, element(MKV.codecId, codec), ...more, video);
  }
  return element(
    MKV.trackEntry,
    ...common,
    element(MKV.codecId, new TextEncoder().encode('A_OPUS')),
    element(MKV.codecPrivate, OPUS_HEAD),
    element(0x56_bb, uint(SEEK_PRE_ROLL_NS)),
    element(0xe1, element(0xb5, float(48_000)), element(0x9f, uint(2))),
  );
}

/** A cluster being filled: blocks within about 32 s after its time. */
export class MkvCluster {
  readonly timeMs: number;
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;

  /** @param timeMs whole milliseconds since 0 of the file */
  constructor(timeMs: number) {
    this.timeMs = timeMs;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @param atMs whole milliseconds since 0 of the file, at most 32,767 after the cluster's time */
  add(data: readonly Uint8Array[], atMs: number, key: boolean): void {
    let bytes = 4;
    for (const part of data) bytes += part.length;
    const head = Buffer.allocUnsafe(9);
    head[0] = MKV.simpleBlock;
    // A size of four bytes, whatever it is: 0x1 marks the length (RFC 8794, 4).
    head.writeUInt32BE(0x10_00_00_00 + bytes, 1);
    head[5] = 0x81;
    head.writeInt16BE(atMs - this.timeMs, 6);
    head[8] = key ? KEY_FLAG : 0;
    this.#parts.push(head, ...data);
    this.#bytes += 5 + bytes;
  }

  toBytes(): Buffer {
    const time = element(MKV.clusterTime, uint(this.timeMs));
    const head = Buffer.allocUnsafe(8);
    head.writeUInt32BE(MKV.cluster, 0);
    head.writeUInt32BE(0x10_00_00_00 + time.length + this.#bytes, 4);
    return Buffer.concat([head, time, ...this.#parts], 8 + time.length + this.#bytes);
  }
}

function element(id: number, ...content: Uint8Array[]): Buffer {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([idBytes(id), sizeBytes(size), ...content]);
}

/** Ids carry their length in their first bits already. */
function idBytes(id: number): Uint8Array {
  return uint(id);
}

function sizeBytes(size: number): Uint8Array {
  return size < 0x7f ? Uint8Array.of(0x80 | size) : Uint8Array.of(0x10 | (size >>> 24), size >>> 16, size >>> 8, size);
}

/** As few bytes as it takes, at least one. */
function uint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function float(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function date(utcMs: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Math.round(utcMs) - DATE_ZERO_MS) * BigInt(MILLISECOND_NS));
  return bytes;
}
