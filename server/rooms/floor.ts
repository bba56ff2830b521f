// The media side of one room: who sends which track, who is offered which, and what may flow now by the stage policy.
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AskBody, AskReply, Holding, Source, TransportOffer, Wire } from '../protocol/asks.ts';
import type { Id } from '../protocol/ids.ts';
import type { TrackState } from '../protocol/snapshot.ts';
import type { Guest } from './guest.ts';
import type { Media } from './media.ts';
import { iceServersFor, type Relay } from './relay.ts';

/** What the room says of a person at this moment; the floor makes it true where media flows. */
export type Leave = {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly offered: boolean;
  /** Is sound offered, too? Not to a device in the hearing room for which another one plays it: they would howl. */
  readonly hears: boolean;
};

type Track = {
  readonly trackId: Id;
  /** On the media side. */
  readonly peerId: Id;
  readonly personId: Id;
  readonly source: Source;
  /** The person's own switch. */
  on: boolean;
  /** What the media side was last told. */
  flowing: boolean;
};
type Peer = {
  /** On the media side, where a tab that comes back after a lost line goes on as who it was. */
  readonly id: Id;
  readonly guest: Guest;
  readonly transports: Map<'send' | 'receive', Id>;
  /** Transports to which the browser has no way at this moment. */
  readonly dark: Set<Id>;
  capabilities: Wire | null;
  /** By track: its consumer, or null while it is being made. */
  readonly offers: Map<Id, Id | null>;
  /** Tracks that cannot be taken with these capabilities: not tried again until others are named. */
  readonly refused: Set<Id>;
};

export class Floor {
  readonly #roomId: Id;
  readonly #media: Media;
  readonly #relay: Relay | null;
  readonly #leaveOf: (personId: Id) => Leave;
  readonly #log: Log;
  /** By connection. */
  readonly #peers = new Map<Id, Peer>();
  readonly #tracks = new Map<Id, Track>();
  #settling: Promise<void> = Promise.resolve();

  constructor(roomId: Id, media: Media, relay: Relay | null, leaveOf: (personId: Id) => Leave, log: Log) {
    this.#roomId = roomId;
    this.#media = media;
    this.#relay = relay;
    this.#leaveOf = leaveOf;
    this.#log = log;
  }

  openPeer(guest: Guest): void {
    this.#peers.set(guest.peerId, {
      id: guest.peerId,
      guest,
      transports: new Map(),
      dark: new Set(),
      capabilities: null,
      offers: new Map(),
      refused: new Set(),
    });
  }

  /**
   * The tab that came by `older` is back by another connection and holds this: when all of it is here, it goes on, and what
   * the browser has missed or does not know is put right. Answers false, and changes nothing, when it must begin anew.
   */
  async goOn(older: Guest, guest: Guest, holding: Holding): Promise<boolean> {
    const peer = this.#peers.get(older.peerId);
    if (peer === undefined || peer.capabilities === null) return false;
    const transports = [...peer.transports.values()];
    const isHere =
      holding.transports.every((id) => transports.includes(id)) &&
      holding.tracks.every((id) => this.#tracks.get(id)?.peerId === peer.id);
    if (!isHere) return false;
    const known = [...peer.offers].filter(([, id]) => id !== null && holding.consumers.includes(id));
    const missed = [...peer.offers.values()].filter((id) => id !== null && !holding.consumers.includes(id));
    this.#peers.delete(older.peerId);
    this.#peers.set(guest.peerId, { ...peer, guest, offers: new Map(known), refused: new Set() });
    const at = { roomId: this.#roomId, peerId: peer.id };
    const offered = [...peer.offers.values()];
    for (const consumerId of holding.consumers) {
      if (!offered.includes(consumerId)) guest.tell('trackEnded', { consumerId });
    }
    // Offered while nobody listened: closed, and offered again when the room is settled.
    for (const consumerId of missed) {
      if (consumerId !== null) await unlessGone(this.#media.request('closeSubscription', { ...at, consumerId }));
    }
    const unknown = [...this.#tracks.values()].filter(
      ({ peerId, trackId }) => peerId === peer.id && !holding.tracks.includes(trackId),
    );
    for (const { trackId } of unknown) {
      this.#dropTrack(trackId);
      await unlessGone(this.#media.request('unpublish', { ...at, trackId }));
    }
    return true;
  }

  /** Takes a connection away with all it sends and receives; may be called twice. */
  async closePeer(connection: Id): Promise<void> {
    const peer = this.#peers.get(connection);
    if (peer === undefined) return;
    this.#peers.delete(connection);
    for (const track of [...this.#tracks.values()]) {
      if (track.peerId === peer.id) this.#dropTrack(track.trackId);
    }
    await this.#media
      .request('closePeer', this.#at(peer))
      .catch((error: unknown) => this.#log.warn({ peerId: peer.id, err: error }, 'peer not closed'));
  }

  /** Everything on the media side is gone: forget it without telling it. */
  forget(): void {
    this.#tracks.clear();
    for (const peer of this.#peers.values()) {
      peer.transports.clear();
      peer.dark.clear();
      forgetOffers(peer);
    }
  }

  async openTransport(guest: Guest, direction: 'send' | 'receive'): Promise<TransportOffer> {
    const peer = this.#peer(guest);
    const offer = await this.#media.request('openTransport', { ...this.#at(peer), direction });
    // The seat may have gone to another tab while we waited: what was just made must not outlive it.
    if (this.#peers.get(guest.peerId) !== peer) {
      if (this.#peerById(peer.id) === null) await this.#media.request('closePeer', this.#at(peer));
      throw new AppError('seat_taken');
    }
    peer.dark.delete(peer.transports.get(direction) ?? '');
    peer.transports.set(direction, offer.transportId);
    // What came by the one before has gone with it, and is offered again once the browser is ready to receive.
    if (direction === 'receive') forgetOffers(peer);
    return { ...offer, iceServers: this.#iceServersOf(peer) };
  }

  async connectTransport(guest: Guest, body: AskBody<'connectTransport'>): Promise<null> {
    const peer = this.#ownTransport(guest, body.transportId);
    return this.#media.request('connectTransport', { ...this.#at(peer), ...body });
  }

  async restartIce(guest: Guest, transportId: Id): Promise<AskReply['restartIce']> {
    const peer = this.#ownTransport(guest, transportId);
    const { iceParameters } = await this.#media.request('restartIce', { ...this.#at(peer), transportId });
    return { iceParameters, iceServers: this.#iceServersOf(peer) };
  }

  async publish(guest: Guest, body: AskBody<'publish'>): Promise<AskReply['publish']> {
    const peer = this.#peer(guest);
    if (peer.transports.get('send') !== body.transportId) throw new AppError('bad_request', 'not a sending transport');
    const { on, ...rest } = body;
    const at = this.#at(peer);
    // Always begun held: whether it may flow is decided when the answer is here, by the policy of that moment.
    const { trackId } = await this.#media.request('publish', {
      ...at,
      ...rest,
      ownerId: guest.personId,
      flowing: false,
    });
    if (this.#peers.get(guest.peerId) !== peer) {
      // Nobody would ever know of it.
      await unlessGone(this.#media.request('unpublish', { ...at, trackId }));
      throw new AppError('seat_taken');
    }
    const older = this.#trackOf(guest.personId, body.source);
    if (older !== null) this.#dropTrack(older.trackId);
    const { personId } = guest;
    this.#tracks.set(trackId, { trackId, peerId: peer.id, personId, source: body.source, on, flowing: false });
    await this.settle();
    return { producerId: trackId };
  }

  async unpublish(guest: Guest, source: Source): Promise<null> {
    const peer = this.#peer(guest);
    const track = this.#trackOf(guest.personId, source);
    if (track === null || track.peerId !== peer.id) return null;
    this.#dropTrack(track.trackId);
    return this.#media.request('unpublish', { ...this.#at(peer), trackId: track.trackId });
  }

  async switchTrack(guest: Guest, source: Source, on: boolean): Promise<null> {
    const track = this.#trackOf(guest.personId, source);
    if (track === null || track.peerId !== this.#peer(guest).id) throw new AppError('not_found', 'no such track');
    track.on = on;
    await this.settle();
    return null;
  }

  async receive(guest: Guest, capabilities: Wire): Promise<null> {
    const peer = this.#peer(guest);
    if (!peer.transports.has('receive')) throw new AppError('bad_request', 'no receiving transport');
    peer.capabilities = capabilities;
    peer.refused.clear();
    await this.settle();
    return null;
  }

  async startTrack(guest: Guest, consumerId: Id): Promise<null> {
    const peer = this.#ownConsumer(guest, consumerId);
    return this.#media.request('startSubscription', { ...this.#at(peer), consumerId });
  }

  async preferLayer(guest: Guest, consumerId: Id, spatialLayer: number): Promise<null> {
    const peer = this.#ownConsumer(guest, consumerId);
    return this.#media.request('preferLayer', { ...this.#at(peer), consumerId, spatialLayer });
  }

  /** The media side says that a track is gone. */
  trackEnded(trackId: Id): void {
    this.#dropTrack(trackId);
  }

  subscriptionEnded(peerId: Id, consumerId: Id): void {
    const peer = this.#peerById(peerId);
    if (peer === null) return;
    for (const [trackId, known] of peer.offers) if (known === consumerId) peer.offers.delete(trackId);
    peer.guest.tell('trackEnded', { consumerId });
  }

  /** The media side says whether there is a way to a browser. */
  transportChanged(peerId: Id, transportId: Id, isConnected: boolean): void {
    const peer = this.#peerById(peerId);
    if (peer === null || ![...peer.transports.values()].includes(transportId)) return;
    if (isConnected) peer.dark.delete(transportId);
    else peer.dark.add(transportId);
  }

  /** Is there no way for media to this connection, although there was one? */
  isDark(guest: Guest): boolean {
    return (this.#peers.get(guest.peerId)?.dark.size ?? 0) > 0;
  }

  /** none, off, held or on, for the two sources of a person. */
  states(personId: Id): { microphone: TrackState; camera: TrackState } {
    const stateOf = (source: Source): TrackState => {
      const track = this.#trackOf(personId, source);
      if (track === null) return 'none';
      if (!track.on) return 'off';
      return track.flowing ? 'on' : 'held';
    };
    return { microphone: stateOf('microphone'), camera: stateOf('camera') };
  }

  /** Does this person send this at all, whatever may flow now? */
  sends(personId: Id, source: Source): boolean {
    return this.#trackOf(personId, source)?.on ?? false;
  }

  /** Makes the media side agree with the policy; resolves when it does. One at a time, in order of call. */
  settle(): Promise<void> {
    const settled = this.#settling.then(() => this.#settleOnce());
    this.#settling = settled.catch((error: unknown) =>
      this.#log.warn({ roomId: this.#roomId, err: error }, 'not settled'),
    );
    return settled;
  }

  async #settleOnce(): Promise<void> {
    const wanted = [...this.#tracks.values()].map((track) => ({
      track,
      flowing: track.on && this.#leaveOf(track.personId)[track.source],
    }));
    const changed = wanted.filter(({ track, flowing }) => track.flowing !== flowing);
    // What must be silent is silent before anything else may be heard.
    await Promise.all(changed.filter(({ flowing }) => !flowing).map(({ track }) => this.#setFlowing(track, false)));
    await Promise.all(changed.filter(({ flowing }) => flowing).map(({ track }) => this.#setFlowing(track, true)));
    await Promise.all([...this.#peers.values()].map((peer) => this.#offerTo(peer)));
  }

  async #setFlowing(track: Track, flowing: boolean): Promise<void> {
    await unlessGone(this.#media.request('setFlowing', { roomId: this.#roomId, trackId: track.trackId, flowing }));
    track.flowing = flowing;
  }

  async #offerTo(peer: Peer): Promise<void> {
    const { capabilities, guest } = peer;
    if (capabilities === null) return;
    const at = this.#at(peer);
    const { offered, hears } = this.#leaveOf(guest.personId);
    const mayGet = [...this.#tracks.values()].filter(
      ({ personId, source }) => offered && personId !== guest.personId && (hears || source !== 'microphone'),
    );
    const stays = new Set(mayGet.map(({ trackId }) => trackId));
    for (const [trackId, consumerId] of peer.offers) {
      if (stays.has(trackId)) continue;
      peer.offers.delete(trackId);
      if (consumerId === null) continue;
      guest.tell('trackEnded', { consumerId });
      await unlessGone(this.#media.request('closeSubscription', { ...at, consumerId }));
    }
    const fresh = mayGet.filter(({ trackId }) => !peer.offers.has(trackId) && !peer.refused.has(trackId));
    await Promise.all(fresh.map((track) => this.#offer(peer, track, capabilities)));
  }

  async #offer(peer: Peer, track: Track, rtpCapabilities: Wire): Promise<void> {
    const { guest } = peer;
    const at = this.#at(peer);
    peer.offers.set(track.trackId, null);
    try {
      const offer = await this.#media.request('subscribe', { ...at, trackId: track.trackId, rtpCapabilities });
      if (!this.#tracks.has(track.trackId) || this.#peers.get(guest.peerId) !== peer) {
        await this.#media.request('closeSubscription', { ...at, consumerId: offer.consumerId });
        return;
      }
      peer.offers.set(track.trackId, offer.consumerId);
      const { personId, source, trackId } = track;
      guest.tell('trackOffered', { ...offer, producerId: trackId, personId, source });
    } catch (error) {
      // One track that one browser cannot take must not keep the others from it; what may be mended by itself is tried again at the next change.
      peer.offers.delete(track.trackId);
      if (error instanceof AppError && error.code === 'bad_request') peer.refused.add(track.trackId);
      this.#log.warn({ ...at, trackId: track.trackId, err: error }, 'track not offered');
    }
  }

  #dropTrack(trackId: Id): void {
    this.#tracks.delete(trackId);
    for (const peer of this.#peers.values()) {
      const consumerId = peer.offers.get(trackId);
      peer.offers.delete(trackId);
      peer.refused.delete(trackId);
      if (consumerId !== undefined && consumerId !== null) peer.guest.tell('trackEnded', { consumerId });
    }
  }

  #trackOf(personId: Id, source: Source): Track | null {
    for (const track of this.#tracks.values()) {
      if (track.personId === personId && track.source === source) return track;
    }
    return null;
  }

  #at({ id }: Peer): { readonly roomId: Id; readonly peerId: Id } {
    return { roomId: this.#roomId, peerId: id };
  }

  #iceServersOf({ id }: Peer): TransportOffer['iceServers'] {
    return iceServersFor(this.#relay, id, Date.now());
  }

  #peerById(id: Id): Peer | null {
    for (const peer of this.#peers.values()) if (peer.id === id) return peer;
    return null;
  }

  #peer(guest: Guest): Peer {
    const peer = this.#peers.get(guest.peerId);
    if (peer === undefined) throw new AppError('not_admitted');
    return peer;
  }

  #ownTransport(guest: Guest, transportId: Id): Peer {
    const peer = this.#peer(guest);
    if (![...peer.transports.values()].includes(transportId)) throw new AppError('not_found', 'no such transport');
    return peer;
  }

  #ownConsumer(guest: Guest, consumerId: Id): Peer {
    const peer = this.#peer(guest);
    if (![...peer.offers.values()].includes(consumerId)) throw new AppError('not_found', 'no such track');
    return peer;
  }
}

function forgetOffers(peer: Peer): void {
  peer.capabilities = null;
  peer.offers.clear();
  peer.refused.clear();
}

/** What has ended in between needs nothing more: nobody who comes and goes fast keeps the others from being settled. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error;
  });
}
