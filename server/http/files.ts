// Files of a hearing: original segments with their check value, each person's playable copy, the composed recording, the manifest. Range requests work on all.
import { join } from 'node:path';
import { type RequestHandler, Router } from 'express';
import sirv from 'sirv';
import { AppError } from '../errors.ts';
import {
  compositionPath,
  manifestPath,
  personRecordingPath,
  personRecordingStatePath,
  segmentFilePath,
} from '../protocol/routes.ts';
import { type House, hearingFor } from './call.ts';
import { guard, idIn, route, send, Views } from './sending.ts';

/** Express's patterns, made from the same functions that the client calls. */
const SEGMENT = segmentFilePath(':id');
const PERSON_FILE = personRecordingPath(':id', ':personId');
const COMPOSED_FILE = compositionPath(':id');
const MANIFEST = manifestPath(':id');
const PERSON_STATE = personRecordingStatePath(':id', ':personId');

export function files(house: House): Router {
  const { archive, composed, copies } = house;
  const router = Router();
  const views = new Views(archive);

  router.get(
    SEGMENT,
    route(async (request, response) => {
      const segment = await archive.recordings.segment(idIn(request, 'id'));
      const { who, found: hearing } = await hearingFor(house, request, segment?.hearingId, 'recording.play');
      if (segment === null) throw new AppError('not_found');
      await views.note(who, 'segment.downloaded', segment.id, hearing);
      guard(response, segment.sha256);
      response.attachment(`${segment.startMs.toFixed(0)}ms-${segment.source}-${segment.id}.mkv`);
      response.type('video/x-matroska');
      await send(response, archive.objects.path(segment.sha256));
    }),
  );

  router.get(
    PERSON_STATE,
    route(async (request, response) => {
      const { found: hearing } = await hearingFor(house, request, idIn(request, 'id'), 'recording.play');
      response.json(await copies.state(hearing, idIn(request, 'personId')));
    }),
  );

  router.get(
    PERSON_FILE,
    route(async (request, response) => {
      const personId = idIn(request, 'personId');
      const { who, found: hearing } = await hearingFor(house, request, idIn(request, 'id'), 'recording.play');
      const { path, sha256 } = await copies.file(hearing, personId);
      await views.note(who, 'recording.played', personId, hearing);
      guard(response, sha256);
      response.type('video/webm');
      await send(response, path);
    }),
  );

  router.get(
    COMPOSED_FILE,
    route(async (request, response) => {
      const { who, found: hearing } = await hearingFor(house, request, idIn(request, 'id'), 'recording.play');
      const { path, sha256 } = await composed.file(hearing);
      await views.note(who, 'composition.played', hearing.title, hearing);
      guard(response, sha256);
      response.type('video/mp4');
      await send(response, path);
    }),
  );

  router.get(
    MANIFEST,
    route(async (request, response) => {
      const { who, found: hearing } = await hearingFor(house, request, idIn(request, 'id'), 'recording.play');
      const made = hearing.recording && (await archive.verifications.ofRecording(hearing.recording.id))?.manifest;
      if (made == null) throw new AppError('not_found');
      await views.note(who, 'manifest.downloaded', hearing.title, hearing, { sha256: made.sha256 });
      guard(response, made.sha256);
      response.attachment(`manifest-${hearing.id}.json`);
      response.type('application/json');
      await send(response, archive.objects.path(made.sha256));
    }),
  );

  return router;
}

/** The built client, compressed where the build made a smaller twin: hashed files for ever, the page itself never from a cache, and the page for every path of the client's own. */
export function pages(folder: string): RequestHandler[] {
  return [
    sirv(folder, {
      brotli: true,
      etag: true,
      setHeaders: (response, path) => {
        const hashed = path.startsWith('/assets/');
        response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
    (request, response, next) => {
      if (request.method !== 'GET' || request.path.startsWith('/api/')) return next();
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile(join(folder, 'index.html'));
    },
  ];
}
