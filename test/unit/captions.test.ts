// Who is given the captions of a room: nobody reads what they were not allowed to hear, however late it is asked for.
import { expect, it } from 'vitest';
import type { Archive } from '../../server/archive/archive.ts';
import type { Caption } from '../../server/protocol/captions.ts';
import { RoomCaptions } from '../../server/rooms/captions.ts';
import type { Guest } from '../../server/rooms/guest.ts';

const silent = { info() {}, warn() {}, error() {} };
const [ROOM, RECORDING, TRACK] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];

function room() {
  const called = new Set(['clerk']);
  const told: Record<string, string[]> = { clerk: [], witness: [] };
  const guest = (personId: string): Guest => ({
    ...{ peerId: personId, personId, sessionId: personId, accountId: null, invitationId: null, tabId: personId },
    isWelcome: async () => true,
    tell: (_name, body) => told[personId]?.push((body as Caption).text),
    end() {},
  });
  const guests = { clerk: guest('clerk'), witness: guest('witness') };
  const archive = { words: { addLine: async () => {}, addHole: async () => {} } } as unknown as Archive;
  const captions = new RoomCaptions(
    {
      hearingId: ROOM,
      people: () => ['clerk', 'witness', 'late'],
      guests: () => Object.values(guests),
      hears: (id) => called.has(id),
    },
    archive,
    silent,
  );
  const say = (segment: number, text: string, state: 'partial' | 'final' = 'final') =>
    captions.heard({
      ...{ roomId: ROOM, recordingId: RECORDING, trackId: TRACK, ownerId: 'chair', state, segment, text },
      words: [{ text, startMs: segment * 1_000, probability: null }],
    });
  const follow = (who: keyof typeof guests) => captions.follow(guests[who], true).captions.map(({ text }) => text);
  return { called, told, say, follow };
}

it('a witness reads nothing of before they were called, nor the beginning of a sentence that was being said', () => {
  const { called, told, say, follow } = room();
  expect([follow('clerk'), follow('witness')]).toEqual([[], []]);
  say(0, '前一名证人说的话');
  say(1, '有请', 'partial');
  called.add('witness');
  say(1, '有请下一名证人');
  say(2, '请坐');
  expect(told).toEqual({ clerk: ['前一名证人说的话', '有请', '有请下一名证人', '请坐'], witness: ['请坐'] });
  expect(follow('witness')).toEqual(['请坐']);
  expect(follow('clerk')).toEqual(['前一名证人说的话', '有请下一名证人', '请坐']);
});

it('a sentence that was kept from somebody stays so, and is forgotten with the others', () => {
  const { called, say, follow } = room();
  say(0, '一');
  called.add('witness');
  for (let segment = 1; segment <= 25; segment++) say(segment, String(segment));
  expect(follow('witness')).toHaveLength(20);
  called.delete('witness');
  expect(follow('witness')).toEqual([]);
});
