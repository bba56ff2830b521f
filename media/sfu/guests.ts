// The guests of a room: each with a transport of its own, told of what flows and what stops.
import type { types } from 'mediasoup';
import { MediaError } from '../contract.ts';
import type { FlowingTrack, Guest } from '../guest.ts';
import { openTap } from './tap.ts';
import type { Track } from './track.ts';

export class Guests {
  readonly #router: types.Router;
  readonly #seats = new Map<Guest, types.DirectTransport>();

  constructor(router: types.Router) {
    this.#router = router;
  }

  /** @throws MediaError unavailable when the room's worker has died */
  async admit(guest: Guest): Promise<void> {
    this.#seats.set(guest, await this.#router.createDirectTransport());
  }

  /** Lets a guest go; resolves when it has nothing left to do. */
  async dismiss(guest: Guest): Promise<void> {
    const transport = this.#seats.get(guest);
    this.#seats.delete(guest);
    await guest.close();
    transport?.close();
  }

  async dismissAll(): Promise<void> {
    await Promise.all([...this.#seats.keys()].map((guest) => this.dismiss(guest)));
  }

  flows(track: Track): void {
    for (const guest of this.#seats.keys()) guest.trackFlows(this.forGuest(track, guest));
  }

  stops(trackId: string): void {
    for (const guest of this.#seats.keys()) guest.trackStops(trackId);
  }

  /** A track as one guest gets it: the only way to its packets is through the guest's own transport. */
  forGuest({ trackId, ownerId, source, producer }: Track, guest: Guest): FlowingTrack {
    return {
      ...{ trackId, ownerId, source },
      openTap: async (onPacket, onReport) => {
        const transport = this.#seats.get(guest);
        if (transport === undefined) throw new MediaError('wrong_state', 'the guest has left');
        return openTap(transport, producer, this.#router.rtpCapabilities, onPacket, onReport);
      },
    };
  }
}
