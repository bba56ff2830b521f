// The ways of media: what is done when one is lost, when it comes back, and when it never comes.
import type { types } from 'mediasoup-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused } from '../../client/api.ts';
import { Ways } from '../../client/room/ways.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RELAY = [{ urls: 'turn:relay.example.cn', username: 'until then', credential: 'secret' }];

function scene(iceServers: readonly object[] = []) {
  const ask = vi.fn(async (_name: string, _body: object) => ({ iceParameters: { fresh: true }, iceServers }));
  const told: unknown[] = [];
  const ways = new Ways(ask as never, {
    lost: () => told.push('lost'),
    stand: (stand) => told.push(stand),
    broken: () => told.push('broken'),
  });
  let turn: (state: types.ConnectionState) => void = () => {};
  const transport = {
    id: 'transport',
    connectionState: 'new' as types.ConnectionState,
    on: (_name: string, listener: typeof turn) => {
      turn = (state) => {
        transport.connectionState = state;
        listener(state);
      };
    },
    restartIce: vi.fn(async () => {}),
    updateIceServers: vi.fn(async () => {}),
  };
  // Only what ways use of a transport, which needs a browser.
  const asTransport = transport as unknown as types.Transport;
  ways.watch(asTransport);
  return { ways, ask, told, transport, asTransport, turn: (state: types.ConnectionState) => turn(state) };
}

test('a way that is lost is looked for at once, with a fresh name for the relay, and found again', async () => {
  const { ways, ask, told, transport, asTransport, turn } = scene(RELAY);
  ways.use(asTransport);
  turn('connected');
  expect([told, ways.stand]).toEqual([[true], true]);
  turn('disconnected');
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledWith('restartIce', { transportId: 'transport' });
  expect(transport.updateIceServers).toHaveBeenCalledWith({ iceServers: RELAY });
  expect(transport.restartIce).toHaveBeenCalledTimes(1);
  turn('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([true, 'lost', false, true]);
});

test('everything is made anew when it is not found in time, or was never there', async () => {
  const lost = scene();
  lost.ways.use(lost.asTransport);
  lost.turn('connected');
  lost.turn('disconnected');
  await vi.advanceTimersByTimeAsync(8_000);
  expect(lost.told.at(-1)).toBe('broken');
  const never = scene();
  never.ways.use(never.asTransport);
  await vi.advanceTimersByTimeAsync(14_900);
  expect(never.told).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(never.told).toEqual(['broken']);
});

test('a browser that cannot take a fresh name for the relay in place makes everything anew', async () => {
  const { ways, told, transport, asTransport, turn } = scene(RELAY);
  transport.updateIceServers.mockRejectedValue(new Error('not supported'));
  ways.use(asTransport);
  turn('connected');
  turn('disconnected');
  await vi.advanceTimersByTimeAsync(0);
  expect(told.at(-1)).toBe('broken');
});

test('without a line it waits, however long, and looks for the way when the line is back', async () => {
  const { ways, ask, told, transport, asTransport, turn } = scene();
  ways.use(asTransport);
  turn('connected');
  ask.mockRejectedValueOnce(new Refused('unreachable', 'restartIce'));
  turn('disconnected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([true, 'lost', false]);
  ways.goOn();
  await vi.advanceTimersByTimeAsync(0);
  expect(transport.restartIce).toHaveBeenCalledTimes(1);
  turn('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).not.toContain('broken');
});

test('what the browser tells of a way that is being looked for does not begin the looking again', async () => {
  const { ways, ask, asTransport, turn } = scene();
  ways.use(asTransport);
  turn('connected');
  for (const state of ['disconnected', 'connecting', 'disconnected', 'failed'] as const) turn(state);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(ways.haveFailed).toBe(true);
  turn('connected');
  expect(ways.haveFailed).toBe(false);
  turn('disconnected');
  expect(ask).toHaveBeenCalledTimes(2);
});
