// One track of a room: a producer with whose it is, and whether it flows.
import type { types } from 'mediasoup';
import type { Source } from '../contract.ts';

export class Track {
  readonly trackId: string;
  readonly peerId: string;
  readonly ownerId: string;
  readonly source: Source;
  readonly producer: types.Producer;
  /** Closed because somebody asked for it, who needs no notice then. */
  endedByRequest = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(peerId: string, ownerId: string, source: Source, producer: types.Producer) {
    this.trackId = producer.id;
    this.peerId = peerId;
    this.ownerId = ownerId;
    this.source = source;
    this.producer = producer;
  }

  get flows(): boolean {
    return !this.producer.closed && !this.producer.paused;
  }

  /** Runs one after the other what holds the track or lets it flow, so that the last word is the one that counts. */
  inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  end(): void {
    this.endedByRequest = true;
    this.producer.close();
  }
}
