// The line between the processes: what is agreed passes, everything else is refused and breaks nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError, type RequestHandlers } from '../../media/contract.ts';
import { AnsweringEnd, AskingEnd, type Channel } from '../../media/line.ts';

type End = Channel & { drop(): void };

/** Two ends of one channel that copies what it carries, as IPC does. */
function channel(): [End, End] {
  const ends = [0, 1].map(() => ({ messages: [] as ((message: unknown) => void)[], gone: [] as (() => void)[] }));
  let open = true;
  const make = (mine: number): End => ({
    send: (message) => {
      if (open)
        queueMicrotask(() =>
          ends[1 - mine]?.messages.forEach((listener) => void listener(JSON.parse(JSON.stringify(message)))),
        );
      return open;
    },
    onMessage: (listener) => void ends[mine]?.messages.push(listener),
    onGone: (listener) => void ends[mine]?.gone.push(listener),
    drop: () => {
      open = false;
      for (const { gone } of ends) for (const listener of gone) listener();
    },
  });
  return [make(0), make(1)];
}

const ROOM = { roomId: '3f0c5c0e-2f1f-4a55-9f6c-1b7f0f6f7d11' };

function pair(handlers: Partial<RequestHandlers>) {
  const [here, there] = channel();
  const bad: string[] = [];
  const faults: string[] = [];
  const asking = new AskingEnd(here, (why) => bad.push(why));
  const answering = new AnsweringEnd(there, (name) => faults.push(name));
  // Only what a test asks for is ever called.
  answering.serve(handlers as RequestHandlers);
  return { asking, answering, here, there, bad, faults };
}

describe('the line', () => {
  it('brings an answer back, each to its ask', async () => {
    const { asking } = pair({
      openRoom: async ({ roomId }) => ({ rtpCapabilities: { roomId } }),
      closeRoom: async () => null,
    });
    const [opened, closed] = await Promise.all([asking.request('openRoom', ROOM), asking.request('closeRoom', ROOM)]);
    expect(opened).toEqual({ rtpCapabilities: ROOM });
    expect(closed).toBeNull();
  });

  it('carries a refusal with its code, and hides what went wrong inside', async () => {
    const { asking, faults } = pair({
      openRoom: async () => Promise.reject(new MediaError('wrong_state', 'not now')),
      closeRoom: async () => Promise.reject(new Error('secret')),
    });
    await expect(asking.request('openRoom', ROOM)).rejects.toMatchObject({ code: 'wrong_state', message: 'not now' });
    await expect(asking.request('closeRoom', ROOM)).rejects.toMatchObject({
      code: 'internal',
      message: 'went wrong inside',
    });
    expect(faults).toEqual(['closeRoom']);
  });

  it('refuses a body that is not as agreed before any handler sees it', async () => {
    const { asking } = pair({ openRoom: async () => ({ rtpCapabilities: {} }) });
    // As a caller in another language would send it.
    const wrong = { roomId: '../../etc', more: 1 } as unknown as typeof ROOM;
    await expect(asking.request('openRoom', wrong)).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('refuses an answer that is not as agreed', async () => {
    const { asking } = pair({ openRoom: (async () => ({ other: 1 })) as unknown as RequestHandlers['openRoom'] });
    await expect(asking.request('openRoom', ROOM)).rejects.toMatchObject({ code: 'internal' });
  });

  it('answers what waits with unavailable when the other end goes away, and everything after it', async () => {
    const { asking, here } = pair({ openRoom: () => new Promise(() => {}) });
    const waiting = asking.request('openRoom', ROOM);
    here.drop();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    await expect(asking.request('openRoom', ROOM)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not wait for ever', async () => {
    const { asking } = pair({ openRoom: () => new Promise(() => {}) });
    await expect(asking.request('openRoom', ROOM, 20)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('hands notices to who listens until they stop, and drops what is no notice', async () => {
    const { asking, answering, there, bad } = pair({});
    const heard: number[] = [];
    const stop = asking.on('ready', ({ pid }) => heard.push(pid));
    answering.notify('ready', { pid: 1 });
    there.send({ kind: 'notice', name: 'ready', body: { pid: 'x' } });
    there.send({ kind: 'notice', name: 'toString', body: {} });
    there.send({ kind: 'ask', id: 1, name: 'openRoom', body: {} });
    await new Promise((resolve) => setImmediate(resolve));
    stop();
    answering.notify('ready', { pid: 2 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([1]);
    expect(bad).toHaveLength(3);
  });

  it('survives any message at either end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.object({ maxDepth: 3 })), async (junk) => {
        const { asking, here, there } = pair({ openRoom: async () => ({ rtpCapabilities: {} }) });
        for (const one of junk) {
          here.send(one);
          there.send(one);
          here.send({ kind: 'ask', id: 9, name: 'openRoom', body: one });
          here.send({ kind: 'ask', id: 9, name: 'constructor', body: one });
        }
        await expect(asking.request('openRoom', ROOM)).resolves.toEqual({ rtpCapabilities: {} });
      }),
      { numRuns: 30 },
    );
  });
});
