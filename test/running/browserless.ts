// A browser without a page: cookies, own origin, the typed HTTP routes and the socket, for tests of the doors.
import { io, type Socket } from 'socket.io-client';
import { type AskBody, type AskName, type AskReply, PROTOCOL_VERSION } from '../../server/protocol/asks.ts';
import type { Answer, NoticeName, Notices } from '../../server/protocol/notices.ts';
import { ROUTES, type RouteAnswer, type RouteInput, type RouteName } from '../../server/protocol/routes.ts';

export type HttpAnswer<Value> = { readonly status: number; readonly body: Value; readonly code: string | undefined };

export class Browserless {
  readonly origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.origin = origin;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Any request, with this browser's cookies; `origin` in headers overrides its own. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { origin: this.origin, ...(this.cookie ? { cookie: this.cookie } : {}), ...init.headers };
    const response = await fetch(new URL(path, this.origin), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  async ask<Name extends RouteName>(
    name: Name,
    body: RouteInput<Name>,
    id = '',
  ): Promise<HttpAnswer<RouteAnswer[Name]>> {
    const { method, path } = ROUTES[name];
    const query = new URLSearchParams(Object.entries(body as object).map(([key, value]) => [key, String(value)]));
    const bodiless = method === 'GET' || method === 'DELETE';
    const target = path.replace(':id', id) + (bodiless && query.size > 0 ? `?${query}` : '');
    const response = await this.fetch(target, {
      method,
      ...(bodiless ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = (await response.json()) as RouteAnswer[Name];
    const code = response.ok ? undefined : (answer as { code?: string }).code;
    return { status: response.status, body: answer, code };
  }

  /** Like `ask`, for what must succeed. @throws Error with the code it was refused with */
  async call<Name extends RouteName>(name: Name, body: RouteInput<Name>, id = ''): Promise<RouteAnswer[Name]> {
    const answer = await this.ask(name, body, id);
    if (answer.code !== undefined || answer.status >= 400) throw new Error(`${name}: ${answer.status} ${answer.code}`);
    return answer.body;
  }

  /** A tab of this browser at a hearing's socket. @throws Error whose message is the refusal's code */
  async connect(hearingId: string, personId?: string, over: Readonly<Record<string, unknown>> = {}): Promise<Tab> {
    const socket = io(this.origin, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { origin: this.origin, cookie: this.cookie },
      auth: {
        protocol: PROTOCOL_VERSION,
        hearingId,
        tabId: crypto.randomUUID(),
        ...(personId === undefined ? {} : { personId }),
        ...over,
      },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      const data = (error as { data?: { code?: string } }).data;
      reject(new Error(data?.code ?? error.message));
    });
    await promise;
    return new Tab(socket);
  }
}

export class Tab {
  readonly socket: Socket;
  readonly notices: { readonly name: NoticeName; readonly body: unknown }[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('notice', (name: NoticeName, body: unknown) => {
      this.notices.push({ name, body });
      for (const look of this.#waiting) look();
    });
  }

  answer<Name extends AskName>(name: Name, body: AskBody<Name>): Promise<Answer<AskReply[Name]>> {
    return this.raw(name, body) as Promise<Answer<AskReply[Name]>>;
  }

  /** Anything at all, as a hostile client would send it. */
  raw(name: unknown, body: unknown): Promise<Answer<unknown>> {
    return this.socket.timeout(15_000).emitWithAck('ask', name, body) as Promise<Answer<unknown>>;
  }

  /** For what must succeed. @throws Error with the code it was refused with */
  async ask<Name extends AskName>(name: Name, body: AskBody<Name>): Promise<AskReply[Name]> {
    const answer = await this.answer(name, body);
    if (!answer.ok) throw new Error(`${name}: ${answer.refusal.code} ${answer.refusal.detail ?? ''}`);
    return answer.value;
  }

  /** The first notice, already here or still to come, of this name that fits. */
  async notice<Name extends NoticeName>(
    name: Name,
    fits: (body: Notices[Name]) => boolean = () => true,
  ): Promise<Notices[Name]> {
    const { promise, resolve, reject } = Promise.withResolvers<Notices[Name]>();
    const look = () => {
      for (const notice of this.notices) {
        // Named by the server, whose types say what comes under which name.
        const body = notice.body as Notices[Name];
        if (notice.name === name && fits(body)) resolve(body);
      }
    };
    const timer = setTimeout(() => {
      const line = this.socket.connected ? '' : ', and the line is gone';
      reject(new Error(`no notice ${name} that fits${line}`));
    }, 15_000);
    this.#waiting.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(look);
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}
