// Two real browsers in one room of the real media process: seen, heard, held, recorded, and recovered after a kill.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClosedSegment, OpenSegment, RequestName } from '../../media/contract.ts';
import { MediaProcess } from '../../media/process.ts';
import { temporaryFolder } from './folder.ts';
import { beepsIn, decodedFrames, sha256Of, sizeOf } from './measure.ts';
import { SETTINGS, SILENT_LOG } from './settings.ts';

const roomId = crypto.randomUUID();
const recordingId = crypto.randomUUID();
const zeroAtMs = Date.now();

let media: MediaProcess;
let server: Server;
let browser: Browser;
let directory: string;
let origin: string;
const lives: string[] = [];
const opened: OpenSegment[] = [];
const closed: ClosedSegment[] = [];
const states: string[] = [];
let bytes = 0;

beforeAll(async () => {
  directory = await temporaryFolder();
  media = await MediaProcess.start(SETTINGS, { log: SILENT_LOG });
  media.onLife((life) => lives.push(life));
  media.on('segmentOpened', (segment) => opened.push(segment));
  media.on('segmentClosed', (segment) => closed.push(segment));
  media.on('recordingGrew', (growth) => {
    bytes = growth.bytes;
  });
  media.on('transportState', ({ state }) => states.push(state));
  const script = await bundle();
  server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(`<!doctype html><body><script>${script}</script>`),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://localhost:${address.port}`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
});
afterAll(async () => {
  await browser.close();
  server.close();
  await media.close();
});

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('./page.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'page' } },
  });
  const [made] = Array.isArray(built) ? built : [built];
  const chunk = made !== undefined && 'output' in made ? made.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('not bundled');
  return chunk.code.replaceAll('</script', '<\\/script');
}

async function openPerson(): Promise<Page> {
  const page = await browser.newPage();
  // Deliberately untyped: the page speaks as a browser does.
  await page.exposeFunction('ask', (name: RequestName, body: never) => media.request(name, body));
  await page.goto(`${origin}/#${roomId}/${crypto.randomUUID()}`);
  await page.evaluate('person.join()');
  return page;
}

const kindsOf = (segments: readonly { source: string }[]) => new Set(segments.map(({ source }) => source));
const path = (segment: { file: string }) => join(directory, segment.file);

describe('two browsers', () => {
  let speaker: Page;
  let microphone: string;
  let camera: string;

  it('see and hear each other, and are written to files that grow', async () => {
    await media.request('openRoom', { roomId });
    await media.request('startRecording', { roomId, recordingId, directory, zeroAtMs });
    speaker = await openPerson();
    const listener = await openPerson();
    const tracks: string[] = await speaker.evaluate('person.publish()');
    [microphone = '', camera = ''] = tracks;
    expect(await listener.evaluate(`person.watch('${camera}')`)).toBeGreaterThanOrEqual(320);
    expect(await listener.evaluate(`person.watch('${microphone}')`)).toBeGreaterThan(0.01);
    expect(states.filter((state) => state === 'connected').length).toBeGreaterThanOrEqual(2);
    await vi.waitFor(() => expect(kindsOf(opened)).toEqual(new Set(['microphone', 'camera'])), 5_000);
    expect(bytes).toBeGreaterThan(10_000);
    await listener.evaluate('person.leave()');
    await vi.waitFor(() => expect(states).toContain('closed'), 5_000);
    await listener.close();
  });

  it('are recorded so that every picture decodes and the sound is there, at its time', async () => {
    await wait(1_000);
    await media.request('pauseRecording', { roomId });
    expect(kindsOf(closed)).toEqual(new Set(['microphone', 'camera']));
    for (const segment of closed) {
      expect(await sha256Of(path(segment))).toBe(segment.sha256);
      // H.264 is offered, too, and not what a browser takes that has VP8.
      expect(segment.codec).toBe(segment.source === 'camera' ? 'vp8' : 'opus');
      if (segment.source === 'camera') expect(await decodedFrames(path(segment))).toBe(segment.frames);
      // Chromium's own test device beeps about once a second.
      else expect((await beepsIn(path(segment), 500)).length).toBeGreaterThanOrEqual(2);
    }
    const widths = await Promise.all(
      closed.filter(({ source }) => source === 'camera').map((segment) => sizeOf(path(segment))),
    );
    expect(widths.at(-1)).toBe('640x360');
    await media.request('resumeRecording', { roomId });
    await vi.waitFor(
      () => expect(kindsOf(opened.slice(closed.length))).toEqual(new Set(['microphone', 'camera'])),
      5_000,
    );
  });

  it('have nothing written of what is held', async () => {
    const before = closed.length;
    await media.request('setFlowing', { roomId, trackId: camera, flowing: false });
    await media.request('setFlowing', { roomId, trackId: microphone, flowing: false });
    await vi.waitFor(() => expect(kindsOf(closed.slice(before))).toEqual(new Set(['microphone', 'camera'])), 5_000);
    await wait(1_100);
    const held = bytes;
    await wait(1_100);
    expect(bytes).toBe(held);
    await media.request('setFlowing', { roomId, trackId: camera, flowing: true });
    await media.request('setFlowing', { roomId, trackId: microphone, flowing: true });
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(held), 5_000);
  });

  it('keep what was recorded when the media process is killed: to half a second, found by scanning', async () => {
    await wait(2_500);
    const openOnes = opened.filter(({ segmentId }) => !closed.some((segment) => segment.segmentId === segmentId));
    expect(kindsOf(openOnes)).toEqual(new Set(['microphone', 'camera']));
    const killedAtMs = Date.now() - zeroAtMs;
    process.kill(media.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(lives).toEqual(['down', 'up']), 20_000);
    const known = closed.map(({ segmentId }) => segmentId);
    const { segments, unreadable } = await media.request('recoverRecording', { directory, known });
    expect(unreadable).toEqual([]);
    expect(new Set(segments.map(({ segmentId }) => segmentId))).toEqual(
      new Set(openOnes.map(({ segmentId }) => segmentId)),
    );
    for (const segment of segments) {
      expect(killedAtMs - (segment.startMs + segment.durationMs)).toBeLessThan(500);
      expect(await sha256Of(path(segment))).toBe(segment.sha256);
      if (segment.source === 'camera') expect(await decodedFrames(path(segment))).toBe(segment.frames);
    }
    expect(await media.request('recoverRecording', { directory, known: [] })).toMatchObject({ unreadable: [] });
    expect((await media.request('recoverRecording', { directory, known: [] })).segments).toHaveLength(opened.length);
    await speaker.close();
  });
});
