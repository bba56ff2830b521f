// The participant's first page stays light enough for an old phone on a slow network.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshLink, loadFirstPage } from '../running/first-page.ts';
import { openOffice } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server?.remove();
});

it('needs at most 250 kB of compressed scripts', async () => {
  const { gzipBytes, scripts } = await loadFirstPage(await freshLink(await openOffice(server)));
  expect(scripts).toBeGreaterThan(0);
  expect(gzipBytes).toBeLessThanOrEqual(250_000);
});
