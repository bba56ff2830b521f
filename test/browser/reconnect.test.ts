// A phone loses its network for 10 s in a live hearing: the others see that it is reconnecting, and it is back on its seat as it was, once.
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoomPerson } from '../../server/protocol/snapshot.ts';
import { timesHere, watchArrivals } from '../running/arrivals.ts';
import { closedRecord, longestGapIn } from '../running/closed-record.ts';
import { type Attending, LiveHearing } from '../running/live-hearing.ts';
import { picturesOf } from './walk.ts';

const DARK_MS = 10_000;
const SOON = { timeout: 20_000 };

let live: LiveHearing;
let chair: Attending;
let phone: Attending;
let other: Attending;

beforeAll(async () => {
  live = await LiveHearing.open({
    participants: ['complainant', 'officer'],
    devices: async () => 'built-in',
    size: (index) => (index === 1 ? 'phone' : 'desktop'),
    prepare: watchArrivals,
  });
  const [first, second, third] = live.people;
  if (first === undefined || second === undefined || third === undefined) throw new Error('not everybody came');
  [chair, phone, other] = [first, second, third];
});
afterAll(() => live?.close());

const asTold = async (): Promise<RoomPerson | undefined> =>
  (await live.clerk.ask('snapshot', {})).people.find(({ personId }) => personId === phone.personId);
const tilesOn = (page: Page) => page.locator('figure.tile').filter({ hasText: phone.name });

describe('a phone whose network drops for 10 s', () => {
  it('has raised its hand and closed its microphone, and the clerk has muted it', async () => {
    const { page } = phone.person;
    await expect.poll(() => picturesOf(chair.person.page), SOON).toBe(3);
    await page.getByRole('button', { name: /^话筒开/ }).click();
    await page.getByRole('button', { name: /^举手/ }).click();
    await live.clerk.ask('mute', { personId: phone.personId, muted: true });
    await expect
      .poll(asTold, SOON)
      .toMatchObject({ presence: 'in_room', microphone: 'off', mutedByChair: true, camera: 'on' });
    expect((await asTold())?.handRaisedAtMs).not.toBeNull();
  });

  it('is seen to be reconnecting, and is back as it was', async () => {
    const before = await asTold();
    const darkSinceMs = performance.now();
    phone.way?.darken('everything');
    for (const { person } of [chair, other]) {
      await tilesOn(person.page).getByText('正在重新连接').first().waitFor(SOON);
    }
    await phone.person.page.getByText('连接断开了，正在自动重连。您的席位会保留。').waitFor(SOON);
    expect(performance.now() - darkSinceMs).toBeLessThan(DARK_MS);
    await wait(DARK_MS - (performance.now() - darkSinceMs));
    phone.way?.darken('none');
    await expect.poll(async () => (await asTold())?.presence, SOON).toBe('in_room');
    await expect.poll(async () => (await asTold())?.camera, SOON).toBe('on');
    for (const { person } of [chair, other, phone]) await expect.poll(() => picturesOf(person.page), SOON).toBe(3);
    const after = await asTold();
    expect(after).toEqual(before);
    expect(phone.way?.counts.droppedDark).toBeGreaterThan(100);
  });

  it('is there once: no ghost, and nobody was told that it came or went', async () => {
    for (const { person } of [chair, other]) {
      const { tiles, voices } = await timesHere(person.page, phone);
      expect(tiles).toBe(1);
      expect(voices).toBeLessThanOrEqual(1);
    }
    const { people } = await live.clerk.ask('snapshot', {});
    expect(people.filter(({ name }) => name === phone.name)).toHaveLength(1);
    expect(live.clerk.notices.some(({ name }) => name === 'farewell')).toBe(false);
  });

  it('has a gap of its length on the record, between the pictures before and after it', async () => {
    const gapMs = await longestGapIn(await closedRecord(live), phone.personId, 'camera');
    expect(gapMs).toBeGreaterThan(DARK_MS - 1_000);
    expect(gapMs).toBeLessThan(DARK_MS + 10_000);
  });
});
