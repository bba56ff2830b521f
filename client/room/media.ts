// Sound and picture of one visit to the room: transports, what is sent, what is received; ends with close() and is then made anew.
import { Device, type types } from 'mediasoup-client';
import type { AskBody, AskName, AskReply, Holding, Source, Wire } from '../../server/protocol/asks.ts';
import type { Notices } from '../../server/protocol/notices.ts';
import { Refused } from '../api.ts';
import { isApplePhone, SOURCES } from '../devices/problem.ts';
import { capabilitiesFrom, consumerFrom, toWire, transportFrom } from './media-types.ts';
import { type WayEvents, Ways } from './ways.ts';

export type Ask = <Name extends AskName>(name: Name, body: AskBody<Name>) => Promise<AskReply[Name]>;

/** A track of somebody else that has arrived. */
export type Received = {
  readonly consumerId: string;
  readonly personId: string;
  readonly source: Source;
  readonly track: MediaStreamTrack;
  /** Loudness as the browser measures it on arrival: linear 0 to 1; null for pictures and where unknown. */
  readonly level: () => number | null;
};

export type MediaEvents = Omit<WayEvents, 'lost'> & {
  readonly received: (received: Received) => void;
  readonly gone: (consumerId: string) => void;
};

/** Three pictures of one camera: about 180, 360 and 720 lines. */
const SIMULCAST: types.RtpEncodingParameters[] = [
  { scaleResolutionDownBy: 4, maxBitrate: 100_000 },
  { scaleResolutionDownBy: 2, maxBitrate: 350_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
];
export class Media {
  readonly #ask: Ask;
  readonly #events: MediaEvents;
  readonly #device: Device;
  readonly #ways: Ways;
  #send: types.Transport | null = null;
  #incoming: types.Transport | null = null;
  readonly #sending = new Map<Source, types.Producer>();
  readonly #consumers = new Map<string, types.Consumer>();
  /** Those that flow, as far as the server has said. */
  readonly #started = new Set<string>();
  readonly #layers = new Map<string, number>();
  /** One change of a source at a time. */
  readonly #queue = new Map<Source, Promise<void>>();
  /**
   * The way was lost under it. The server's next count of its packets finds nearly all of them missing, and lets nobody see it
   * for one to three seconds more (mediasoup's score of a simulcast stream): sent as a new track it is there at once.
   */
  #cameraIsDue = false;
  /** Something was asked of the server whose answer was lost: nobody knows what is there. */
  #unsure = false;
  #closed = false;

  private constructor(ask: Ask, events: MediaEvents, device: Device) {
    this.#ask = ask;
    this.#events = events;
    this.#device = device;
    this.#ways = new Ways(ask, {
      ...events,
      lost: (transport) => this.#lost(transport),
    });
  }

  /** Opens both ways. Nothing is sent until `setTrack`, nothing arrives until `receive`. */
  static async create(ask: Ask, events: MediaEvents, rtpCapabilities: Wire, sends: boolean): Promise<Media> {
    const device = await Device.factory(handlerFor(navigator.userAgent)).catch((cause: unknown) => {
      throw new Refused('browser_too_old', '', { cause });
    });
    await device.load({ routerRtpCapabilities: capabilitiesFrom(rtpCapabilities) });
    const media = new Media(ask, events, device);
    const [forReceiving, forSending] = await Promise.all([
      ask('openTransport', { direction: 'receive' }),
      sends ? ask('openTransport', { direction: 'send' }) : null,
    ]);
    media.#incoming = media.#watch(device.createRecvTransport(transportFrom(forReceiving)));
    if (forSending !== null) media.#send = media.#watch(device.createSendTransport(transportFrom(forSending)));
    return media;
  }

  /** From now on tracks of others are offered; whoever gets the notices hands them to `take`. */
  async receive(): Promise<void> {
    await this.#ask('receive', { rtpCapabilities: toWire(this.#device.recvRtpCapabilities) });
  }

  /** Sends this track for a source, or nothing for the time being. `on`: the person's switch, known to the server from the first packet on. */
  setTrack(source: Source, track: MediaStreamTrack | null, on: boolean): Promise<void> {
    const next = (this.#queue.get(source) ?? Promise.resolve()).then(() => this.#setTrack(source, track, on));
    this.#queue.set(
      source,
      next.catch(() => undefined),
    );
    return next;
  }

  async #setTrack(source: Source, track: MediaStreamTrack | null, on: boolean): Promise<void> {
    const sending = this.#sending.get(source);
    if (this.#closed || this.#send === null || sending?.track === track) return;
    if (sending) return sending.replaceTrack({ track });
    // Its way is still being looked for: whoever is told that it stands sends it.
    if (source === 'camera' && this.#cameraIsDue && !this.stands) return;
    if (source === 'camera') this.#cameraIsDue = false;
    if (track === null || track.readyState === 'ended') return;
    const producer = await this.#send.produce({
      track,
      // The track belongs to the person's devices, which outlive this visit.
      stopTracks: false,
      disableTrackOnPause: false,
      appData: { source, on },
      ...(source === 'camera'
        ? { encodings: SIMULCAST, codecOptions: { videoGoogleStartBitrate: 600 } }
        : { codecOptions: { opusDtx: true, opusFec: true, opusStereo: false } }),
    });
    this.#sending.set(source, producer);
  }

  isSending = (source: Source): boolean => this.#sending.has(source);

  /** Is something to be sent anew, now that its way stands again? */
  get isDue(): boolean {
    return this.#cameraIsDue;
  }

  /** While nothing can be sent anyway: what the browser has to do for it need not be done on the way back. */
  #lost(transport: types.Transport): void {
    const camera = this.#sending.get('camera');
    if (transport !== this.#send || camera === undefined) return;
    camera.close();
    this.#sending.delete('camera');
    this.#cameraIsDue = true;
  }

  /** A track is offered and stands still: make our side, then let it flow. */
  async take(offered: Notices['trackOffered']): Promise<void> {
    if (this.#closed || this.#incoming === null || this.#consumers.has(offered.consumerId)) return;
    const consumer = await this.#incoming.consume(consumerFrom(offered));
    if (this.#closed) return consumer.close();
    this.#consumers.set(consumer.id, consumer);
    this.#events.received({
      consumerId: consumer.id,
      personId: offered.personId,
      source: offered.source,
      track: consumer.track,
      level: () => (offered.kind === 'audio' ? levelOf(consumer.rtpReceiver) : null),
    });
    try {
      await this.#ask('startTrack', { consumerId: consumer.id });
      this.#started.add(consumer.id);
    } catch (thrown) {
      // It may have been offered over a line that is lost, and is offered again over the next one.
      this.drop(consumer.id);
      throw thrown;
    }
  }

  /** The line is back: what there is to go on with. Null when everything must be made anew. */
  holding(): Holding | null {
    if (this.#closed || this.#unsure || this.#incoming === null || this.#ways.haveFailed) return null;
    // What never flowed is offered once more.
    for (const consumerId of [...this.#consumers.keys()]) if (!this.#started.has(consumerId)) this.drop(consumerId);
    return {
      transports: [this.#incoming.id, ...(this.#send === null ? [] : [this.#send.id])],
      tracks: [...this.#sending.values()].map(({ id }) => id),
      consumers: [...this.#started],
    };
  }

  /** The server goes on with what was held: ways that do not stand are looked for anew. */
  goOn(): void {
    this.#ways.goOn();
  }

  /** Do all ways stand that are in use? */
  get stands(): boolean {
    return this.#ways.stand;
  }

  drop(consumerId: string): void {
    this.#consumers.get(consumerId)?.close();
    if (this.#consumers.delete(consumerId)) this.#events.gone(consumerId);
    this.#started.delete(consumerId);
    this.#layers.delete(consumerId);
  }

  /** 0 to 2; asked only when it changes. A refusal costs sharpness, nothing else. */
  preferLayer(consumerId: string, spatialLayer: 0 | 1 | 2): void {
    if (!this.#consumers.has(consumerId) || this.#layers.get(consumerId) === spatialLayer) return;
    this.#layers.set(consumerId, spatialLayer);
    this.#ask('preferLayer', { consumerId, spatialLayer }).catch(() => this.#layers.delete(consumerId));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ways.close();
    this.#send?.close();
    this.#incoming?.close();
    for (const consumerId of this.#consumers.keys()) this.#events.gone(consumerId);
    this.#consumers.clear();
    this.#started.clear();
    this.#sending.clear();
  }

  #watch(transport: types.Transport): types.Transport {
    const transportId = transport.id;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.#ways.use(transport);
      this.#ask('connectTransport', { transportId, dtlsParameters: toWire(dtlsParameters) }).then(done, (thrown) => {
        this.#unsure = true;
        failed(thrown);
      });
    });
    transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
      const source = SOURCES.find((one) => one === appData.source) ?? 'microphone';
      this.#ask('publish', { transportId, source, rtpParameters: toWire(rtpParameters), on: appData.on === true }).then(
        ({ producerId }) => done({ id: producerId }),
        failed,
      );
    });
    this.#ways.watch(transport);
    return transport;
  }
}

/** mediasoup-client reads the engine's version from the name that the browser gives itself, which on iPhones may be made up. */
const handlerFor = (userAgent: string): { readonly handlerName?: 'Safari12' } =>
  isApplePhone(userAgent) ? { handlerName: 'Safari12' } : {};

function levelOf(receiver: RTCRtpReceiver | undefined): number | null {
  const newest = receiver?.getSynchronizationSources?.()[0];
  return newest?.audioLevel ?? null;
}
