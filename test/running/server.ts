// Starts the real product as a process of its own, on free ports and in a new directory, for tests and benchmarks.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type RunningServer = {
  readonly origin: string;
  readonly dataDir: string;
  /** The link that the first start prints; null on later ones. */
  readonly firstLink: string | null;
  readonly process: ChildProcess;
  /** Everything that it has printed. */
  output(): string;
  /** Asks it to stop and waits; answers its exit code. */
  stop(): Promise<number | null>;
  /** Starts it again in the same directory, on the same ports. @param changed settings that differ this time */
  again(changed?: Readonly<Record<string, string>>): Promise<RunningServer>;
  /** Stops it and takes its directory away. */
  remove(): Promise<void>;
};

export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') reject(new Error('no port'));
    else server.close(() => resolve(address.port));
  });
  return promise;
}

/** `settings` go over the defaults for tests. @throws Error with what the server printed when it does not become ready */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const dataDir = settings.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'open-hearing-data-')));
  const port = await freePort();
  const environment = {
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    METRICS_PORT: '0',
    MEDIA_PORT: String(await freePort()),
    MEDIA_LISTEN_IP: '127.0.0.1',
    MEDIA_ANNOUNCED: '127.0.0.1',
    ...settings,
    DATA_DIR: dataDir,
  };
  return launch(environment, dataDir);
}

async function launch(environment: Readonly<Record<string, string>>, dataDir: string): Promise<RunningServer> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const take = (text: string) => {
    printed += text;
    if (/ is ready\.\n/.test(printed)) resolve();
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  void exited.then((code) => reject(new Error(`the server ended with ${code}:\n${printed}`)));
  await ready;

  const stop = async () => {
    child.kill('SIGTERM');
    return exited;
  };
  return {
    origin: `http://localhost:${environment.PORT}`,
    dataDir,
    firstLink: /^\s+(http\S+\/one-time#\S+)$/m.exec(printed)?.[1] ?? null,
    process: child,
    output: () => printed,
    stop,
    again: (changed = {}) => launch({ ...environment, ...changed }, dataDir),
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
