// A TCP connection through a way that may go dark: nothing is lost, everything waits until TCP would have tried again after the light is back.
import { createConnection, type Socket } from 'node:net';

export type Light = () => boolean;

/** Linux tries again after 200 ms, then after twice as long each time; a connection that is being made, after 1 s (RFC 6298). */
const FIRST_AGAIN_MS = 200;
const FIRST_SYN_AGAIN_MS = 1_000;

/** When what was first sent at 0 and has waited since is sent again at or after `nowMs`. Pure. */
export function sentAgainAt(nowMs: number, firstMs: number): number {
  let at = 0;
  for (let pause = firstMs; at < nowMs; pause *= 2) at += pause;
  return at;
}

export class HeldConnection {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #directions: readonly Direction[];
  readonly #isLight: Light;
  readonly #onHeld: () => void;
  #wasHeld = false;

  /** @param near paused; read from here on */
  constructor(near: Socket, to: { readonly host: string; readonly port: number }, isLight: Light, onHeld: () => void) {
    this.#near = near;
    this.#isLight = isLight;
    this.#onHeld = onHeld;
    this.#far = createConnection({ ...to, allowHalfOpen: true });
    const isNew = !isLight();
    const held = (): void => this.#held();
    this.#directions = [
      new Direction(near, this.#far, isLight, held, isNew ? FIRST_SYN_AGAIN_MS : FIRST_AGAIN_MS),
      new Direction(this.#far, near, isLight, held, FIRST_AGAIN_MS),
    ];
    for (const socket of [near, this.#far]) socket.setNoDelay(true).on('error', () => {});
    // Who gives up before the connection was made has said nothing to anybody.
    near.once('close', () => {
      if (isNew && !this.#directions[0]?.hasSent) this.destroy();
    });
    near.resume();
  }

  /** The light may have changed. */
  look(): void {
    if (!this.#isLight()) this.#wasHeld = false;
    for (const direction of this.#directions) direction.look();
  }

  whenGone(done: () => void): void {
    let open = 2;
    for (const socket of [this.#near, this.#far]) socket.once('close', () => --open === 0 && done());
  }

  destroy(): void {
    this.#near.destroy();
    this.#far.destroy();
  }

  #held(): void {
    if (!this.#wasHeld) this.#onHeld();
    this.#wasHeld = true;
  }
}

type Piece = { readonly is: 'data'; readonly data: Buffer } | { readonly is: 'end' } | { readonly is: 'gone' };

class Direction {
  readonly #to: Socket;
  readonly #isLight: Light;
  readonly #onHeld: () => void;
  readonly #firstAgainMs: number;
  readonly #held: Piece[] = [];
  #heldSinceMs = 0;
  #again: NodeJS.Timeout | undefined;
  hasSent = false;

  constructor(from: Socket, to: Socket, isLight: Light, onHeld: () => void, firstAgainMs: number) {
    this.#to = to;
    this.#isLight = isLight;
    this.#onHeld = onHeld;
    this.#firstAgainMs = firstAgainMs;
    from.on('data', (data) => this.#pass({ is: 'data', data }));
    from.on('end', () => this.#pass({ is: 'end' }));
    from.on('close', () => this.#pass({ is: 'gone' }));
  }

  look(): void {
    clearTimeout(this.#again);
    if (this.#held.length === 0 || !this.#isLight()) return;
    const waitedMs = performance.now() - this.#heldSinceMs;
    this.#again = setTimeout(() => this.#release(), sentAgainAt(waitedMs, this.#firstAgainMs) - waitedMs);
  }

  #pass(piece: Piece): void {
    if (this.#held.length === 0) {
      if (this.#isLight()) {
        this.#send(piece);
        return;
      }
      this.#heldSinceMs = performance.now();
    }
    this.#held.push(piece);
    this.#onHeld();
  }

  #release(): void {
    for (const piece of this.#held.splice(0)) this.#send(piece);
  }

  #send(piece: Piece): void {
    if (this.#to.destroyed) return;
    this.hasSent = true;
    if (piece.is === 'data') this.#to.write(piece.data);
    else if (piece.is === 'end') this.#to.end();
    else this.#to.destroySoon();
  }
}
