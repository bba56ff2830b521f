// junk [DATAGRAMS] [SEED]: datagrams of every wrong kind to the media ports, while good senders are recorded beside them.
import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { junkDatagram } from '../media/junk.ts';
import { randomFrom } from '../running/random.ts';
import { ask, start } from './children.ts';
import type { Benchmark } from './figures.ts';
import type { HostReport } from './record-host.ts';
import type { SenderReport } from './record-sender.ts';

const PARTICIPANTS = 4;
/** The sending leaves the machine to what is measured: so many datagrams, then a rest. */
const BURST = 100;
const REST_MS = 4;
const LONGEST_SECONDS = 600;

export const run: Benchmark = async ([count = '1000000', seedText]) => {
  const datagrams = Number(count);
  const seed = Number(seedText ?? Date.now() % 2 ** 31);
  if (!Number.isInteger(datagrams) || datagrams < 1 || datagrams > 10_000_000)
    throw new Error('DATAGRAMS is a number from 1 to 10000000');
  const directory = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const [host, sender] = [start('record-host.ts'), start('record-sender.ts')];
  try {
    const ports = await ask<number[]>(host, { participants: PARTICIPANTS, layers: 1, directory });
    const serverPort = await ask<number>(host, 'serverPort');
    await ask(sender, { ports, layers: 1 });
    // A plain port belongs to whoever sends to it first.
    await wait(1_000);
    const before = await ask<HostReport>(host, 'report');
    const [arrivedBefore, startMs] = [await datagramsArrived(), performance.now()];
    // Half of it where browsers send, the rest at the good senders' own ports.
    const sent = await sendJunk(datagrams, seed, [serverPort, ports[0] ?? 0, serverPort, ports[1] ?? 0]);
    const seconds = (performance.now() - startMs) / 1_000;
    const after = await ask<HostReport>(host, 'report');
    const good = await ask<SenderReport>(sender, 'stop');
    await wait(1_000);
    const arrived = (await datagramsArrived()) - arrivedBefore - (after.received - before.received);
    const end = await ask<HostReport>(host, 'stop');
    return {
      conditions: {
        datagrams: sent,
        seed,
        seconds: Math.round(seconds),
        kinds: 'random bytes, STUN, DTLS, RTCP, RTP of any stream and of the good ones, 0 to 1,500 bytes',
        ports: 'half to the port where browsers send, half to ports of good senders',
        goodParticipants: PARTICIPANTS,
        goodPackets: { sent: good.packets, received: end.received, recorded: end.recorded },
        network: 'loopback',
      },
      figures: [
        { name: 'recorded / received, good tracks', value: (100 * end.recorded) / end.received, unit: '%' },
        { name: 'received / sent, good tracks', value: (100 * end.received) / good.packets, unit: '%' },
        { name: 'junk that arrived, and answers to it', value: arrived, unit: 'datagrams' },
        { name: 'junk per second', value: sent / seconds, unit: '' },
        { name: 'event loop p99', value: after.eventLoopP99Ms, unit: 'ms' },
        {
          name: 'worker',
          value: (100 * (after.workerCpuSeconds - before.workerCpuSeconds)) / seconds,
          unit: '% of a core',
        },
      ],
    };
  } finally {
    for (const child of [host, sender]) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
};

/** @returns how many were sent: fewer than asked for when the time was over */
async function sendJunk(datagrams: number, seed: number, ports: readonly number[]): Promise<number> {
  const random = randomFrom(seed);
  const socket = createSocket('udp4');
  const endMs = performance.now() + 1_000 * LONGEST_SECONDS;
  let sent = 0;
  for (; sent < datagrams && performance.now() < endMs; sent++) {
    socket.send(junkDatagram(random), ports[sent % ports.length] ?? 0, '127.0.0.1');
    if (sent % BURST === 0) await wait(REST_MS);
  }
  socket.close();
  return sent;
}

/** Datagrams that the kernel has handed to any socket of this machine, and dropped for want of room. */
async function datagramsArrived(): Promise<number> {
  const [names = '', values = ''] = (await readFile('/proc/net/snmp', 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('Udp:'));
  const at = (name: string): number => Number(values.split(' ')[names.split(' ').indexOf(name)]);
  return at('InDatagrams') + at('RcvbufErrors');
}
