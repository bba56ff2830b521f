// One mediasoup worker: a process of one core, with one WebRtcServer on its port, and a count of what it carries.
import { createWorker, type types } from 'mediasoup';
import type { MediaSettings } from '../contract.ts';
import { listenInfos } from './candidates.ts';

export class SfuWorker {
  readonly index: number;
  readonly worker: types.Worker;
  readonly server: types.WebRtcServer;
  readonly #load: { rooms: number; consumers: number };

  private constructor(index: number, worker: types.Worker, server: types.WebRtcServer) {
    this.index = index;
    this.worker = worker;
    this.server = server;
    this.#load = countLoad(worker);
  }

  /** @throws Error when the binary does not start or the port is taken */
  static async create(settings: MediaSettings, index: number): Promise<SfuWorker> {
    const worker = await createWorker({ workerBin: settings.workerBin, logLevel: 'warn' });
    try {
      const server = await worker.createWebRtcServer({ listenInfos: listenInfos(settings, index) });
      return new SfuWorker(index, worker, server);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  get rooms(): number {
    return this.#load.rooms;
  }

  get consumers(): number {
    return this.#load.consumers;
  }

  /** User and system time since start, in seconds; 0 when the worker does not answer any more. */
  async cpuSeconds(): Promise<number> {
    if (this.worker.closed) return 0;
    const usage = await this.worker.getResourceUsage().catch(() => ({ ru_utime: 0, ru_stime: 0 }));
    return (usage.ru_utime + usage.ru_stime) / 1_000;
  }
}

/** Consumers are what a worker's core is spent on (about 500 fit, mediasoup documentation, "Scalability"). */
function countLoad(worker: types.Worker): { rooms: number; consumers: number } {
  const load = { rooms: 0, consumers: 0 };
  worker.observer.on('newrouter', (router) => {
    load.rooms++;
    router.observer.on('close', () => load.rooms--);
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newconsumer', (consumer) => {
        load.consumers++;
        consumer.observer.on('close', () => load.consumers--);
      });
    });
  });
  return load;
}
