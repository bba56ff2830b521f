// The one socket door: checks origin, version and session once, then every ask for shape, right and rate; translates errors.
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Server, type Socket } from 'socket.io';
import { AppError, refusalOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Asker, can } from '../may.ts';
import type { Rates } from '../office/rates.ts';
import type { Visitors } from '../office/visitors.ts';
import { ASKS, type AskName, Handshake, PROTOCOL_VERSION } from '../protocol/asks.ts';
import type { Answer, ClientToServer, ServerToClient } from '../protocol/notices.ts';
import type { Guest } from '../rooms/guest.ts';
import type { Hall } from '../rooms/hall.ts';
import type { Room } from '../rooms/room.ts';
import { Bucket } from './bucket.ts';
import { answer, COST_OF, RIGHT_FOR } from './handlers.ts';

const MESSAGE_BYTES = 65_536;
/** Both ends give a line up that has been still for about their sum: soon enough that TCP's own tries, whose pauses double, are not waited for. */
const PING_MS = 2_000;
const PONG_WITHIN_MS = 5_000;
/** A connection's session is looked at again this often: revoked ones end, used ones do not go stale. */
const SESSION_CHECK_MS = 60_000;
/** Open connections of one session: tabs, and lines that broke and are not known to be dead yet. The oldest goes. */
const CONNECTIONS = 10;
/** Who leaves so many messages unread does not read: what waits for them would fill the memory. */
const UNREAD = 500;

type Entry = { readonly room: Room; readonly guest: Guest; readonly asker: Asker };
type DoorSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, { entry?: Entry }>;

export class SocketDoor {
  readonly #io: Server<ClientToServer, ServerToClient, Record<string, never>, { entry?: Entry }>;
  readonly #visitors: Visitors;
  readonly #rates: Rates;
  readonly #hall: Hall;
  readonly #log: Log;
  /** By session, oldest first. */
  readonly #connected = new Map<string, Set<Guest>>();

  constructor(servers: readonly (HttpServer | HttpsServer)[], visitors: Visitors, rates: Rates, hall: Hall, log: Log) {
    this.#visitors = visitors;
    this.#rates = rates;
    this.#hall = hall;
    this.#log = log;
    this.#io = new Server({
      // Polling would come without an Origin header; every browser with WebRTC has WebSocket.
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MESSAGE_BYTES,
      perMessageDeflate: false,
      pingInterval: PING_MS,
      pingTimeout: PONG_WITHIN_MS,
      // socket.io does not check the Origin of a WebSocket by itself, even with `cors.origin` set.
      allowRequest: (request, done) => done(null, visitors.comesFromOwnPage(request)),
    });
    for (const server of servers) this.#io.attach(server);
    this.#io.use((socket, next) => {
      this.#letIn(socket).then(
        (entry) => {
          socket.data.entry = entry;
          next();
        },
        (error: unknown) => next(Object.assign(new Error('refused'), { data: refusalOf(error) })),
      );
    });
    this.#io.on('connection', (socket) => this.#serve(socket));
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  async #letIn(socket: DoorSocket): Promise<Entry> {
    const claimed: unknown = socket.handshake.auth.protocol;
    if (claimed !== PROTOCOL_VERSION) throw new AppError('protocol_version');
    const handshake = Handshake.safeParse(socket.handshake.auth);
    if (!handshake.success) throw new AppError('bad_request', 'handshake');
    const { hearingId, personId, tabId } = handshake.data;
    const who = await this.#identify(socket.request, hearingId, personId);
    await this.#rates.take('connectionPerSession', who.sessionId);
    const room = await this.#hall.room(hearingId);
    const seat = room
      .seats()
      .find((one) => (who.accountId === null ? one.person.id === personId : one.person.accountId === who.accountId));
    if (seat === undefined) throw new AppError('forbidden');
    const guest: Guest = {
      peerId: crypto.randomUUID(),
      personId: seat.person.id,
      tabId,
      ...who,
      isWelcome: async () => {
        const held = await (who.accountId === null
          ? this.#visitors.seat(socket.request, seat.person.id)
          : this.#visitors.staff(socket.request));
        return held !== null;
      },
      tell: (name, body) => socket.emit('notice', name, body),
      end: (why) => {
        socket.emit('notice', 'farewell', { why });
        socket.disconnect(true);
      },
    };
    return { room, guest, asker: { kind: 'seat', hearingId, personId: guest.personId, role: seat.person.role } };
  }

  /** Whose session the browser shows. @throws AppError not_signed_in | link_unknown */
  async #identify(
    request: IncomingMessage,
    hearingId: string,
    personId: string | undefined,
  ): Promise<Pick<Guest, 'sessionId' | 'accountId' | 'invitationId'>> {
    if (personId === undefined) {
      const staff = await this.#visitors.staff(request);
      if (staff === null) throw new AppError('not_signed_in');
      return { sessionId: staff.sessionId, accountId: staff.account.id, invitationId: null };
    }
    const seat = await this.#visitors.seat(request, personId);
    if (seat?.hearingId !== hearingId) throw new AppError('link_unknown');
    return { sessionId: seat.sessionId, accountId: null, invitationId: seat.invitationId };
  }

  #serve(socket: DoorSocket): void {
    const { entry } = socket.data;
    if (entry === undefined) {
      socket.disconnect(true);
      return;
    }
    cutWhenUnread(socket);
    const bucket = new Bucket();
    const count = (cost?: number): boolean => {
      const isTaken = bucket.take(cost);
      if (bucket.isFlooded) socket.disconnect(true);
      return isTaken;
    };
    // What nobody listens to counts, too.
    socket.onAny((event) => void (event === 'ask' || count()));
    socket.on('ask', (name, body, reply) => {
      const isTaken = count(isAskName(name) ? COST_OF[name] : undefined);
      // Who asks without wanting an answer gets none; `reply` is as untrusted as the rest.
      if (typeof reply !== 'function') return;
      if (isTaken) void this.#ask(entry, name, body).then(reply);
      else reply({ ok: false, refusal: { code: 'too_many_attempts' } });
    });
    const check = setInterval(() => void this.#stillWelcome(entry), SESSION_CHECK_MS);
    this.#countIn(entry.guest);
    socket.on('disconnect', () => {
      clearInterval(check);
      this.#countOut(entry.guest);
      entry.room.attendance
        .lost(entry.guest)
        .catch((error: unknown) => this.#log.error({ err: error }, 'leaving not done'));
    });
  }

  async #ask(entry: Entry, name: unknown, body: unknown): Promise<Answer<unknown>> {
    try {
      if (!isAskName(name)) throw new AppError('bad_request', 'no such ask');
      const parsed = ASKS[name].safeParse(body);
      if (!parsed.success)
        throw new AppError('bad_request', `${name}: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
      if (!can(entry.asker, RIGHT_FOR[name], { hearingId: entry.room.id })) throw new AppError('forbidden', name);
      return { ok: true, value: await answer(name, entry.room, entry.guest, parsed.data) };
    } catch (error) {
      if (!(error instanceof AppError)) this.#log.error({ ask: String(name).slice(0, 40), err: error }, 'ask failed');
      return { ok: false, refusal: refusalOf(error) };
    }
  }

  async #stillWelcome({ guest, room }: Entry): Promise<void> {
    try {
      if (await guest.isWelcome()) return;
      const why = guest.accountId === null ? 'link_revoked' : 'not_signed_in';
      await room.attendance.dismiss((one) => one === guest, why);
      guest.end(why);
    } catch (error) {
      this.#log.error({ err: error }, 'session not looked at');
    }
  }

  #countIn(guest: Guest): void {
    const guests = this.#connected.get(guest.sessionId) ?? new Set();
    this.#connected.set(guest.sessionId, guests.add(guest));
    const [oldest] = guests;
    if (guests.size > CONNECTIONS) oldest?.end('seat_taken');
  }

  #countOut(guest: Guest): void {
    const guests = this.#connected.get(guest.sessionId);
    guests?.delete(guest);
    if (guests?.size === 0) this.#connected.delete(guest.sessionId);
  }
}

/** Closes a connection that does not read what it is sent, without waiting for it. */
function cutWhenUnread({ conn }: DoorSocket): void {
  let waiting = 0;
  conn.on('packetCreate', () => {
    waiting += 1;
    if (waiting > UNREAD) conn.close(true);
  });
  conn.on('drain', () => {
    waiting = 0;
  });
}

const isAskName = (name: unknown): name is AskName => typeof name === 'string' && Object.hasOwn(ASKS, name);
