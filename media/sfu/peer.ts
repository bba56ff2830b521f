// One person's one connection: a transport each way, the tracks it sends, the tracks it receives.
import type { types } from 'mediasoup';
import { MediaError, type NoticeBody, type RequestAnswer, type Source } from '../contract.ts';
import { candidatesFor } from './candidates.ts';
import { withoutOrientation } from './codecs.ts';
import { refusing } from './refusal.ts';
import { dtlsParameters, receivingCapabilities, sendingParameters } from './wire.ts';

export type Direction = 'send' | 'receive';
type TransportState = NoticeBody<'transportState'>['state'];

/** What a peer needs of its room. */
export type PeerRoom = {
  readonly router: types.Router;
  readonly server: types.WebRtcServer;
  readonly announcedAddresses: readonly string[];
  onTransportState(transportId: string, state: TransportState): void;
  onSubscriptionEnded(consumerId: string): void;
};

/** Without a sign of the browser for so long there is no way to it; mediasoup takes no less. Browsers give one every 2.5 to 6 s (RFC 7675, 5.1). */
const CONSENT_SECONDS = 10;
/** Enough for a first picture at once; the estimate of the real line follows within seconds. */
const FIRST_BITRATE = 1_000_000;
/** Key frames asked for by many receivers at once reach the sender as one, this often at most. */
const KEY_FRAME_DELAY_MS = 500;

export class Peer {
  readonly #room: PeerRoom;
  readonly #transports = new Map<Direction, types.WebRtcTransport>();
  readonly #consumers = new Map<string, types.Consumer>();
  #closed = false;

  constructor(room: PeerRoom) {
    this.#room = room;
  }

  /** A second transport of one direction takes the place of the first, which closes with all that it carries. */
  async openTransport(direction: Direction): Promise<RequestAnswer<'openTransport'>> {
    const transport = await refusing('internal', 'openTransport', () =>
      this.#room.router.createWebRtcTransport({
        webRtcServer: this.#room.server,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        iceConsentTimeout: CONSENT_SECONDS,
        initialAvailableOutgoingBitrate: FIRST_BITRATE,
      }),
    );
    if (this.#closed) {
      transport.close();
      throw new MediaError('not_found', 'the peer left meanwhile');
    }
    this.#transports.get(direction)?.close();
    this.#transports.set(direction, transport);
    this.#watch(transport);
    const candidates = candidatesFor(transport.iceCandidates, this.#room.announcedAddresses);
    return {
      transportId: transport.id,
      iceParameters: { ...transport.iceParameters },
      iceCandidates: candidates.map((candidate) => ({ ...candidate })),
      dtlsParameters: { ...transport.dtlsParameters },
    };
  }

  /** @throws MediaError not_found, bad_request, or wrong_state when it is connected already */
  async connectTransport(transportId: string, rawDtls: unknown): Promise<void> {
    const transport = this.#transport(transportId);
    const dtls = dtlsParameters(rawDtls);
    await refusing('wrong_state', 'connectTransport', () => transport.connect({ dtlsParameters: dtls }));
  }

  async restartIce(transportId: string): Promise<RequestAnswer<'restartIce'>> {
    const transport = this.#transport(transportId);
    const iceParameters = await refusing('wrong_state', 'restartIce', () => transport.restartIce());
    return { iceParameters: { ...iceParameters } };
  }

  /** @throws MediaError not_found, bad_request */
  async produce(transportId: string, source: Source, rawRtp: unknown, flowing: boolean): Promise<types.Producer> {
    const transport = this.#transport(transportId);
    if (transport !== this.#transports.get('send')) throw new MediaError('bad_request', 'not a sending transport');
    const kind = source === 'microphone' ? 'audio' : 'video';
    const rtpParameters = withoutOrientation(sendingParameters(rawRtp, kind));
    const producer = await refusing('bad_request', 'publish', () =>
      transport.produce({ kind, rtpParameters, paused: !flowing, keyFrameRequestDelay: KEY_FRAME_DELAY_MS }),
    );
    if (producer.closed) throw new MediaError('not_found', 'the transport closed meanwhile');
    return producer;
  }

  /** Standing still until `startSubscription`. A second subscription to one track takes the place of the first. */
  async subscribe(producer: types.Producer, rawCapabilities: unknown): Promise<RequestAnswer<'subscribe'>> {
    const transport = this.#transports.get('receive');
    if (transport === undefined) throw new MediaError('not_found', 'no receiving transport');
    const rtpCapabilities = receivingCapabilities(rawCapabilities);
    const consumer = await refusing('cannot_consume', 'subscribe', () =>
      transport.consume({ producerId: producer.id, rtpCapabilities, paused: true }),
    );
    if (consumer.closed) throw new MediaError('not_found', 'the track ended meanwhile');
    for (const [id, other] of this.#consumers) {
      if (other.producerId === producer.id) this.closeSubscription(id);
    }
    this.#consumers.set(consumer.id, consumer);
    consumer.on('producerclose', () => this.#room.onSubscriptionEnded(consumer.id));
    consumer.observer.on('close', () => this.#consumers.delete(consumer.id));
    return { consumerId: consumer.id, kind: consumer.kind, rtpParameters: { ...consumer.rtpParameters } };
  }

  async startSubscription(consumerId: string): Promise<void> {
    const consumer = this.#consumer(consumerId);
    await refusing('wrong_state', 'startSubscription', () => consumer.resume());
  }

  closeSubscription(consumerId: string): void {
    this.#consumers.get(consumerId)?.close();
  }

  /** Without effect on a track that is sent in one layer. */
  async preferLayer(consumerId: string, spatialLayer: number): Promise<void> {
    const consumer = this.#consumer(consumerId);
    if (consumer.type !== 'simulcast') return;
    await refusing('wrong_state', 'preferLayer', () => consumer.setPreferredLayers({ spatialLayer }));
  }

  close(): void {
    this.#closed = true;
    for (const transport of this.#transports.values()) transport.close();
    this.#transports.clear();
  }

  #transport(transportId: string): types.WebRtcTransport {
    const found = [...this.#transports.values()].find(({ id }) => id === transportId);
    if (found === undefined || found.closed) throw new MediaError('not_found', 'no such transport');
    return found;
  }

  #consumer(consumerId: string): types.Consumer {
    const found = this.#consumers.get(consumerId);
    if (found === undefined) throw new MediaError('not_found', 'no such subscription');
    return found;
  }

  #watch(transport: types.WebRtcTransport): void {
    let told: TransportState | null = null;
    const tell = () => {
      const state = stateOf(transport);
      if (state === null || state === told) return;
      told = state;
      this.#room.onTransportState(transport.id, state);
      // A browser that leaves says so over DTLS: what it sent ends now, not when ICE has waited in vain.
      if (state === 'closed' && !transport.closed) transport.close();
    };
    transport.on('icestatechange', tell);
    transport.on('dtlsstatechange', tell);
    transport.observer.on('close', tell);
  }
}

/** One word for what ICE and DTLS say together; null while it is being set up. */
function stateOf({ closed, iceState, dtlsState }: types.WebRtcTransport): TransportState | null {
  if (closed || dtlsState === 'closed' || iceState === 'closed') return 'closed';
  if (dtlsState === 'failed') return 'failed';
  if (iceState === 'disconnected') return 'disconnected';
  return dtlsState === 'connected' && iceState !== 'new' ? 'connected' : null;
}
