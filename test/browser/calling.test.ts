// What keeps a person at the phone ready: the screen stays awake, and being let in or given the floor rings softly, on that phone alone.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { admit, enterAsStaff, nextStage, openHearing } from './walk.ts';

/** The machine may be busy. */
const SOON = { timeout: 20_000 };
/** What the page asked of the browser, which did it all the same. */
type Watched = { readonly locks: WakeLockSentinel[]; readonly notes: string[] };

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
let phone: Person;
let old: Person;

beforeAll(async () => {
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  [chair, phone, old] = await Promise.all([
    openChromium('built-in', { size: 'desktop', language: 'zh-CN' }),
    openChromium('built-in', { size: 'phone', language: 'zh-CN' }),
    openChromium('built-in', { size: 'phone', language: 'en-US' }),
  ]);
  await phone.context.addInitScript(() => {
    const watched: Watched = { locks: [], notes: [] };
    Object.assign(window, { watched });
    const request = WakeLock.prototype.request;
    WakeLock.prototype.request = async function (type) {
      const sentinel = await request.call(this, type);
      watched.locks.push(sentinel);
      return sentinel;
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      watched.notes.push(this.context.state);
      start.call(this, when);
    };
  });
  await old.context.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, 'wakeLock');
  });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
});
afterAll(async () => {
  for (const person of [chair, phone, old]) await person?.browser.close();
  await server?.remove();
});

async function toWaitingRoom(person: Person, index: number): Promise<Page> {
  const { browser, personId } = hearing.participants[index] ?? {};
  if (browser === undefined) throw new Error('not prepared');
  await continueAs(person, browser);
  await person.page.goto(`${server.origin}/h/${personId}`);
  await person.page.getByRole('button', { name: /^(画面是我|This is me)/ }).click();
  await person.page.getByRole('button', { name: /^(进入|Enter)$/ }).click();
  return person.page;
}

const awake = () =>
  phone.page.evaluate(
    () => (window as unknown as { watched: Watched }).watched.locks.filter((lock) => !lock.released).length,
  );
const notes = () => phone.page.evaluate(() => (window as unknown as { watched: Watched }).watched.notes);

it('keeps the screen awake from the waiting room on, and takes it back when the system has let go', async () => {
  const page = await toWaitingRoom(phone, 0);
  await page.getByRole('heading', { name: '您在候场室' }).waitFor();
  await expect.poll(awake, SOON).toBe(1);
  await page.evaluate(async () => {
    const { locks } = (window as unknown as { watched: Watched }).watched;
    for (const lock of locks) await lock.release();
    // What a phone sends when its page comes back to front.
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(awake, SOON).toBe(1);
});

it('says so where the browser cannot', async () => {
  const page = await toWaitingRoom(old, 1);
  await page.getByText('This device cannot keep its screen on by itself').waitFor();
  expect(await phone.page.getByText('这台设备不能自动保持亮屏').count()).toBe(0);
});

it('rings when the person is let in and when they are given the floor, while the screen says it', async () => {
  expect(await notes()).toEqual([]);
  await admit(chair.page, '参加人1');
  await expect.poll(notes, SOON).toEqual(['running', 'running']);
  await expect.poll(awake, SOON).toBe(1);
  await openHearing(chair.page);
  for (const stage of ['介绍案情及听证问题', '当事人说明情况']) await nextStage(chair.page, stage);
  await phone.page.getByText('请您发言，大家能听到您。').first().waitFor();
  await expect.poll(notes, SOON).toHaveLength(4);
});

it('is silent for who wants it so', async () => {
  await phone.page.getByRole('button', { name: '更多', exact: true }).click();
  await phone.page.getByRole('menuitemradio', { name: '不响', exact: true }).click();
  await chair.page.getByRole('button', { name: '发言结束：参加人1', exact: true }).click();
  await phone.page
    .getByText(/^现在别人听不到您。轮到您时/)
    .first()
    .waitFor();
  await chair.page.getByRole('button', { name: '请发言：参加人1', exact: true }).click();
  await phone.page.getByText('请您发言，大家能听到您。').first().waitFor();
  expect(await notes()).toHaveLength(4);
  expect(phone.complaints).toEqual([]);
});
