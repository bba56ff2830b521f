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

const guest = (personId: string): Guest => ({
  peerId: `peer of ${personId}`,
  personId,
  sessionId: personId,
  accountId: null,
  invitationId: null,
  tabId: personId,
  isWelcome: async () => true,
  tell() {},
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
