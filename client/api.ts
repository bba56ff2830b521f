// The one way to speak HTTP: calls a route of the protocol by name, typed both ways; a refusal becomes a typed error.
import type { HttpRefusal } from '../server/protocol/api.ts';
import { ERROR_STATUS, type ErrorCode } from '../server/protocol/errors.ts';
import { ROUTES, type RouteAnswer, type RouteInput, type RouteName } from '../server/protocol/routes.ts';

/** What can go wrong as the client sees it: the server's codes, no answer at all, and a browser that cannot hold a call. */
export type ClientCode = ErrorCode | 'unreachable' | 'browser_too_old';

export class Refused extends Error {
  readonly code: ClientCode;
  /** For the helper on the telephone, never the main sentence. */
  readonly detail: string;
  constructor(code: ClientCode, detail = '', options?: ErrorOptions) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'Refused';
    this.code = code;
    this.detail = detail;
  }
}

/** Turns whatever was caught into a code that has a sentence. */
export const codeOf = (thrown: unknown): ClientCode => (thrown instanceof Refused ? thrown.code : 'internal');

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type Params<Name extends RouteName> = ParamNames<(typeof ROUTES)[Name]['path']>;
type Call<Name extends RouteName> = ([Params<Name>] extends [never]
  ? { readonly params?: never }
  : { readonly params: Readonly<Record<Params<Name>, string>> }) &
  (Record<string, never> extends RouteInput<Name>
    ? { readonly body?: RouteInput<Name> }
    : { readonly body: RouteInput<Name> }) & { readonly signal?: AbortSignal };
/** The second argument may be left out when a route needs neither parameters nor body. */
type Rest<Name extends RouteName> =
  Record<string, never> extends Call<Name> ? [given?: Call<Name>] : [given: Call<Name>];

type Given = {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
};

/**
 * Asks the server over HTTP.
 * @throws Refused with the server's code; `unreachable` when there was no answer. An aborted call throws the browser's AbortError.
 */
export async function call<Name extends RouteName>(name: Name, ...rest: Rest<Name>): Promise<RouteAnswer[Name]> {
  const given: Given = rest[0] ?? {};
  const { method, path } = ROUTES[name];
  const inQuery = method === 'GET' || method === 'DELETE';
  const url = pathWith(path, given.params ?? {}) + (inQuery ? queryOf(given.body) : '');
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(inQuery ? {} : { 'content-type': 'application/json' }) },
      ...(inQuery ? {} : { body: JSON.stringify(given.body ?? {}) }),
      ...(given.signal ? { signal: given.signal } : {}),
    });
    text = await response.text();
  } catch (cause) {
    if (given.signal?.aborted) throw cause;
    throw new Refused('unreachable', '', { cause });
  }
  const answer = parse(text);
  if (!response.ok) throw refusalFrom(answer, response.status);
  // The server answers by the same table; its tests hold it to these shapes.
  return answer as RouteAnswer[Name];
}

const pathWith = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

function queryOf(body: object | undefined): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(body ?? {})) if (value !== undefined) query.set(key, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isErrorCode = (code: unknown): code is ErrorCode =>
  Object.keys(ERROR_STATUS).some((known) => known === code);

const isRefusal = (answer: unknown): answer is HttpRefusal =>
  typeof answer === 'object' && answer !== null && 'code' in answer && isErrorCode(answer.code);

/** What an answer that is not of a route was refused with. */
export const refusedBy = async (response: Response): Promise<Refused> =>
  refusalFrom(parse(await response.text()), response.status);

/** A proxy in front of the server answers without a code of ours: only "does not answer now" is worth telling apart. */
function refusalFrom(answer: unknown, status: number): Refused {
  if (isRefusal(answer)) return new Refused(answer.code, answer.detail ?? '');
  return new Refused(status === 502 || status === 503 || status === 504 ? 'unreachable' : 'internal', `HTTP ${status}`);
}
