// Every screen in both languages, on phone and desktop: kept as a picture, nothing wider than the screen, nothing that axe objects to (WCAG A and AA).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../running/browserless.ts';
import { type Look, openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { wrongByKeyboard } from '../running/keyboard.ts';
import { objectionsTo } from '../running/objections.ts';
import {
  type HearingWords,
  inviteOne,
  type Office,
  openOffice,
  type PreparedHearing,
  prepareHearing,
} from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
/** `long`: everything that can be written is as long as it may be. */
const LOOKS: readonly (Look & { readonly long?: true })[] = [
  { size: 'desktop', language: 'zh-CN' },
  { size: 'phone', language: 'zh-CN', dark: true },
  { size: 'desktop', language: 'en-US', dark: true },
  { size: 'phone', language: 'en-US' },
  { size: 'side', language: 'zh-CN', long: true },
  { size: 'zoomed', language: 'en-US', dark: true, long: true },
  { size: 'narrow', language: 'zh-CN', large: true, long: true },
];
/** The longest that the protocol lets through, and what cannot be broken at a space. */
const LONG: HearingWords = {
  caseTitle: '关于某某县某某镇某某村村民不服征地补偿安置决定申请监督一案'.repeat(4).slice(0, 120),
  title: `${'申请刑事申诉审查结果复查公开听证'.repeat(5)}${'x'.repeat(40)}`,
  name: (index) =>
    (index === 0 ? '阿卜杜热合曼·买买提艾力'.repeat(5) : 'Wolfeschlegelsteinhausenbergerdorff').slice(0, 60),
};

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let long: PreparedHearing;
let oneTimeLink: string;

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  long = await prepareHearing(office, ['complainant', 'officer', 'officer'], LONG);
  const made = await office.admin.call('createAccount', {
    id: crypto.randomUUID(),
    loginName: 'new.one',
    displayName: '名字很长的新同事欧阳上官',
    role: 'clerk',
  });
  oneTimeLink = made.link.url;
});
afterAll(async () => {
  await server?.remove();
});

/** Two officers sit at the clerk's device, and one of them speaks. */
async function seatOfficers({ hearingId, clerkId, participants }: PreparedHearing): Promise<Tab> {
  const clerk = await office.staff.clerk.browser.connect(hearingId);
  await clerk.ask('enter', {});
  for (const { personId, role } of participants) {
    if (role !== 'officer') continue;
    await clerk.ask('seatAt', { personId, hostPersonId: clerkId });
    await clerk.ask('nameSpeaker', { devicePersonId: clerkId, personId });
  }
  return clerk;
}

describe.each(LOOKS)('on a $size in $language', (look) => {
  const shown = () => (look.long ? long : hearing);
  let person: Person;
  const zh = look.language === 'zh-CN';
  const wrong: string[] = [];
  const tag = `${look.size}-${look.language.slice(0, 2)}${look.dark ? '-dark' : ''}${look.large ? '-large' : ''}`;

  beforeAll(async () => {
    person = await openChromium('built-in', look);
  });
  afterAll(async () => {
    await person?.browser.close();
  });

  async function look_(screen: string, ready: string | RegExp = /./): Promise<void> {
    const { page } = person;
    await page.locator('h1, h2').filter({ hasText: ready }).first().waitFor();
    await page.waitForLoadState('networkidle');
    // A foot that stays at the bottom lies over whatever is below it until one scrolls; pictured and measured is the whole page.
    await page.evaluate(() => {
      for (const foot of document.querySelectorAll<HTMLElement>('.page-foot')) foot.style.position = 'static';
    });
    await page.screenshot({ path: join(OUTPUT, `${screen}-${tag}.png`), fullPage: !screen.startsWith('room') });
    for (const objection of await objectionsTo(page)) wrong.push(`${screen}: ${objection}`);
    // The order of the keyboard is the same in every look.
    if (look === LOOKS[0]) for (const one of await wrongByKeyboard(page)) wrong.push(`${screen}: ${one}`);
  }
  async function go(path: string, screen: string): Promise<void> {
    await person.page.goto(new URL(path, server.origin).href);
    await look_(screen);
  }

  it('shows strangers and the administrator what is theirs', async () => {
    await go('/', 'sign-in');
    await go(oneTimeLink, 'one-time');
    await continueAs(person, office.admin);
    await go('/accounts', 'accounts');
    await go('/accounts/new', 'account-new');
    expect(wrong.splice(0)).toEqual([]);
  });

  it('shows the prosecutor cases and hearings', async () => {
    await continueAs(person, office.staff.prosecutor.browser);
    await go('/', 'today');
    await go('/cases', 'cases');
    await go('/cases?q=nothing-like-this&from=2026-03-02&to=2026-03-03&state=in_session', 'cases-none');
    await go('/cases/new', 'case-new');
    await go(`/cases/${shown().caseId}`, 'case');
    await go(`/cases/${shown().caseId}/hearings/new`, 'hearing-new');
    await go(`/hearings/${shown().hearingId}`, 'hearing-setup');
    await go(`/cases/${crypto.randomUUID()}`, 'case-forbidden');
    expect(wrong.splice(0)).toEqual([]);
  });

  it('shows a participant the way, and what is wrong with a link', async () => {
    await person.context.clearCookies();
    await go(`/j/${crypto.randomUUID()}.${'a'.repeat(22)}`, 'link-unknown');
    const { personId, url } = await inviteOne(
      office,
      shown().hearingId,
      'complainant',
      look.long ? LONG.name(0) : '王桂英',
    );
    const { page } = person;
    await page.goto(url);
    await page.getByRole('button', { name: zh ? '我同意' : 'I agree', exact: true }).waitFor();
    await look_('invitation');
    await page.getByRole('button', { name: zh ? '我同意' : 'I agree', exact: true }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
    await look_('devices');
    await page
      .getByRole('button', {
        name: zh ? '画面是我，能看到、听到我' : 'This is me, and I can be seen and heard',
        exact: true,
      })
      .click();
    await look_('ready');
    await page.getByRole('button', { name: zh ? '进入' : 'Enter', exact: true }).click();
    await page.getByRole('heading', { name: zh ? '您在候场室' : 'You are in the waiting room' }).waitFor();
    await look_('waiting');
    const chair = await office.staff.prosecutor.browser.connect(shown().hearingId);
    const entered = await chair.ask('enter', {});
    const people = entered.place === 'room' ? entered.snapshot.people : [];
    const doorId = people.find((one) => one.personId === personId)?.doors[0]?.doorId ?? '';
    await chair.ask('admit', { personId, doorId });
    await page.getByRole('figure').first().waitFor();
    await look_('room-participant');
    chair.socket.close();
    expect(wrong.splice(0)).toEqual([]);
  });

  it('shows the chair the room', async () => {
    const { page } = person;
    const clerk = await seatOfficers(shown());
    // Another person sits down at this device.
    await page.evaluate(() => sessionStorage.clear());
    await continueAs(person, office.staff.prosecutor.browser);
    await page.goto(`${server.origin}/hearings/${shown().hearingId}/room`);
    await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
    await look_('room-entry');
    await page.getByRole('button', { name: zh ? '进入听证室' : 'Enter the hearing', exact: true }).click();
    await page.getByRole('figure').first().waitFor();
    await look_('room');
    const panel = page.getByRole('button', { name: zh ? /^主持台/ : /^Chair’s panel/ });
    if (await panel.isVisible()) {
      await panel.click();
      await page.getByRole('dialog').waitFor();
      await look_('room-panel');
    }
    clerk.close();
    expect(wrong.splice(0)).toEqual([]);
  });

  it('made no page complain or ask anything of anybody else', () => {
    const expected = /status of 40[134]|status of 410/;
    expect(person.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
  });
});
