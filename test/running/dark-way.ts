// One person's way to the server, on a loopback address of its own: it loses, delays and disorders datagrams, goes dark, and counts what it did.
import { createSocket, type Socket as Datagrams, type RemoteInfo } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { HeldConnection, type Light } from './held-connection.ts';

/** Shares are 0 to 1. `burst`: how many datagrams are lost in a row, on average (Gilbert's model). */
export type Weather = {
  readonly loss?: number;
  readonly burst?: number;
  readonly delayMs?: number;
  /** Each datagram comes up to so much later still, so that some overtake others. */
  readonly jitterMs?: number;
};
/** What does not get through: everything, media only, or datagrams only. */
export type Darkness = 'none' | 'datagrams' | 'media' | 'everything';

export type Counts = {
  passed: number;
  droppedDark: number;
  lost: number;
  overtaken: number;
  /** TCP connections that stood still, or were opened, in the dark. */
  heldConnections: number;
};
type Ports = { readonly pages: number; readonly media: number };

const SERVER = '127.0.0.1';

export class DarkWay {
  readonly address: string;
  readonly counts: Counts = { passed: 0, droppedDark: 0, lost: 0, overtaken: 0, heldConnections: 0 };
  readonly #datagrams = createSocket('udp4');
  /** One socket towards the server for each of the person's own, so that it tells them apart. */
  readonly #flows = new Map<string, Datagrams>();
  readonly #servers: Server[] = [];
  readonly #connections = new Set<HeldConnection>();
  readonly #ports: Ports;
  #weather: Weather = {};
  #darkness: Darkness = 'none';
  #isLosing = false;
  #lastSent = 0;
  #lastArrived = 0;
  #closed = false;

  private constructor(address: string, ports: Ports) {
    this.address = address;
    this.#ports = ports;
  }

  /** Leads from the same ports of this address, one of 127.0.0.0/8, to the server on 127.0.0.1. */
  static async open(address: string, ports: Ports): Promise<DarkWay> {
    const way = new DarkWay(address, ports);
    way.#datagrams.on('message', (datagram, from) => way.#fromPerson(datagram, from));
    await new Promise<void>((resolve) => way.#datagrams.bind(ports.media, address, resolve));
    await way.#listen(ports.media, () => way.#darkness === 'none' || way.#darkness === 'datagrams');
    await way.#listen(ports.pages, () => way.#darkness !== 'everything');
    return way;
  }

  weather(weather: Weather): void {
    this.#weather = weather;
  }

  darken(darkness: Darkness): void {
    this.#darkness = darkness;
    for (const connection of this.#connections) connection.look();
  }

  /** Ends every connection; may be called twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const flow of [this.#datagrams, ...this.#flows.values()]) flow.close();
    for (const connection of this.#connections) connection.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #listen(port: number, isLight: Light): Promise<void> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      const held = new HeldConnection(socket, { host: SERVER, port }, isLight, () => this.counts.heldConnections++);
      this.#connections.add(held);
      held.whenGone(() => this.#connections.delete(held));
    });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.address, resolve);
    });
  }

  #fromPerson(datagram: Buffer, { address, port }: RemoteInfo): void {
    const key = `${address}:${port}`;
    let flow = this.#flows.get(key);
    if (flow === undefined) {
      flow = createSocket('udp4');
      flow.on('message', (answer) => this.#pass(() => this.#datagrams.send(answer, port, address)));
      // A port of the server that is closed for a moment answers by ICMP.
      flow.on('error', () => {});
      this.#flows.set(key, flow);
    }
    const towards = flow;
    this.#pass(() => towards.send(datagram, this.#ports.media, SERVER));
  }

  #pass(send: () => void): void {
    if (this.#darkness !== 'none') {
      this.counts.droppedDark++;
      return;
    }
    if (this.#isLost()) {
      this.counts.lost++;
      return;
    }
    const { delayMs = 0, jitterMs = 0 } = this.#weather;
    const number = ++this.#lastSent;
    const arrive = (): void => {
      if (this.#closed) return;
      if (number < this.#lastArrived) this.counts.overtaken++;
      this.#lastArrived = Math.max(this.#lastArrived, number);
      this.counts.passed++;
      send();
    };
    if (delayMs + jitterMs === 0) arrive();
    else setTimeout(arrive, delayMs + Math.random() * jitterMs);
  }

  #isLost(): boolean {
    const { loss = 0, burst = 1 } = this.#weather;
    const changes = this.#isLosing ? 1 / burst : loss / (burst * (1 - loss));
    if (Math.random() < changes) this.#isLosing = !this.#isLosing;
    return this.#isLosing;
  }
}
