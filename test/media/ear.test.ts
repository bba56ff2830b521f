// The clock of sound of whoever is listened to: what was said before a sender began its numbers anew keeps its time.
import { expect, it } from 'vitest';
import { Ear } from '../../media/words/ear.ts';
import { rtpPacket } from './packets.ts';

const ONE_FRAME = Uint8Array.of(0x78);
const STREAM = { ssrc: 7, payloadType: 100, firstSequence: 0, firstTimestamp: 0 };

it.each([
  ['with other sequence numbers', 40_000, 3_000_000_000],
  ['with a timestamp that goes back', 100, 3_000_000_000],
  ['with a timestamp that goes far ahead', 100, 2_000_000_000],
])('a sender goes on %s, and no moment moves', async (_how, sequence, timestamp) => {
  const sounds: number[] = [];
  let breaks = 0;
  const ear = await Ear.create({ sound: (_samples, audioMs) => sounds.push(audioMs), broken: () => breaks++ });
  for (let index = 0; index < 100; index++)
    ear.hear(rtpPacket(STREAM, index, index * 960, false, ONE_FRAME), 5_020 + index * 20);
  const [last = 0] = sounds.slice(-1);
  expect(ear.hearingMs(last)).toBe(6_980);
  // Ten seconds later.
  for (let index = 0; index < 100; index++)
    ear.hear(rtpPacket(STREAM, sequence + index, timestamp + index * 960, false, ONE_FRAME), 17_020 + index * 20);
  expect(breaks).toBe(1);
  // The first of another numbering waits for the second one.
  expect(Math.abs(ear.hearingMs(last) - 6_980)).toBeLessThan(30);
  expect(Math.abs(ear.hearingMs(sounds.at(-1) ?? 0) - 18_980)).toBeLessThan(30);
  ear.close();
});
