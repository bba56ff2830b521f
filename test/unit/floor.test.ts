// The floor of a room against a media side that answers as the real one does when people come and go fast.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../server/errors.ts';
import { Floor } from '../../server/rooms/floor.ts';
import type { Guest } from '../../server/rooms/guest.ts';
import type { Media } from '../../server/rooms/media.ts';

const silent = { info() {}, warn() {}, error() {} };

/** Answers everything; `refuse` may throw instead. */
function mediaThat(refuse: (name: string, body: Record<string, unknown>) => void) {
  const asked: { name: string; body: Record<string, unknown> }[] = [];
  let last = 0;
  const request = async (name: string, body: Record<string, unknown>) => {
    asked.push({ name, body });
    refuse(name, body);
    last += 1;
    return { transportId: `transport ${last}`, trackId: `track ${last}`, consumerId: `consumer ${last}` };
  };
  // Only what the floor reads of the answers is there.
  return { media: { request, on() {}, onLife() {} } as unknown as Media, asked };
}

const guest = (personId: string, tell: Guest['tell'] = () => {}, connection = 'first'): Guest => ({
  peerId: `${connection} of ${personId}`,
  personId,
  sessionId: personId,
  accountId: null,
  invitationId: null,
  tabId: personId,
  isWelcome: async () => true,
  tell,
  end() {},
});

async function publish(floor: Floor, who: Guest): Promise<string> {
  floor.openPeer(who);
  const { transportId } = await floor.openTransport(who, 'send');
  const track = { transportId, source: 'microphone', rtpParameters: {}, on: true } as const;
  return (await floor.publish(who, track)).producerId;
}

describe('somebody who comes and goes fast', () => {
  it('does not keep the others from being heard or held', async () => {
    let isLive = false;
    let goneTrack = '';
    const { media, asked } = mediaThat((name, body) => {
      if (name === 'setFlowing' && body.trackId === goneTrack) throw new AppError('not_found', 'no such track');
    });
    const leaveOf = () => ({ microphone: isLive, camera: isLive, offered: true, hears: true });
    const floor = new Floor('room', media, null, leaveOf, silent);
    goneTrack = await publish(floor, guest('hostile'));
    const track = await publish(floor, guest('chair'));
    isLive = true;
    await floor.settle();
    expect(floor.states('chair').microphone).toBe('on');
    isLive = false;
    await floor.settle();
    const told = asked.filter(({ name, body }) => name === 'setFlowing' && body.trackId === track);
    expect(told.map(({ body }) => body.flowing)).toEqual([true, false]);
  });

  it('is not taken for a media side that does not answer', async () => {
    const { media } = mediaThat((name) => {
      if (name === 'setFlowing') throw new AppError('media_unavailable');
    });
    let isLive = false;
    const floor = new Floor(
      'room',
      media,
      null,
      () => ({ microphone: isLive, camera: isLive, offered: true, hears: true }),
      silent,
    );
    await publish(floor, guest('chair'));
    isLive = true;
    await expect(floor.settle()).rejects.toMatchObject({ code: 'media_unavailable' });
  });
});

/** One who speaks, and one who listens and writes down what they are offered and what ends. */
async function twoPeople() {
  const { media, asked } = mediaThat(() => {});
  const open = () => ({ microphone: true, camera: true, offered: true, hears: true });
  const floor = new Floor('room', media, null, open, silent);
  const track = await publish(floor, guest('speaker'));
  const heard =
    (told: string[]): Guest['tell'] =>
    (name, body) => {
      if (name === 'trackOffered' || name === 'trackEnded')
        told.push(`${name} ${(body as { consumerId: string }).consumerId}`);
    };
  const told: string[] = [];
  const listener = guest('listener', heard(told));
  floor.openPeer(listener);
  const { transportId } = await floor.openTransport(listener, 'receive');
  await floor.receive(listener, {});
  const again: string[] = [];
  return { floor, asked, track, told, listener, transportId, again, back: guest('listener', heard(again), 'second') };
}
const consumersIn = (told: readonly string[]): string[] => told.map((line) => line.slice(line.indexOf(' ') + 1));

describe('somebody whose line was lost', () => {
  it('goes on with what both sides still have, without anything new', async () => {
    const { floor, asked, listener, back, told, again, transportId } = await twoPeople();
    const before = asked.length;
    const holding = { transports: [transportId], tracks: [], consumers: consumersIn(told) };
    expect(await floor.goOn(listener, back, holding)).toBe(true);
    await floor.settle();
    expect(asked.length).toBe(before);
    expect(again).toEqual([]);
    await floor.restartIce(back, transportId);
    expect(asked.at(-1)?.body).toMatchObject({ peerId: 'first of listener', transportId });
  });

  it('is offered what it has missed, and told what has ended', async () => {
    const { floor, listener, back, told, again, transportId } = await twoPeople();
    const holding = { transports: [transportId], tracks: [], consumers: ['gone'] };
    expect(await floor.goOn(listener, back, holding)).toBe(true);
    await floor.settle();
    expect(again[0]).toBe('trackEnded gone');
    expect(again[1]).toMatch(/^trackOffered /);
    expect(consumersIn(again)).not.toContain(consumersIn(told)[0]);
  });

  it('begins anew when something of it is not there any more', async () => {
    const { floor, listener, back, transportId } = await twoPeople();
    const holding = { transports: [transportId], tracks: ['another'], consumers: [] };
    expect(await floor.goOn(listener, back, holding)).toBe(false);
    expect(await floor.goOn(back, back, { ...holding, tracks: [] })).toBe(false);
    floor.forget();
    expect(await floor.goOn(listener, back, { ...holding, tracks: [] })).toBe(false);
  });

  it('is dark while one of its transports has no way', async () => {
    const { floor, listener, transportId } = await twoPeople();
    floor.transportChanged(listener.peerId, 'of an earlier one', false);
    expect(floor.isDark(listener)).toBe(false);
    floor.transportChanged(listener.peerId, transportId, false);
    expect(floor.isDark(listener)).toBe(true);
    floor.transportChanged(listener.peerId, transportId, true);
    expect(floor.isDark(listener)).toBe(false);
  });
});

it('somebody who opens their receiving side anew is offered everything again', async () => {
  const { floor, listener, told } = await twoPeople();
  await floor.openTransport(listener, 'receive');
  await floor.receive(listener, {});
  expect(told).toHaveLength(2);
  expect(new Set(told).size).toBe(2);
});
