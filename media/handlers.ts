// The table of requests: what each asks of rooms, in one place.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MediaError, type RequestAnswer, type RequestHandlers } from './contract.ts';
import { recoverRecording } from './record/recover.ts';
import type { Rooms } from './rooms.ts';

/** @param end ends the process once `shutdown` has been answered */
export function requestHandlers(rooms: Rooms, end: () => void): RequestHandlers {
  const eventLoop = watchEventLoop();
  return {
    openRoom: async ({ roomId }) => ({ rtpCapabilities: { ...(await rooms.open(roomId)).rtpCapabilities } }),
    closeRoom: async ({ roomId }) => {
      await rooms.close(roomId);
      return null;
    },
    openTransport: async ({ roomId, peerId, direction }) =>
      (await rooms.get(roomId)).enter(peerId).openTransport(direction),
    connectTransport: async ({ roomId, peerId, transportId, dtlsParameters }) => {
      await (await rooms.get(roomId)).peer(peerId).connectTransport(transportId, dtlsParameters);
      return null;
    },
    restartIce: async ({ roomId, peerId, transportId }) =>
      (await rooms.get(roomId)).peer(peerId).restartIce(transportId),
    closePeer: async ({ roomId, peerId }) => {
      (await rooms.get(roomId)).closePeer(peerId);
      return null;
    },
    publish: async (body) => (await rooms.get(body.roomId)).publish(body),
    unpublish: async ({ roomId, peerId, trackId }) => {
      (await rooms.get(roomId)).unpublish(peerId, trackId);
      return null;
    },
    setFlowing: async ({ roomId, trackId, flowing }) => {
      await (await rooms.get(roomId)).setFlowing(trackId, flowing);
      return null;
    },
    subscribe: async (body) => (await rooms.get(body.roomId)).subscribe(body),
    startSubscription: async ({ roomId, peerId, consumerId }) => {
      await (await rooms.get(roomId)).peer(peerId).startSubscription(consumerId);
      return null;
    },
    closeSubscription: async ({ roomId, peerId, consumerId }) => {
      (await rooms.get(roomId)).peer(peerId).closeSubscription(consumerId);
      return null;
    },
    preferLayer: async ({ roomId, peerId, consumerId, spatialLayer }) => {
      await (await rooms.get(roomId)).peer(peerId).preferLayer(consumerId, spatialLayer);
      return null;
    },
    startRecording: async (body) => {
      await rooms.startRecording(body);
      return null;
    },
    pauseRecording: async ({ roomId }) => {
      await (await rooms.recordingOf(roomId)).pause();
      return null;
    },
    resumeRecording: async ({ roomId }) => {
      (await rooms.recordingOf(roomId)).resume();
      return null;
    },
    stopRecording: async ({ roomId }) => {
      await rooms.stopRecording(roomId);
      return null;
    },
    recoverRecording: async ({ directory, known }) => {
      if (await rooms.isBeingWritten(directory)) throw new MediaError('wrong_state', 'the recording is being written');
      return recoverRecording(directory, known);
    },
    health: async () => healthOf(rooms, eventLoop()),
    shutdown: async () => {
      await rooms.shutdown();
      end();
      return null;
    },
  };
}

async function healthOf(rooms: Rooms, eventLoopP99Ms: number): Promise<RequestAnswer<'health'>> {
  const { user, system } = process.cpuUsage();
  return {
    workers: rooms.workers.alive.map(({ worker, rooms, consumers }) => ({ pid: worker.pid, rooms, consumers })),
    processCpuSeconds: (user + system) / 1e6,
    workerCpuSeconds: await rooms.workers.cpuSeconds(),
    rssBytes: process.memoryUsage.rss(),
    eventLoopP99Ms,
  };
}

const WINDOW_MS = 60_000;
const RESOLUTION_MS = 10;

/** @returns the event loop's delay, 99th percentile of the last one to two minutes, in milliseconds */
function watchEventLoop(): () => number {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let before = 0;
  // The histogram holds the time between two looks: what was waited on purpose is taken off.
  const p99 = () => (delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS));
  setInterval(() => {
    before = p99();
    delay.reset();
  }, WINDOW_MS).unref();
  return () => Math.max(before, p99());
}
