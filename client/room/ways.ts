// The ways that media takes between this browser and the server: watched, and looked for anew when one is lost.
import type { types } from 'mediasoup-client';
import { codeOf } from '../api.ts';
import type { Ask } from './media.ts';
import { iceParametersFrom, iceServersFrom } from './media-types.ts';

export type WayEvents = {
  /** One that stood is lost. */
  readonly lost: (transport: types.Transport) => void;
  /** Whether all ways that are in use stand; told when it may have changed. */
  readonly stand: (stand: boolean) => void;
  /** A way is lost and was not found again: make everything anew. */
  readonly broken: () => void;
};

/** A new route is given this long; phones that change networks need most of it. */
const REROUTE_MS = 8000;
/** The first route, too: one without any candidate, as when the relay is down, is never told to have failed. */
const FIRST_ROUTE_MS = 15_000;

export class Ways {
  readonly #ask: Ask;
  readonly #events: WayEvents;
  /** Those in use, and whether they stand. */
  readonly #stand = new Map<types.Transport, boolean>();
  readonly #timers = new Map<types.Transport, ReturnType<typeof setTimeout>>();
  /** Being looked for: what their browser tells meanwhile is part of the looking. */
  readonly #sought = new Set<types.Transport>();
  #closed = false;

  constructor(ask: Ask, events: WayEvents) {
    this.#ask = ask;
    this.#events = events;
  }

  get stand(): boolean {
    return [...this.#stand.values()].every(Boolean);
  }

  /** Has the browser given one up? It looks no more by itself, and what it sends by a new route stays away now and then (Chromium's video). */
  get haveFailed(): boolean {
    return [...this.#stand.keys()].some(({ connectionState }) => connectionState === 'failed');
  }

  watch(transport: types.Transport): void {
    transport.on('connectionstatechange', (state) => {
      if (this.#closed) return;
      if (state === 'connected') this.#stands(transport);
      // Browsers tell it after some seconds: a new route is looked for at once, and the old one is taken again if it heals first.
      if ((state === 'disconnected' || state === 'failed') && !this.#sought.has(transport)) this.#isLost(transport);
    });
  }

  /** Something is to go this way for the first time. */
  use(transport: types.Transport): void {
    this.#stand.set(transport, false);
    this.#later(transport, FIRST_ROUTE_MS);
  }

  /** The line to the server is back: what does not stand is looked for. */
  goOn(): void {
    for (const [transport, stands] of this.#stand) if (!stands && !this.#sought.has(transport)) this.#isLost(transport);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #stands(transport: types.Transport): void {
    clearTimeout(this.#timers.get(transport));
    this.#sought.delete(transport);
    this.#stand.set(transport, true);
    this.#events.stand(this.stand);
  }

  #isLost(transport: types.Transport): void {
    if (this.#stand.get(transport) === true) this.#events.lost(transport);
    this.#stand.set(transport, false);
    this.#events.stand(false);
    this.#sought.add(transport);
    this.#later(transport, REROUTE_MS);
    this.#reroute(transport).catch((thrown: unknown) => {
      if (codeOf(thrown) !== 'unreachable') return this.#giveUp();
      // Without a line there is nobody to ask: `goOn` comes when it is back.
      this.#sought.delete(transport);
      clearTimeout(this.#timers.get(transport));
    });
  }

  async #reroute(transport: types.Transport): Promise<void> {
    const { iceParameters, iceServers } = await this.#ask('restartIce', { transportId: transport.id });
    // Firefox cannot take new names for the relay in place, and says so: then everything is made anew.
    if (iceServers.length > 0) await transport.updateIceServers({ iceServers: iceServersFrom(iceServers) });
    await transport.restartIce({ iceParameters: iceParametersFrom(iceParameters) });
  }

  #later(transport: types.Transport, afterMs: number): void {
    clearTimeout(this.#timers.get(transport));
    this.#timers.set(
      transport,
      setTimeout(() => this.#giveUp(), afterMs),
    );
  }

  #giveUp(): void {
    if (!this.#closed) this.#events.broken();
  }
}
