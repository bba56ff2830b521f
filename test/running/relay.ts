// A real TURN relay (coturn) on loopback, as a process of its own, for tests.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server.ts';

const PROGRAM = process.env.TURNSERVER_PATH ?? '/usr/bin/turnserver';
const HEARS_WITHIN_MS = 20_000;

export type RunningRelay = {
  readonly port: number;
  close(): Promise<void>;
  /** Once closed: another one on the same port, which knows nothing of what went through the first. */
  again(): Promise<RunningRelay>;
};

/** Serves UDP and TCP on one port of 127.0.0.1. @throws Error with what it printed when it does not come up */
export async function startRelay(secret: string): Promise<RunningRelay> {
  return launch(secret, await freePort());
}

async function launch(secret: string, port: number): Promise<RunningRelay> {
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-relay-'));
  const child = spawn(
    PROGRAM,
    [
      ['-n', '--log-file=stdout', '--verbose', '--no-tls', '--no-dtls', '--no-cli', '--allow-loopback-peers'],
      ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`],
      ['--realm=open-hearing', '--use-auth-secret', `--static-auth-secret=${secret}`],
      ['--min-port=49152', '--max-port=49999', `--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'db')}`],
    ].flat(),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  const take = (text: string) => {
    printed += text;
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  let hasEnded = false;
  const exited = new Promise<void>((resolve) => {
    // Where the program is missing, there is no exit.
    child.once('error', ({ message }) => take(message));
    child.once('close', () => {
      hasEnded = true;
      resolve();
    });
  });
  const close = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const until = performance.now() + HEARS_WITHIN_MS;
  while (!(await answers(port))) {
    if (hasEnded || performance.now() > until) {
      await close();
      throw new Error(`the relay does not serve:\n${printed}`);
    }
  }
  return { port, close, again: () => launch(secret, port) };
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.once('connect', () => {
    socket.destroy();
    resolve(true);
  });
  socket.once('error', () => setTimeout(resolve, 50, false));
  return promise;
}
