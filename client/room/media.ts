// Sound and picture of one visit to the room: transports, what is sent, what is received; ends with close() and is then made anew.
import { Device, type types } from 'mediasoup-client';
import type { AskBody, AskName, AskReply, Source, Wire } from '../../server/protocol/asks.ts';
import type { Notices } from '../../server/protocol/notices.ts';
import { Refused } from '../api.ts';
import { isApplePhone, SOURCES } from '../devices/problem.ts';
import { capabilitiesFrom, consumerFrom, iceParametersFrom, toWire, transportFrom } from './media-types.ts';

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

export type MediaEvents = {
  readonly received: (received: Received) => void;
  readonly gone: (consumerId: string) => void;
  /** The way for media is broken and could not be mended: make everything anew. */
  readonly broken: () => void;
};

/** Three pictures of one camera: about 180, 360 and 720 lines. */
const SIMULCAST: types.RtpEncodingParameters[] = [
  { scaleResolutionDownBy: 4, maxBitrate: 100_000 },
  { scaleResolutionDownBy: 2, maxBitrate: 350_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
];
/** A route may heal by itself for this long before a new one is looked for. */
const HEAL_MS = 4000;
/** A new route is given this long; phones that change networks need most of it. */
const REROUTE_MS = 8000;

export class Media {
  readonly #ask: Ask;
  readonly #events: MediaEvents;
  readonly #device: Device;
  #send: types.Transport | null = null;
  #incoming: types.Transport | null = null;
  readonly #sending = new Map<Source, types.Producer>();
  readonly #consumers = new Map<string, types.Consumer>();
  readonly #layers = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** One change of a source at a time. */
  readonly #queue = new Map<Source, Promise<void>>();
  #closed = false;

  private constructor(ask: Ask, events: MediaEvents, device: Device) {
    this.#ask = ask;
    this.#events = events;
    this.#device = device;
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
    await this.#ask('startTrack', { consumerId: consumer.id });
  }

  drop(consumerId: string): void {
    this.#consumers.get(consumerId)?.close();
    if (this.#consumers.delete(consumerId)) this.#events.gone(consumerId);
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
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#send?.close();
    this.#incoming?.close();
    for (const consumerId of this.#consumers.keys()) this.#events.gone(consumerId);
    this.#consumers.clear();
    this.#sending.clear();
  }

  #watch(transport: types.Transport): types.Transport {
    const transportId = transport.id;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.#ask('connectTransport', { transportId, dtlsParameters: toWire(dtlsParameters) }).then(done, failed);
    });
    transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
      const source = SOURCES.find((one) => one === appData.source) ?? 'microphone';
      this.#ask('publish', { transportId, source, rtpParameters: toWire(rtpParameters), on: appData.on === true }).then(
        ({ producerId }) => done({ id: producerId }),
        failed,
      );
    });
    transport.on('connectionstatechange', (state) => this.#onState(transport, state));
    return transport;
  }

  /** disconnected: wait, it may heal. failed: look for a new route at once. Not healed in time: give up and be made anew. */
  #onState(transport: types.Transport, state: types.ConnectionState): void {
    if (this.#closed) return;
    if (state === 'connected') clearTimeout(this.#timers.get(transport.id));
    if (state === 'disconnected') this.#later(transport, HEAL_MS, () => this.#reroute(transport));
    if (state === 'failed') this.#reroute(transport);
  }

  #reroute(transport: types.Transport): void {
    this.#later(transport, REROUTE_MS, () => this.#giveUp());
    this.#ask('restartIce', { transportId: transport.id })
      .then(({ iceParameters }) => transport.restartIce({ iceParameters: iceParametersFrom(iceParameters) }))
      .catch(() => this.#giveUp());
  }

  #later(transport: types.Transport, afterMs: number, act: () => void): void {
    clearTimeout(this.#timers.get(transport.id));
    this.#timers.set(transport.id, setTimeout(act, afterMs));
  }

  #giveUp(): void {
    if (!this.#closed) this.#events.broken();
  }
}

/** mediasoup-client reads the engine's version from the name that the browser gives itself, which on iPhones may be made up. */
const handlerFor = (userAgent: string): { readonly handlerName?: 'Safari12' } =>
  isApplePhone(userAgent) ? { handlerName: 'Safari12' } : {};

function levelOf(receiver: RTCRtpReceiver | undefined): number | null {
  const newest = receiver?.getSynchronizationSources?.()[0];
  return newest?.audioLevel ?? null;
}
