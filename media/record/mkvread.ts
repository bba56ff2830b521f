// Reads the Matroska that this house writes, from any bytes: torn, zero-filled or damaged, it gives what is whole and never fails.
import { KEY_FLAG, MKV, type MkvTrack } from './mkv.ts';

type MkvFrame = {
  /** Whole milliseconds since 0 of the file. */
  readonly timeMs: number;
  readonly key: boolean;
  /** A view into the file's bytes. */
  readonly data: Uint8Array;
};

export type MkvContent = {
  /** null when the head is not readable: then there are no frames either. */
  readonly track: MkvTrack | null;
  readonly frames: readonly MkvFrame[];
  /** Bytes that belong to nothing readable; a torn last block is counted here, too. */
  readonly damagedBytes: number;
};

const CLUSTER_START = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);

/** No packet of sound or picture ends in so many zeros. */
const ZERO_TAIL_BYTES = 512;

type Element = { readonly id: number; readonly start: number; readonly end: number };

/**
 * Frames with times that go forward only. Where bytes make no sense, reading goes on at the next cluster, of pictures with
 * the next key frame; of a cluster that is cut off, the whole blocks are given.
 */
export function readMkv(bytes: Buffer): MkvContent {
  const file = withoutZeroTail(bytes);
  const track = readTrack(file);
  const frames: MkvFrame[] = [];
  let at = track === null ? -1 : file.indexOf(CLUSTER_START);
  let readable = track === null ? 0 : at < 0 ? headEnd(file) : at;
  let afterDamage = false;
  while (at >= 0) {
    const cluster = elementAt(file, at);
    if (cluster === null || cluster.start + 2 > file.length) break;
    const end = Math.min(cluster.end, file.length);
    const found: MkvFrame[] = [];
    const whole = readCluster(file, cluster.start, end, found, frames.at(-1)?.timeMs);
    readable += whole - at;
    // What refers to a lost picture is no picture.
    const first: number = afterDamage ? found.findIndex(({ key }) => key) : 0;
    if (first >= 0) frames.push(...found.slice(first));
    // The next cluster follows at once, or is looked for after the last block that made sense.
    const goesOn = whole === end && isClusterAt(file, end);
    afterDamage = !goesOn || first < 0;
    at = goesOn ? end : file.indexOf(CLUSTER_START, Math.max(whole, at + 4));
  }
  return { track, frames, damagedBytes: bytes.length - readable };
}

/** @returns what stands in a piece of a file that is whole clusters and nothing else, else null */
export function readClusters(piece: Buffer): MkvFrame[] | null {
  const frames: MkvFrame[] = [];
  for (let at = 0; at < piece.length; ) {
    const cluster = elementAt(piece, at);
    if (cluster?.id !== MKV.cluster || cluster.end > piece.length) return null;
    if (readCluster(piece, cluster.start, cluster.end, frames) !== cluster.end) return null;
    at = cluster.end;
  }
  return frames;
}

/** After a power cut a file may be as long as it was to become, with zeros where nothing was written yet. */
function withoutZeroTail(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.length - end < ZERO_TAIL_BYTES ? bytes : bytes.subarray(0, end);
}

/** @returns the position up to which it made sense */
function readCluster(file: Buffer, start: number, end: number, frames: MkvFrame[], fromMs = 0): number {
  let clusterMs: number | null = null;
  let at = start;
  while (at < end) {
    const element = elementAt(file, at);
    if (element === null || element.end > end) return at;
    const { id, start: from, end: to } = element;
    if (id === MKV.clusterTime) clusterMs = uintAt(file, from, to);
    else if (id !== MKV.simpleBlock || clusterMs === null || to - from < 5 || file[from] !== 0x81) return at;
    else {
      const timeMs = clusterMs + file.readInt16BE(from + 1);
      const key = ((file[from + 3] ?? 0) & KEY_FLAG) !== 0;
      if (timeMs >= (frames.at(-1)?.timeMs ?? fromMs)) frames.push({ timeMs, key, data: file.subarray(from + 4, to) });
    }
    at = to;
  }
  return at;
}

/** What the head says, as far as it is there. */
export function readTrack(file: Buffer): MkvTrack | null {
  const head = elementAt(file, 0);
  const segment = head?.id === MKV.head ? elementAt(file, head.end) : null;
  if (segment?.id !== MKV.segment) return null;
  const entry = child(file, child(file, segment, MKV.tracks), MKV.trackEntry);
  const codec = child(file, entry, MKV.codecId);
  if (codec === null) return null;
  const name = file.toString('latin1', codec.start, codec.end);
  if (name === 'A_OPUS') return { codec: 'opus' };
  const video = child(file, entry, MKV.video);
  const [width, height] = [child(file, video, MKV.pixelWidth), child(file, video, MKV.pixelHeight)];
  if (width === null || height === null) return null;
  const size = { width: uintAt(file, width.start, width.end), height: uintAt(file, height.start, height.end) };
  if (name === 'V_VP8') return { codec: 'vp8', size };
  const config = child(file, entry, MKV.codecPrivate);
  if (name !== 'V_MPEG4/ISO/AVC' || config === null || config.end > file.length) return null;
  return { codec: 'h264', size, avcConfig: file.subarray(config.start, config.end) };
}

/** @returns where the last whole element before the first cluster ends */
function headEnd(file: Buffer): number {
  let at = 0;
  for (
    let element = elementAt(file, 0);
    element !== null && element.end <= file.length;
    element = elementAt(file, at)
  ) {
    at = element.end;
    // What the segment holds is gone through; the segment itself has no end while it is written.
    const segment = elementAt(file, at);
    if (segment?.id === MKV.segment) at = segment.start;
  }
  return at;
}

function child(file: Buffer, parent: Element | null, id: number): Element | null {
  for (let at = parent?.start ?? file.length; at < Math.min(parent?.end ?? 0, file.length); ) {
    const element = elementAt(file, at);
    if (element === null || element.id === MKV.cluster) return null;
    if (element.id === id) return element;
    at = element.end;
  }
  return null;
}

const isClusterAt = (file: Buffer, at: number): boolean => elementAt(file, at)?.id === MKV.cluster;

/** @returns null where no element can begin. `end` may lie beyond the file, and is Infinity when the size is unknown. */
function elementAt(file: Buffer, at: number): Element | null {
  const idLength = Math.clz32(file[at] ?? 0) - 23;
  if (idLength > 4 || at + idLength >= file.length) return null;
  const id = uintAt(file, at, at + idLength);
  const sizeAt = at + idLength;
  const first = file[sizeAt] ?? 0;
  const sizeLength = Math.clz32(first) - 23;
  const start = sizeAt + sizeLength;
  if (sizeLength > 8 || start > file.length) return null;
  const size = uintAt(file, sizeAt, start) - 2 ** (7 * sizeLength);
  return { id, start, end: size === 2 ** (7 * sizeLength) - 1 ? Infinity : start + size };
}

/** Exact up to 2^53. */
function uintAt(file: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < Math.min(end, file.length); at++) value = 256 * value + (file[at] ?? 0);
  return value;
}
