// Makes VP8 of a segment in H.264, with the same times: WebM has no other place for its pictures.
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { runFfmpeg } from '../compose/ffmpeg.ts';
import { MAX_HEAD_BYTES, MkvCluster, type MkvTrack, mkvHead } from '../record/mkv.ts';
import { readTrack } from '../record/mkvread.ts';
import { keyFrameSize } from '../record/vp8.ts';

const CLUSTER_MS = 1_000;
/** A file of IVF begins with so many bytes, and each of its pictures with so many. */
const IVF_HEAD_BYTES = 32;
const IVF_FRAME_BYTES = 12;
/** Quick, and near what is lost in any case by encoding again. Damaged pictures are left out. */
const ENCODE = [
  ...['-map', '0:v', '-fps_mode', 'passthrough', '-enc_time_base', '1:1000', '-c:v', 'libvpx', '-deadline', 'realtime'],
  ...['-cpu-used', '6', '-crf', '12', '-b:v', '3M', '-g', '100', '-auto-alt-ref', '0', '-lag-in-frames', '0'],
];

/** @returns what the file's head says; null when there is no file, or its head cannot be read */
export async function trackOf(path: string): Promise<MkvTrack | null> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return null;
  const head = Buffer.alloc(MAX_HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, head.length, 0).finally(() => file.close());
  return readTrack(head.subarray(0, bytesRead));
}

/** @param to a new file of our Matroska @throws Error when ffmpeg makes nothing of it, or `signal` says to stop */
export async function toVp8(ffmpeg: string, from: string, to: string, signal?: AbortSignal): Promise<void> {
  const ivf = `${to}.ivf`;
  const quiet = ['-hide_banner', '-nostdin', '-v', 'error', '-y', '-max_error_rate', '1'];
  const given = [...quiet, '-f', 'matroska', '-i', from, ...ENCODE, '-f', 'ivf', basename(ivf)];
  try {
    await runFfmpeg({ program: ffmpeg, folder: dirname(ivf), arguments: given, signal });
    await writeFile(to, ofIvf(await readFile(ivf)));
  } finally {
    await rm(ivf, { force: true });
  }
}

/** Pictures with times in milliseconds, from one container into the other. */
function ofIvf(ivf: Buffer): Buffer {
  const parts: Buffer[] = [];
  let cluster: MkvCluster | null = null;
  for (let at = IVF_HEAD_BYTES; at + IVF_FRAME_BYTES <= ivf.length; ) {
    const timeMs = Number(ivf.readBigUInt64LE(at + 4));
    const end = at + IVF_FRAME_BYTES + ivf.readUInt32LE(at);
    const data = ivf.subarray(at + IVF_FRAME_BYTES, end);
    at = end;
    const size = keyFrameSize(data);
    if (parts.length === 0) {
      if (size === null) continue;
      parts.push(mkvHead({ codec: 'vp8', size }, 0, crypto.randomUUID()));
    }
    if (cluster !== null && timeMs - cluster.timeMs >= CLUSTER_MS) {
      parts.push(cluster.toBytes());
      cluster = null;
    }
    cluster ??= new MkvCluster(timeMs);
    cluster.add([data], timeMs, size !== null);
  }
  if (cluster === null) throw new Error('nothing decodes');
  return Buffer.concat([...parts, cluster.toBytes()]);
}
