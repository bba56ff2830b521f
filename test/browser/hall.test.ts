// A hearing of which one half sits together: the clerk's device carries two officers, one has a tablet of her own, the complainant is at home.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HearingDetail } from '../../server/protocol/api.ts';
import { type Look, openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import {
  type Office,
  openOffice,
  type Participant,
  type PreparedHearing,
  prepareHearing,
} from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { admit, closeHearing, enterAsStaff, nextStage, openHearing } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const DESKTOP: Look = { size: 'desktop', language: 'zh-CN' };

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
let clerk: Person;
let home: Person;
let tablet: Person;

const shoot = ({ page }: Person, screen: string) => page.screenshot({ path: join(OUTPUT, `hall-${screen}.png`) });
const detail = (): Promise<HearingDetail> =>
  office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant', 'officer', 'officer']);
  [chair, clerk, home, tablet] = await Promise.all([
    openChromium('built-in', DESKTOP),
    openChromium('built-in', DESKTOP),
    openChromium('built-in', { size: 'phone', language: 'zh-CN' }),
    openChromium('built-in', { size: 'phone', language: 'en-US', dark: true }),
  ]);
  for (const [person, browser] of [
    [chair, office.staff.prosecutor.browser],
    [clerk, office.staff.clerk.browser],
  ] as const) {
    await continueAs(person, browser);
    await person.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
    await enterAsStaff(person.page);
  }
});
afterAll(async () => {
  for (const person of [chair, clerk, home, tablet]) await person?.browser.close();
  await server?.remove();
});

function participant(index: number): Participant {
  const found = hearing.participants[index];
  if (found === undefined) throw new Error('not prepared');
  return found;
}

/** Comes by link and is let in by the clerk. */
async function enter(person: Person, index: number): Promise<void> {
  const { browser, personId } = participant(index);
  await continueAs(person, browser);
  await person.page.goto(`${server.origin}/h/${personId}`);
  await person.page.getByRole('button', { name: /^(画面是我|This is me)/ }).click();
  await person.page.getByRole('button', { name: /^(进入|Enter)$/ }).click();
  await admit(clerk.page, `参加人${index + 1}`);
  await person.page.getByRole('figure').first().waitFor();
}

async function seatAt(page: Page, name: string, device: string): Promise<void> {
  await page.getByRole('button', { name: `更多：${name}`, exact: true }).click();
  await page.getByRole('menuitemradio', { name: device, exact: true }).click();
}

describe('people who sit at one device', () => {
  it('are seated there by the clerk, count as present, and stand on its plate', async () => {
    await enter(home, 0);
    for (const name of ['参加人2', '参加人3']) await seatAt(clerk.page, name, '林书记员的设备');
    const plate = home.page.getByRole('figure', { name: /参加人2、参加人3 · 在林书记员的设备/ });
    await plate.waitFor();
    await clerk.page.getByRole('region', { name: '现场设备：谁在发言' }).waitFor();
    await shoot(clerk, 'clerk-lobby');
    // Two officers are needed, and both sit at the clerk's device.
    await openHearing(chair.page);
    expect(await home.page.getByRole('figure').count()).toBe(3);
  });

  it('are heard through it while any of them may speak, and whoever has the floor is named to everybody', async () => {
    for (const stage of ['介绍案情及听证问题', '当事人说明情况']) await nextStage(chair.page, stage);
    await clerk.page.getByText('现在别人听不到这台设备旁的各位。').first().waitFor();
    await nextStage(chair.page, '听证员提问');
    await clerk.page.getByText('话筒开着，大家能听到这台设备旁的各位。').first().waitFor();
    await chair.page.getByRole('button', { name: '请发言：参加人2', exact: true }).click();
    for (const person of [chair, clerk, home])
      await person.page.getByRole('figure', { name: /正在发言：参加人2/ }).waitFor();
    await clerk.page.getByText('请参加人2发言，大家能听到这台设备。').first().waitFor();
    await shoot(chair, 'chair-speaker');
    await shoot(clerk, 'clerk-speaker');
    await shoot(home, 'home-speaker');
    const other = clerk.page.getByRole('button', { name: '正在发言：参加人3', exact: true });
    await other.click();
    await home.page.getByRole('figure', { name: /正在发言：参加人3/ }).waitFor();
    expect(await other.getAttribute('aria-pressed')).toBe('true');
  });

  it('are silent on a device of their own, which plays no sound and says so', async () => {
    await enter(tablet, 1);
    await tablet.page.getByText('You have the floor: 林书记员’s device records your voice.').first().waitFor();
    await tablet.page.waitForFunction(
      () => [...document.querySelectorAll('video')].filter((video) => video.videoWidth > 0).length >= 3,
    );
    await shoot(tablet, 'tablet');
    const state = async () => (await detail()).state;
    expect(await state()).toBe('in_session');
    // One press, and it is an ordinary device again: heard, and played sound.
    await seatAt(clerk.page, '参加人2', '自己的设备');
    await tablet.page.getByText('You have the floor; everybody hears you.').first().waitFor();
    await home.page.getByRole('figure', { name: /参加人3 · 在林书记员的设备/ }).waitFor();
    expect(await home.page.getByRole('figure').count()).toBe(4);
  });

  it('stand in the archive with who spoke when, inside the sound of that device', async () => {
    await closeHearing(chair.page);
    const { devices, people } = await detail();
    const idOf = (name: string) => people.find((person) => person.name === name)?.id;
    expect(devices.sittings.map(({ personId, hostPersonId }) => [personId, hostPersonId])).toEqual([
      [idOf('参加人2'), hearing.clerkId],
      [idOf('参加人3'), hearing.clerkId],
      [idOf('参加人2'), null],
    ]);
    expect(devices.speakers.map(({ devicePersonId, personId }) => [devicePersonId, personId])).toEqual([
      [hearing.clerkId, idOf('参加人2')],
      [hearing.clerkId, idOf('参加人3')],
    ]);
    const named = devices.speakers.map(({ startMs }) => startMs ?? Number.NaN);
    const sounds = async () =>
      ((await detail()).recording?.segments ?? [])
        .filter(({ personId, source }) => personId === hearing.clerkId && source === 'microphone')
        .map(({ startMs, durationMs }) => [startMs, startMs + durationMs]);
    // Files are closed one by one after the end.
    await expect
      .poll(
        async () => {
          const segments = await sounds();
          return named.map((atMs) => segments.some(([from = 0, to = 0]) => from <= atMs && atMs < to));
        },
        { timeout: 20_000 },
      )
      .toEqual([true, true]);
    expect(named[1]).toBeGreaterThan(named[0] ?? Number.NaN);
  });

  it('made no page complain', () => {
    for (const person of [chair, clerk, home, tablet]) expect(person.complaints).toEqual([]);
  });
});
