// The listeners: http for this machine or a proxy, https with the installation's own certificate or a self-signed one for a try-out.

import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type Config, ConfigError, lanAddresses } from '../config.ts';

export type Listeners = {
  readonly servers: readonly (HttpServer | HttpsServer)[];
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Slow or endless requests end by themselves. */
const LIMITS = { headersTimeout: 15_000, requestTimeout: 60_000, maxHeaderSize: 16_384 } as const;

export async function makeListeners(config: Config, handler: RequestListener): Promise<Listeners> {
  const { http, https } = config.doors;
  const doors: { server: HttpServer | HttpsServer; host: string; port: number }[] = [];
  if (http !== null) doors.push({ server: createHttp(LIMITS, handler), ...http });
  if (https !== null) {
    const pair = https.certificate === 'own' ? await ownCertificate(config) : await trialCertificate(config.DATA_DIR);
    doors.push({ server: createHttps({ ...LIMITS, ...pair }, handler), host: https.host, port: https.port });
  }
  return {
    servers: doors.map((door) => door.server),
    open: async () => {
      await Promise.all(doors.map((door) => listen(door.server, door.port, door.host)));
    },
    close: async () => {
      await Promise.all(doors.map((door) => shut(door.server)));
    },
  };
}

function listen(server: HttpServer | HttpsServer, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    reject(
      error.code === 'EADDRINUSE' ? new ConfigError(`Cannot start: port ${port} is in use by another program`) : error,
    );
  });
  server.listen(port, host, resolve);
  return promise;
}

function shut(server: HttpServer | HttpsServer): Promise<void> {
  if (!server.listening) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}

type Pair = { readonly cert: string; readonly key: string };

async function ownCertificate(config: Config): Promise<Pair> {
  try {
    return { cert: await readFile(config.TLS_CERT ?? '', 'utf8'), key: await readFile(config.TLS_KEY ?? '', 'utf8') };
  } catch (error) {
    throw new ConfigError('Cannot start: TLS_CERT or TLS_KEY cannot be read', { cause: error });
  }
}

/** Made once and kept, so that a phone which trusted it goes on; made anew when an address is missing in it or it is about to expire. */
async function trialCertificate(dataDir: string): Promise<Pair> {
  const folder = join(dataDir, 'trial-certificate');
  const names = ['localhost', '127.0.0.1', ...lanAddresses()];
  try {
    const kept = {
      cert: await readFile(join(folder, 'cert.pem'), 'utf8'),
      key: await readFile(join(folder, 'key.pem'), 'utf8'),
    };
    const certificate = new X509Certificate(kept.cert);
    const covers = (name: string) =>
      (/^[\d.]+$/.test(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
    if (names.every(covers) && certificate.validToDate.getTime() > Date.now() + 86_400_000) return kept;
  } catch {
    // Not there yet, or not readable as a certificate: a new one is made below.
  }
  const made = await generate([{ name: 'commonName', value: 'open-hearing (trial)' }], {
    algorithm: 'sha256',
    // Browsers refuse server certificates that hold longer than 398 days.
    notAfterDate: new Date(Date.now() + 390 * 86_400_000),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
      { name: 'extKeyUsage', serverAuth: true },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'key.pem'), made.private, { mode: 0o600 });
  await writeFile(join(folder, 'cert.pem'), made.cert);
  return { cert: made.cert, key: made.private };
}
