// The line between two processes: typed requests with answers, and notices, over an IPC channel; zod checks what arrives.
import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';
import {
  MEDIA_ERRORS,
  MediaError,
  NOTICES,
  type NoticeBody,
  type NoticeName,
  REQUESTS,
  type RequestAnswer,
  type RequestBody,
  type RequestHandlers,
  type RequestName,
} from './contract.ts';

/** What a line needs of a channel. `send` answers false when the other end is gone. */
export type Channel = {
  send(message: object): boolean;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: () => void): void;
};

/** Node's IPC channel, seen from the parent (a forked child) or from the child (`process`). */
export function ipcChannel(end: ChildProcess | NodeJS.Process): Channel {
  return {
    // An error of a single send means that the channel is closing: `disconnect` tells it, and answers what is waiting.
    send: (message) => end.connected === true && end.send?.(message, undefined, undefined, () => {}) !== undefined,
    onMessage: (listener) => void end.on('message', listener),
    onGone: (listener) => void end.on('disconnect', listener),
  };
}

const Message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), id: z.int(), name: z.string(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('answer'), id: z.int(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), id: z.int(), code: z.enum(MEDIA_ERRORS), message: z.string() }),
  z.strictObject({ kind: z.literal('notice'), name: z.string(), body: z.unknown() }),
]);
type Message = z.infer<typeof Message>;

/** How long an answer may take. What hashes or syncs files takes as long as the disk does. */
const PATIENCE_MS: Partial<Record<RequestName, number>> = {
  recoverRecording: 600_000,
  pauseRecording: 60_000,
  stopRecording: 60_000,
  closeRoom: 60_000,
  shutdown: 60_000,
};
const USUAL_PATIENCE_MS = 10_000;

type Waiting = { readonly name: RequestName; readonly settle: (message: Message | MediaError) => void };
type NoticeListener = (body: never) => void;

/** The end that asks. */
export class AskingEnd {
  readonly #channel: Channel;
  readonly #onBadMessage: (why: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<NoticeName, Set<NoticeListener>>();
  #lastId = 0;
  #gone = false;

  /** @param onBadMessage told what did not pass the check; such a message is otherwise dropped */
  constructor(channel: Channel, onBadMessage: (why: string) => void) {
    this.#channel = channel;
    this.#onBadMessage = onBadMessage;
    channel.onMessage((message) => this.#arrived(message));
    channel.onGone(() => this.close());
  }

  /** @throws MediaError what the other end refused with; `unavailable` when it is gone or silent for too long */
  async request<Name extends RequestName>(
    name: Name,
    body: RequestBody<Name>,
    patienceMs = PATIENCE_MS[name] ?? USUAL_PATIENCE_MS,
  ): Promise<RequestAnswer<Name>> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<Message | MediaError>();
    const silence = () => resolve(new MediaError('unavailable', `${name}: no answer within ${patienceMs} ms`));
    const timer = setTimeout(silence, patienceMs);
    this.#waiting.set(id, { name, settle: resolve });
    if (this.#gone || !this.#channel.send({ kind: 'ask', id, name, body })) {
      resolve(new MediaError('unavailable', `${name}: the media process is not there`));
    }
    const outcome = await promise;
    clearTimeout(timer);
    this.#waiting.delete(id);
    if (outcome instanceof MediaError) throw outcome;
    if (outcome.kind === 'refusal') throw new MediaError(outcome.code, outcome.message);
    const answer = REQUESTS[name].answer.safeParse(outcome.kind === 'answer' ? outcome.body : undefined);
    if (!answer.success)
      throw new MediaError('internal', `${name}: answer not as agreed: ${z.prettifyError(answer.error)}`);
    // The table's schema for this name made it; the compiler cannot follow an index by a type parameter.
    return answer.data as RequestAnswer<Name>;
  }

  /** @returns stops listening */
  on<Name extends NoticeName>(name: Name, listener: (body: NoticeBody<Name>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Rejects everything that still waits. */
  close(): void {
    this.#gone = true;
    for (const { name, settle } of this.#waiting.values()) {
      settle(new MediaError('unavailable', `${name}: the media process went away`));
    }
  }

  #arrived(raw: unknown): void {
    const parsed = Message.safeParse(raw);
    const message = parsed.data;
    if (message === undefined) this.#onBadMessage(z.prettifyError(parsed.error));
    else if (message.kind === 'ask') this.#onBadMessage('an ask where only answers are expected');
    else if (message.kind === 'notice') this.#notice(message.name, message.body);
    else this.#waiting.get(message.id)?.settle(message);
  }

  #notice(name: string, raw: unknown): void {
    const body = isKey(NOTICES, name) ? NOTICES[name].safeParse(raw) : null;
    if (!isKey(NOTICES, name) || !body?.success) {
      this.#onBadMessage(`notice ${name}: ${body?.error ? z.prettifyError(body.error) : 'unknown'}`);
      return;
    }
    for (const listener of this.#listeners.get(name) ?? []) {
      // `on` put only listeners of this notice's body under this name.
      (listener as (body: unknown) => void)(body.data);
    }
  }
}

/** The end that answers. */
export class AnsweringEnd {
  readonly #channel: Channel;
  readonly #onFault: (name: string, error: unknown) => void;

  /** @param onFault told of everything that went wrong inside and was answered with `internal` */
  constructor(channel: Channel, onFault: (name: string, error: unknown) => void) {
    this.#channel = channel;
    this.#onFault = onFault;
  }

  notify<Name extends NoticeName>(name: Name, body: NoticeBody<Name>): void {
    this.#channel.send({ kind: 'notice', name, body });
  }

  serve(handlers: RequestHandlers): void {
    this.#channel.onMessage((raw) => {
      const message = Message.safeParse(raw);
      if (!message.success || message.data.kind !== 'ask') return this.#onFault('message', new Error('not an ask'));
      const { id, name, body } = message.data;
      void answer(handlers, name, body)
        .then((answered) => this.#channel.send({ kind: 'answer', id, body: answered }))
        .catch((error: unknown) => {
          const known = error instanceof MediaError;
          if (!known || error.code === 'internal') this.#onFault(name, error);
          const code = known ? error.code : 'internal';
          this.#channel.send({ kind: 'refusal', id, code, message: known ? error.message : 'went wrong inside' });
        });
    });
  }
}

/** Checks an ask and has it answered. @throws MediaError bad_request when it is none of the table's, or whatever the handler throws */
async function answer(handlers: RequestHandlers, name: string, raw: unknown): Promise<unknown> {
  if (!isKey(REQUESTS, name)) throw new MediaError('bad_request', `no request is called ${name}`);
  const body = REQUESTS[name].body.safeParse(raw);
  if (!body.success) throw new MediaError('bad_request', `${name}: ${z.prettifyError(body.error)}`);
  // The body was made by the schema that stands beside this handler's type in the table.
  return (handlers[name] as (body: unknown) => Promise<unknown>)(body.data);
}

const isKey = <Table extends object>(table: Table, name: string): name is Extract<keyof Table, string> =>
  Object.hasOwn(table, name);
