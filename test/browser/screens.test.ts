// Every screen in both languages, on phone and desktop: kept as a picture, nothing wider than the screen, nothing that axe objects to (WCAG A and AA).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tab } from '../running/browserless.ts';
import { type Look, openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { inviteOne, type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const LOOKS: readonly Look[] = [
  { size: 'desktop', language: 'zh-CN' },
  { size: 'phone', language: 'zh-CN', dark: true },
  { size: 'desktop', language: 'en-US', dark: true },
  { size: 'phone', language: 'en-US' },
];

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let oneTimeLink: string;
let freshLink: string;

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  const made = await office.admin.call('createAccount', {
    id: crypto.randomUUID(),
    loginName: 'new.one',
    displayName: '名字很长的新同事欧阳上官',
    role: 'clerk',
  });
  oneTimeLink = made.link.url;
  freshLink = (await inviteOne(office, hearing.hearingId, 'observer', '旁听人')).url;
});
afterAll(async () => {
  await server?.remove();
});

/** Two officers sit at the clerk's device, and one of them speaks. */
async function seatOfficers(): Promise<Tab> {
  const { hearingId, clerkId, participants } = hearing;
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
  let person: Person;
  const wrong: string[] = [];
  const tag = `${look.size}-${look.language.slice(0, 2)}${look.dark ? '-dark' : ''}`;

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
    await page.screenshot({ path: join(OUTPUT, `${screen}-${tag}.png`), fullPage: screen !== 'room' });
    for (const objection of await objectionsTo(page)) wrong.push(`${screen}: ${objection}`);
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
    await go(`/cases/${hearing.caseId}`, 'case');
    await go(`/cases/${hearing.caseId}/hearings/new`, 'hearing-new');
    await go(`/hearings/${hearing.hearingId}`, 'hearing-setup');
    await go(`/cases/${crypto.randomUUID()}`, 'case-forbidden');
    expect(wrong.splice(0)).toEqual([]);
  });

  it('shows a participant the way, and what is wrong with a link', async () => {
    await person.context.clearCookies();
    await go(`/j/${crypto.randomUUID()}.${'a'.repeat(22)}`, 'link-unknown');
    const [complainant] = hearing.participants;
    if (complainant === undefined) throw new Error('nobody is prepared');
    await go(freshLink, 'invitation');
    await continueAs(person, complainant.browser);
    await go(`/h/${complainant.personId}`, 'devices-or-ready');
    expect(wrong.splice(0)).toEqual([]);
  });

  it('shows chair and participant the room', async () => {
    const { page } = person;
    const clerk = await seatOfficers();
    await continueAs(person, office.staff.prosecutor.browser);
    await page.goto(`${server.origin}/hearings/${hearing.hearingId}/room`);
    await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
    await look_('room-entry');
    await page
      .getByRole('button', { name: look.language === 'zh-CN' ? '进入听证室' : 'Enter the hearing', exact: true })
      .click();
    await page.getByRole('figure').first().waitFor();
    await look_('room');
    clerk.close();
    expect(wrong.splice(0)).toEqual([]);
  });

  it('made no page complain or ask anything of anybody else', () => {
    const expected = /status of 40[134]|status of 410/;
    expect(person.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
  });
});
