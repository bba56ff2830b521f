// The HTTP door: checks every request, hands it to its handler, translates what was thrown into a refusal.
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { AppError, refusalOf } from '../errors.ts';
import { ERROR_STATUS } from '../protocol/errors.ts';
import { Id } from '../protocol/ids.ts';
import { ROUTES, type RouteName } from '../protocol/routes.ts';
import type { House, RouteHandlers } from './call.ts';
import { caseRoutes } from './case-routes.ts';
import { files, pages } from './files.ts';
import { joinRoutes } from './join-routes.ts';
import { letterFiles } from './letter-files.ts';
import { letterRoutes } from './letter-routes.ts';
import { minutesFiles } from './minutes-files.ts';
import { minutesRoutes } from './minutes-routes.ts';
import { scanUploads } from './scan-uploads.ts';
import { securityHeaders } from './security.ts';
import { signerCopies } from './signer-copies.ts';
import { staffRoutes } from './staff-routes.ts';
import { transcriptFiles } from './transcript-files.ts';
import { transcriptRoutes } from './transcript-routes.ts';

/** Unless a route takes more. */
const BODY_BYTES = 32_768;
const CLIENT = fileURLToPath(new URL('../../client/dist', import.meta.url));

export function httpDoor(house: House): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', house.config.TRUSTED_PROXY);
  app.use(securityHeaders(house.config.doors.origins));
  app.use(ownOriginOnly(house));
  for (const route of Object.values(ROUTES)) if ('bytes' in route) app.use(route.path, bodies(route.bytes));
  app.use(bodies(BODY_BYTES));
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const handlers: RouteHandlers = {
    ...staffRoutes(house),
    ...caseRoutes(house),
    ...letterRoutes(house),
    ...transcriptRoutes(house),
    ...minutesRoutes(house),
    ...joinRoutes(house),
  };
  for (const name of Object.keys(ROUTES) as RouteName[]) mount(app, name, handlers);
  app.use(files(house));
  app.use(letterFiles(house));
  app.use(transcriptFiles(house));
  app.use(minutesFiles(house));
  app.use(signerCopies(house));
  app.use(scanUploads(house));
  app.use('/api', (_request, _response, next) => next(new AppError('not_found')));
  app.use(pages(CLIENT));
  app.use(errorAnswer(house));
  return app;
}

const bodies = (limit: number): RequestHandler => express.json({ limit, type: 'application/json', strict: true });

const ownOriginOnly =
  ({ visitors }: House): RequestHandler =>
  (request, _response, next) => {
    const safe = ['GET', 'HEAD'].includes(request.method);
    next(safe || visitors.comesFromOwnPage(request) ? undefined : new AppError('foreign_origin'));
  };

function mount<Name extends RouteName>(app: Express, name: Name, handlers: RouteHandlers): void {
  const { method, path, body: schema } = ROUTES[name];
  const handler: RouteHandlers[Name] = handlers[name];
  const bodiless = method === 'GET' || method === 'DELETE';
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  app[verb](path, (request, response, next) => {
    const work = async () => {
      if (!bodiless && !request.is('application/json')) throw new AppError('bad_request', 'JSON expected');
      const parsed = schema.safeParse(bodiless ? { ...request.query } : request.body);
      if (!parsed.success) throw new AppError('bad_request', describe(parsed.error.issues));
      const id = 'id' in request.params ? Id.safeParse(request.params.id) : null;
      if (id !== null && !id.success) throw new AppError('bad_request', 'id');
      // The schema of this very route has just made the body what its handler takes; TypeScript cannot follow the name through the table.
      const body = parsed.data as Parameters<RouteHandlers[Name]>[0]['body'];
      const call = { body, id: id?.data ?? '', request, response } as Parameters<RouteHandlers[Name]>[0];
      response.json(await (handler as (given: typeof call) => Promise<unknown>)(call));
    };
    work().catch(next);
  });
}

/** Which field is wrong, never what was in it. */
const describe = (issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[]): string =>
  issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`)
    .join('; ');

/** body-parser's own errors carry a status and a type; everything unknown is ours and is logged. */
const errorAnswer =
  ({ log }: House): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const known = error instanceof AppError ? error : bodyError(error);
    if (known === null || ERROR_STATUS[known.code] >= 500) {
      log.error({ method: request.method, route: request.route?.path ?? 'none', err: error }, 'request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const refusal = refusalOf(known);
    response.status(ERROR_STATUS[refusal.code]).json(refusal);
  };

function bodyError(error: unknown): AppError | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  if (error.status === 413) return new AppError('too_large');
  if (error.status === 404) return new AppError('not_found');
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500) {
    return new AppError('bad_request', 'type' in error ? String(error.type) : undefined);
  }
  return null;
}
