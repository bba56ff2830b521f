// The one socket door: checks origin, version and session once, then every ask for shape, right and rate; translates errors.
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Server, type Socket } from 'socket.io';
import { AppError, refusalOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Asker, can } from '../may.ts';
import type { Visitors } from '../office/visitors.ts';
import { ASKS, type AskName, Handshake, PROTOCOL_VERSION } from '../protocol/asks.ts';
import type { Answer, ClientToServer, ServerToClient } from '../protocol/notices.ts';
import type { Guest } from '../rooms/guest.ts';
import type { Hall } from '../rooms/hall.ts';
import type { Room } from '../rooms/room.ts';
import { Bucket } from './bucket.ts';
import { answer, RIGHT_FOR } from './handlers.ts';

const MESSAGE_BYTES = 65_536;
/** A connection's session is looked at again this often: revoked ones end, used ones do not go stale. */
const SESSION_CHECK_MS = 60_000;

type Entry = { readonly room: Room; readonly guest: Guest; readonly asker: Asker };
type DoorSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, { entry?: Entry }>;

export class SocketDoor {
  readonly #io: Server<ClientToServer, ServerToClient, Record<string, never>, { entry?: Entry }>;
  readonly #visitors: Visitors;
  readonly #hall: Hall;
  readonly #log: Log;

  constructor(servers: readonly (HttpServer | HttpsServer)[], visitors: Visitors, hall: Hall, log: Log) {
    this.#visitors = visitors;
    this.#hall = hall;
    this.#log = log;
    this.#io = new Server({
      // Polling would come without an Origin header; every browser with WebRTC has WebSocket.
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MESSAGE_BYTES,
      perMessageDeflate: false,
      pingInterval: 5_000,
      pingTimeout: 10_000,
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
    const bucket = new Bucket();
    socket.on('ask', (name, body, reply) => {
      // Who asks without wanting an answer gets none; `reply` is as untrusted as the rest.
      if (typeof reply !== 'function') return;
      if (!bucket.take()) {
        if (bucket.isFlooded) socket.disconnect(true);
        else reply({ ok: false, refusal: { code: 'too_many_attempts' } });
        return;
      }
      void this.#ask(entry, name, body).then(reply);
    });
    const check = setInterval(() => void this.#stillWelcome(socket, entry), SESSION_CHECK_MS);
    socket.on('disconnect', () => {
      clearInterval(check);
      entry.room.lost(entry.guest).catch((error: unknown) => this.#log.error({ err: error }, 'leaving not done'));
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

  async #stillWelcome(socket: DoorSocket, { guest, room }: Entry): Promise<void> {
    const held =
      guest.accountId === null
        ? await this.#visitors.seat(socket.request, guest.personId)
        : await this.#visitors.staff(socket.request);
    if (held === null)
      await room.dismiss((one) => one === guest, guest.accountId === null ? 'link_revoked' : 'not_signed_in');
  }
}

const isAskName = (name: unknown): name is AskName => typeof name === 'string' && Object.hasOwn(ASKS, name);
