// The media process's own rooms and recorder, fed by plain RTP instead of browsers, with everything about them measured. Started by record.ts.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { types } from 'mediasoup';
import type { NoticeBody, NoticeName } from '../../media/contract.ts';
import { Rooms } from '../../media/rooms.ts';
import { SOUND_LEVEL_ID } from '../media/packets.ts';
import { SETTINGS, SILENT_LOG } from '../media/settings.ts';
import { AUDIO, cameraSsrcs, VIDEO } from './record-sender.ts';

export type HostReport = {
  readonly atMs: number;
  readonly processCpuSeconds: number;
  readonly workerCpuSeconds: number;
  readonly rssBytes: number;
  readonly eventLoopP99Ms: number;
  /** By the worker, of all participants. */
  readonly received: number;
  readonly receivedBytes: number;
  /** In closed segments. */
  readonly recorded: number;
  readonly segments: number;
  readonly kernelDrops: number;
};

/** Cheap enough to be asked for every few seconds. */
export type HostSample = { readonly rssBytes: number; readonly workerPids: readonly number[] };

const SOUND_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' as const;
const RESOLUTION_MS = 10;
const roomId = crypto.randomUUID();
const producers: types.Producer[] = [];
const transports: types.PlainTransport[] = [];
let recorded = 0;
let segments = 0;

const notify = <Name extends NoticeName>(name: Name, body: NoticeBody<Name>): void => {
  if (name !== 'segmentClosed') return;
  // The name says which body it is.
  recorded += (body as NoticeBody<'segmentClosed'>).packets;
  segments++;
};
const rooms = await Rooms.create(SETTINGS, notify, SILENT_LOG);
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

type Question =
  | 'report'
  | 'sample'
  | 'stop'
  | 'serverPort'
  | { participants: number; layers: number; directory: string };

process.on('disconnect', () => process.exit(0));
process.on('message', (question: Question) => {
  void answer(question).then((answered) => process.send?.(answered));
});

async function answer(question: Question): Promise<HostReport | HostSample | number[] | number> {
  if (question === 'sample') return sample();
  if (question === 'serverPort') return serverPort();
  if (typeof question === 'object') return open(question.participants, question.layers, question.directory);
  const now = await report();
  delay.reset();
  if (question === 'report') return now;
  await rooms.stopRecording(roomId);
  return { ...now, recorded, segments };
}

/** @returns the port of each participant */
async function open(participants: number, layers: number, directory: string): Promise<number[]> {
  const room = await rooms.open(roomId);
  await rooms.startRecording({ roomId, recordingId: crypto.randomUUID(), directory, zeroAtMs: Date.now() });
  for (let index = 0; index < participants; index++) {
    const transport = await room.router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: 4_000_000 },
      comedia: true,
    });
    transports.push(transport);
    const peerId = crypto.randomUUID();
    for (const { source, kind, codec, ssrc } of [AUDIO, VIDEO]) {
      const ssrcs = source === 'camera' ? cameraSsrcs(index, layers) : [ssrc + index];
      const encodings = ssrcs.map((one) => ({ ssrc: one }));
      const headerExtensions = source === 'microphone' ? [{ uri: SOUND_LEVEL_URI, id: SOUND_LEVEL_ID }] : [];
      const rtpParameters = { codecs: [codec], encodings, headerExtensions };
      const producer = await transport.produce({ kind, rtpParameters });
      producers.push(producer);
      room.addTrack(peerId, peerId, source, producer);
    }
  }
  delay.enable();
  return transports.map(({ tuple }) => tuple.localPort);
}

const sample = (): HostSample => ({
  rssBytes: process.memoryUsage.rss(),
  workerPids: rooms.workers.alive.map(({ worker }) => worker.pid),
});

/** Where browsers send to, by UDP. */
async function serverPort(): Promise<number> {
  const { udpSockets } = await (await rooms.open(roomId)).worker.server.dump();
  return udpSockets[0]?.port ?? 0;
}

async function report(): Promise<HostReport> {
  const stats = (await Promise.all(producers.map((producer) => producer.getStats()))).flat();
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    processCpuSeconds: (user + system) / 1e6,
    workerCpuSeconds: await rooms.workers.cpuSeconds(),
    rssBytes: process.memoryUsage.rss(),
    eventLoopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS),
    received: stats.reduce((sum, { packetCount }) => sum + packetCount, 0),
    receivedBytes: stats.reduce((sum, { byteCount }) => sum + byteCount, 0),
    recorded,
    segments,
    kernelDrops: kernelDrops(new Set(transports.map(({ tuple }) => tuple.localPort))),
  };
}

/** Packets that the kernel dropped at these ports, from its table of UDP sockets. */
function kernelDrops(ports: ReadonlySet<number>): number {
  const rows = readFileSync('/proc/net/udp', 'utf8').trim().split('\n').slice(1);
  return rows.reduce((sum, row) => {
    const columns = row.trim().split(/\s+/);
    const port = Number.parseInt(columns[1]?.split(':')[1] ?? '', 16);
    return ports.has(port) ? sum + Number(columns.at(-1)) : sum;
  }, 0);
}
