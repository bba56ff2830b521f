// The socket to the hearing: asks with one answer each, notices, and coming back for ever until the server says farewell.
import { io, type Socket } from 'socket.io-client';
import { type AskBody, type AskName, type AskReply, PROTOCOL_VERSION } from '../../server/protocol/asks.ts';
import type { ErrorCode } from '../../server/protocol/errors.ts';
import type { Id } from '../../server/protocol/ids.ts';
import type {
  Answer,
  ClientToServer,
  Farewell,
  NoticeName,
  Notices,
  ServerToClient,
} from '../../server/protocol/notices.ts';
import { type ClientCode, isErrorCode, Refused } from '../api.ts';

/** How the line to the server is: `lost` is trying again by itself. */
export type Line = 'connecting' | 'connected' | 'lost';

/** Which session of this browser speaks: a person's link, or (without personId) the staff account. */
export type Who = { readonly hearingId: Id; readonly personId?: Id; readonly tabId: Id };

/** Who is told what. Each is called at most once per event, in the order of the wire. */
export type ConnectionEvents = {
  /** The line stands (again): whoever uses it enters (again). */
  readonly connected: () => void;
  readonly lost: () => void;
  readonly notice: <Name extends NoticeName>(name: Name, body: Notices[Name]) => void;
  /** The server has refused for good, or said farewell; nothing is tried again. */
  readonly ended: (why: Farewell | ClientCode) => void;
};

const ANSWER_WITHIN_MS = 10_000;
/** A line is being made for so long at first; afterwards for some times as long as it took, so that no try hangs in the dark. */
const LINE_WITHIN_MS = 10_000;
const LINE_WITHIN_AT_LEAST_MS = 1_500;
const LINE_TIMES = 4;
/** After so many tries in vain the network may have become slower than it was. */
const PATIENT_AFTER = 20;
/** Refusals after which trying again is hopeless without the person. */
const FINAL: readonly ClientCode[] = [
  'not_signed_in',
  'account_disabled',
  'forbidden',
  'foreign_origin',
  'link_unknown',
  'link_revoked',
  'link_expired',
  'not_found',
  'consent_needed',
  'removed',
  'protocol_version',
  'bad_request',
];
const RETRY_MS = 3000;

export class Connection {
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #events: ConnectionEvents;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tryingSinceMs = performance.now();
  #patienceMs = LINE_WITHIN_MS;
  #closed = false;

  constructor(who: Who, events: ConnectionEvents) {
    this.#events = events;
    this.#socket = io({
      path: '/socket.io',
      transports: ['websocket'],
      auth: { protocol: PROTOCOL_VERSION, ...who },
      // A server that is back must not be met by everybody at one moment: each waits a little more or less.
      reconnectionDelay: 200,
      reconnectionDelayMax: 700,
      randomizationFactor: 0.5,
      timeout: LINE_WITHIN_MS,
      autoConnect: false,
    });
    this.#socket.io.on('reconnect_attempt', (attempt) => {
      this.#tryingSinceMs = performance.now();
      this.#socket.io.timeout(attempt > PATIENT_AFTER ? LINE_WITHIN_MS : this.#patienceMs);
    });
    this.#socket.on('connect', () => this.#onConnect());
    this.#socket.on('disconnect', (reason) => this.#onDisconnect(reason));
    this.#socket.on('connect_error', (error) => this.#onConnectError(error));
    this.#socket.on('notice', (name, body) => this.#onNotice(name, body));
    window.addEventListener('online', this.tryNow);
    window.addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.#visible);
    this.#socket.connect();
  }

  /** @throws Refused with the server's code, or `unreachable` when no answer came in time. */
  async ask<Name extends AskName>(name: Name, body: AskBody<Name>): Promise<AskReply[Name]> {
    // socket.io would keep it and send it after the line is back, when it may be wrong.
    if (!this.#socket.connected) throw new Refused('unreachable', name);
    let answer: Answer<unknown>;
    try {
      answer = await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck('ask', name, body);
    } catch (cause) {
      throw new Refused('unreachable', name, { cause });
    }
    if (!answer.ok) throw new Refused(answer.refusal.code, answer.refusal.detail ?? '');
    // The server's table of handlers is typed by the same AskReply.
    return answer.value as AskReply[Name];
  }

  /** There is a network again, as far as somebody else has seen: a try that hangs, or waits, is begun anew. */
  readonly tryNow = (): void => {
    if (this.#closed || this.#socket.connected) return;
    clearTimeout(this.#retry);
    this.#tryingSinceMs = performance.now();
    this.#socket.disconnect().connect();
  };

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    window.removeEventListener('online', this.tryNow);
    window.removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.#visible);
    this.#socket.disconnect();
  }

  #onNotice<Name extends NoticeName>(name: Name, body: Notices[Name]): void {
    if (this.#closed) return;
    // The name says which body it is; TypeScript does not follow that through a generic.
    if (name === 'farewell') this.#end((body as Notices['farewell']).why);
    else this.#events.notice(name, body);
  }

  #onConnect(): void {
    const tookMs = performance.now() - this.#tryingSinceMs;
    this.#patienceMs = Math.min(Math.max(LINE_TIMES * tookMs, LINE_WITHIN_AT_LEAST_MS), LINE_WITHIN_MS);
    this.#events.connected();
  }

  #onDisconnect(reason: string): void {
    if (this.#closed) return;
    this.#events.lost();
    // socket.io comes back by itself unless the server closed the line; without a farewell that was not meant for ever.
    if (reason === 'io server disconnect') this.#again();
  }

  #onConnectError(error: Error): void {
    if (this.#closed) return;
    const code = refusalIn(error);
    if (code !== null && FINAL.includes(code)) {
      this.#end(code);
      return;
    }
    this.#events.lost();
    // `active` means that socket.io tries again by itself; it does not after a refusal of the server.
    if (!this.#socket.active) this.#again();
  }

  #again(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), RETRY_MS);
  }

  /** A phone lets no timer run in the background: whoever comes back should not wait for the next one. */
  readonly #visible = (): void => {
    if (document.visibilityState === 'visible') this.tryNow();
  };

  /** Without a network the heartbeat would take some seconds to notice; the person should know at once. */
  readonly #offline = (): void => {
    if (this.#socket.connected) this.#socket.io.engine.close();
  };

  #end(why: Farewell | ClientCode): void {
    this.close();
    this.#events.ended(why);
  }
}

/** The refusal that the server puts beside a refused handshake; null when the line itself failed. */
export function refusalIn(error: Error): ErrorCode | null {
  const data: unknown = 'data' in error ? error.data : undefined;
  const code: unknown = typeof data === 'object' && data !== null && 'code' in data ? data.code : error.message;
  return isErrorCode(code) ? code : null;
}
