// Prometheus metrics on a listener of their own, reachable from this machine only.
import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { LetterPapers } from '../jobs/letter-paper.ts';
import type { Hall } from '../rooms/hall.ts';

const HOST = '127.0.0.1';

/** Port 0 means none. The registry asks for its numbers when it is asked. */
export async function openMetrics(port: number, hall: Hall, papers: LetterPapers): Promise<Server | null> {
  if (port === 0) return null;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'open_hearing_' });
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `open_hearing_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  gauge('rooms', 'Rooms that are open', () => hall.count().rooms);
  gauge('hearings_live', 'Hearings in session', () => hall.count().live);
  gauge('people_connected', 'People in rooms', () => hall.count().people);
  gauge('letters_without_paper', 'Signed letters whose PDF could not be made yet', () => papers.waiting);
  gauge('disk_free_bytes', 'Free bytes under DATA_DIR', async () => (await hall.health()).diskFreeBytes);
  gauge('worker_alive', '1 while the media process and its workers answer', async () =>
    (await hall.health()).worker === 'alive' ? 1 : 0,
  );
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, HOST, resolve);
  await promise;
  return server;
}
