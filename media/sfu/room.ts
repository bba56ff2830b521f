// One hearing's room: a router with its peers, their tracks, and the guests that get what flows.
import type { types } from 'mediasoup';
import {
  MediaError,
  type NoticeBody,
  type NoticeName,
  type RequestAnswer,
  type RequestBody,
  type Source,
} from '../contract.ts';
import type { Guest } from '../guest.ts';
import { ROOM_CODECS, withoutOrientation } from './codecs.ts';
import { Guests } from './guests.ts';
import { Peer, type PeerRoom } from './peer.ts';
import { refusing } from './refusal.ts';
import { Track } from './track.ts';
import type { SfuWorker } from './worker.ts';

export type Notify = <Name extends NoticeName>(name: Name, body: NoticeBody<Name>) => void;

export class Room {
  readonly roomId: string;
  readonly worker: SfuWorker;
  readonly router: types.Router;
  readonly #announcedAddresses: readonly string[];
  readonly #notify: Notify;
  readonly #peers = new Map<string, Peer>();
  readonly #tracks = new Map<string, Track>();
  readonly #guests: Guests;
  #closing: Promise<void> | null = null;

  private constructor(
    roomId: string,
    worker: SfuWorker,
    router: types.Router,
    announced: readonly string[],
    notify: Notify,
  ) {
    this.roomId = roomId;
    this.worker = worker;
    this.router = router;
    this.#guests = new Guests(router);
    this.#announcedAddresses = announced;
    this.#notify = notify;
  }

  static async create(roomId: string, worker: SfuWorker, announced: readonly string[], notify: Notify): Promise<Room> {
    const router = await worker.worker.createRouter({ mediaCodecs: ROOM_CODECS });
    return new Room(roomId, worker, router, announced, notify);
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return withoutOrientation<types.RtpCapabilities>(this.router.rtpCapabilities);
  }

  /** The peer, made when it is new. */
  enter(peerId: string): Peer {
    if (this.#closing !== null) throw new MediaError('not_found', 'the room is closed');
    const known = this.#peers.get(peerId);
    if (known !== undefined) return known;
    const peer = new Peer(this.#roomOf(peerId));
    this.#peers.set(peerId, peer);
    return peer;
  }

  /** @throws MediaError not_found */
  peer(peerId: string): Peer {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) throw new MediaError('not_found', 'no such peer');
    return peer;
  }

  /** Success, too, when the peer has gone. */
  closePeer(peerId: string): void {
    for (const track of this.#tracksOf(peerId)) track.end();
    this.#peers.get(peerId)?.close();
    this.#peers.delete(peerId);
  }

  async publish(body: RequestBody<'publish'>): Promise<RequestAnswer<'publish'>> {
    const { peerId, ownerId, source } = body;
    const producer = await this.peer(peerId).produce(body.transportId, source, body.rtpParameters, body.flowing);
    const track = this.addTrack(peerId, ownerId, source, producer);
    return { trackId: track.trackId, kind: producer.kind };
  }

  /** Takes in what a peer sends, in the place of what it sent of this source before. */
  addTrack(peerId: string, ownerId: string, source: Source, producer: types.Producer): Track {
    const replaced = this.#tracksOf(peerId).filter((other) => other.source === source);
    const track = new Track(peerId, ownerId, source, producer);
    this.#tracks.set(track.trackId, track);
    producer.observer.on('close', () => this.#ended(track));
    for (const other of replaced) other.producer.close();
    // It may have ended between its making and now.
    if (producer.closed) this.#ended(track);
    else if (track.flows) this.#guests.flows(track);
    return track;
  }

  /** Success, too, when the track has ended. */
  unpublish(peerId: string, trackId: string): void {
    const track = this.#tracks.get(trackId);
    if (track === undefined) return;
    if (track.peerId !== peerId) throw new MediaError('bad_request', "another peer's track");
    track.end();
  }

  /** Held: nobody gets a packet once this has resolved. */
  async setFlowing(trackId: string, flowing: boolean): Promise<void> {
    const track = this.#track(trackId);
    await track.inTurn(() =>
      refusing('wrong_state', 'setFlowing', async () => {
        if (flowing === track.flows) return;
        if (flowing) {
          await track.producer.resume();
          if (track.flows) this.#guests.flows(track);
        } else {
          // The guests go first: what arrives while the worker is being told is not kept.
          this.#guests.stops(trackId);
          await track.producer.pause();
        }
      }),
    );
  }

  async subscribe({ peerId, trackId, rtpCapabilities }: RequestBody<'subscribe'>): Promise<RequestAnswer<'subscribe'>> {
    const peer = this.peer(peerId);
    const track = this.#track(trackId);
    if (track.peerId === peerId) throw new MediaError('bad_request', 'a peer does not hear itself');
    return peer.subscribe(track.producer, rtpCapabilities);
  }

  /** Lets a guest in: it is told of every track that flows, now and later. */
  async admit(guest: Guest): Promise<void> {
    await refusing('unavailable', 'admit', () => this.#guests.admit(guest));
    if (this.#closing !== null) {
      await this.dismiss(guest);
      throw new MediaError('not_found', 'the room is closed');
    }
    for (const track of this.#tracks.values()) if (track.flows) guest.trackFlows(this.#guests.forGuest(track, guest));
  }

  /** Lets a guest go; resolves when it has nothing left to do. */
  dismiss(guest: Guest): Promise<void> {
    return this.#guests.dismiss(guest);
  }

  /** May be called twice. Resolves when every guest is done. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const track of this.#tracks.values()) track.endedByRequest = true;
    await this.#guests.dismissAll();
    for (const peerId of [...this.#peers.keys()]) this.closePeer(peerId);
    this.router.close();
  }

  #roomOf(peerId: string): PeerRoom {
    const at = { roomId: this.roomId, peerId };
    return {
      router: this.router,
      server: this.worker.server,
      announcedAddresses: this.#announcedAddresses,
      onTransportState: (transportId, state) => this.#notify('transportState', { ...at, transportId, state }),
      onSubscriptionEnded: (consumerId) => this.#notify('subscriptionEnded', { ...at, consumerId }),
    };
  }

  #track(trackId: string): Track {
    const track = this.#tracks.get(trackId);
    if (track === undefined) throw new MediaError('not_found', 'no such track');
    return track;
  }

  #tracksOf(peerId: string): Track[] {
    return [...this.#tracks.values()].filter((track) => track.peerId === peerId);
  }

  #ended(track: Track): void {
    this.#tracks.delete(track.trackId);
    this.#guests.stops(track.trackId);
    const { peerId, trackId } = track;
    // When a worker dies, `workerDied` says it for all of them.
    if (!track.endedByRequest && !this.worker.worker.closed)
      this.#notify('trackEnded', { roomId: this.roomId, peerId, trackId });
  }
}
