// The way that goes dark does what it says: what passes, what is lost, what waits, and that it counts it.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { DarkWay } from '../running/dark-way.ts';
import { sentAgainAt } from '../running/held-connection.ts';
import { freePort } from '../running/server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that says back whatever it hears, and a way to it. */
async function scene() {
  const ports = { pages: await freePort(), media: await freePort() };
  const far = createSocket('udp4', (datagram, { port, address }) => far.send(datagram, port, address));
  await new Promise<void>((resolve) => far.bind(ports.media, '127.0.0.1', resolve));
  const pages = createServer((socket) => socket.pipe(socket)).listen(ports.pages, '127.0.0.1');
  await once(pages, 'listening');
  const way = await DarkWay.open('127.0.0.77', ports);
  const near = createSocket('udp4');
  const heard: number[] = [];
  near.on('message', (datagram) => heard.push(datagram.readUInt32BE(0)));
  const send = (from: number, count: number) => {
    for (let number = from; number < from + count; number += 1) {
      const datagram = Buffer.alloc(4);
      datagram.writeUInt32BE(number);
      near.send(datagram, ports.media, way.address);
    }
  };
  closing.push(
    () => near.close(),
    () => way.close(),
    () => far.close(),
    () => pages.close(),
  );
  return { way, ports, send, heard };
}

it('passes datagrams both ways, and none in the dark', async () => {
  const { way, send, heard } = await scene();
  send(0, 20);
  await expect.poll(() => heard.length).toBe(20);
  way.darken('datagrams');
  send(20, 20);
  await expect.poll(() => way.counts.droppedDark).toBe(20);
  way.darken('none');
  send(40, 1);
  await expect.poll(() => heard.at(-1)).toBe(40);
  expect(heard.length).toBe(21);
});

it('loses in bursts about as many as it should, and disorders the rest', async () => {
  const { way, send } = await scene();
  way.weather({ loss: 0.1, burst: 4, jitterMs: 5 });
  for (let batch = 0; batch < 40; batch += 1) {
    send(batch * 100, 100);
    await expect.poll(() => way.counts.lost + way.counts.passed, { interval: 5 }).toBeGreaterThan(batch * 100);
  }
  await expect.poll(() => way.counts.lost + way.counts.passed).toBeGreaterThan(3_000);
  const share = way.counts.lost / (way.counts.lost + way.counts.passed);
  expect(share).toBeGreaterThan(0.05);
  expect(share).toBeLessThan(0.16);
  expect(way.counts.overtaken).toBeGreaterThan(0);
});

it('holds what is said over TCP in the dark, and lets it go when TCP would try again', async () => {
  const { way, ports } = await scene();
  const socket = createConnection({ host: way.address, port: ports.pages });
  closing.unshift(() => socket.destroy());
  let said = '';
  socket.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  socket.write('one ');
  await expect.poll(() => said).toBe('one ');
  way.darken('everything');
  socket.write('two ');
  await expect.poll(() => way.counts.heldConnections).toBe(1);
  expect(said).toBe('one ');
  way.darken('none');
  await expect.poll(() => said, { timeout: 5_000 }).toBe('one two ');
});

it('knows when TCP tries again', () => {
  expect([0, 1, 200, 201, 600, 9_000].map((nowMs) => sentAgainAt(nowMs, 200))).toEqual([0, 200, 200, 600, 600, 12_600]);
  expect(sentAgainAt(2_000, 1_000)).toBe(3_000);
});
