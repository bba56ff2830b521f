// Letters of commitment as people meet them: one signed by finger on a phone, one declined, one signed before the clerk, one printed; then what the case keeps of them.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browserless } from '../running/browserless.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { admit, closeHearing, openHearing, prepareLetter, readLetter, writeByFinger, writeByMouse } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const PEOPLE = ['参加人1', '参加人2', '参加人3', '参加人4'] as const;
const [SIGNS, DECLINES, SUPERVISED, ON_PAPER] = PEOPLE;
const SIZES = {
  upright: { width: 390, height: 844 },
  turned: { width: 844, height: 390 },
  /** A desktop at 200 %. */
  zoomed: { width: 640, height: 400 },
} as const;

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
const people = {} as Record<'chair' | 'clerk' | 'phone', Person>;
const wrong: string[] = [];

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

async function look(page: Page, screen: string): Promise<void> {
  await page.screenshot({ path: join(OUTPUT, `letter-${screen}.png`) });
  for (const objection of await objectionsTo(page)) wrong.push(`${screen}: ${objection}`);
}

/** The three choices: all of them on the screen, and of one size. */
async function choicesOf(page: Page, screen: string): Promise<void> {
  const boxes = await page
    .getByRole('group', { name: '请您选择' })
    .getByRole('button')
    .evaluateAll((all) =>
      all.map((one) => {
        const { width, height, top, bottom, left, right } = one.getBoundingClientRect();
        return {
          size: `${Math.round(width)} × ${Math.round(height)}`,
          high: height >= 44,
          inside: top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= window.innerWidth,
        };
      }),
    );
  const [first] = boxes;
  const equal = boxes.length === 3 && boxes.every(({ size }) => size === first?.size);
  if (!equal || !boxes.every(({ high, inside }) => high && inside)) wrong.push(`${screen}: ${JSON.stringify(boxes)}`);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wider > 0) wrong.push(`${screen}: ${wider} px wider than the screen`);
}

async function inEverySize(page: Page, screen: string): Promise<void> {
  const before = page.viewportSize();
  for (const [name, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(OUTPUT, `letter-${screen}-${name}.png`) });
    await choicesOf(page, `${screen}-${name}`);
  }
  if (before !== null) await page.setViewportSize(before);
}

async function inBothSchemes(page: Page, screen: string): Promise<void> {
  await look(page, screen);
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, `${screen}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** From the next load on, and back to the same seat. */
async function speakEnglish(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('open-hearing.language', 'en'));
  await page.reload();
}

async function enterAsHost(person: Person, as: Browserless): Promise<void> {
  await continueAs(person, as);
  await person.page.goto(`${server.origin}/hearings/${hearing.hearingId}/room`);
  await press(person.page, '进入听证室');
  await person.page.getByRole('region', { name: '承诺书', exact: true }).waitFor();
}

/** The phone of whoever is next; its owner has agreed already. */
async function enterByPhone(index: number, name: string): Promise<void> {
  const participant = hearing.participants[index];
  if (participant === undefined) throw new Error('nobody is prepared');
  const { page } = people.phone;
  await continueAs(people.phone, participant.browser);
  await page.goto(server.origin);
  // Another person: nothing of who had the phone before is left on it.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`${server.origin}/h/${participant.personId}`);
  await press(page, '画面是我，能看到、听到我');
  await press(page, '进入');
  await page.getByRole('heading', { name: '您在候场室' }).waitFor();
  await admit(people.chair.page, name);
  await page.getByRole('figure').first().waitFor();
}

const rowOf = (host: Page, name: string) => host.locator('.letters-of').filter({ hasText: name });

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant', 'agent', 'other_party', 'other_party']);
  people.chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  people.clerk = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  people.phone = await openChromium('built-in', { size: 'phone', language: 'zh-CN' });
  // Three browsers with picture and sound, and perhaps a busy machine: what matters is that it comes.
  for (const { page } of Object.values(people)) page.setDefaultTimeout(120_000);
});
afterAll(async () => {
  for (const person of Object.values(people)) await person.browser.close();
  await server?.remove();
});

describe('letters of commitment', () => {
  it('are prepared before their stage, and cannot be shown before it', async () => {
    const { page: chair } = people.chair;
    await enterAsHost(people.chair, office.staff.prosecutor.browser);
    await enterAsHost(people.clerk, office.staff.clerk.browser);
    await enterByPhone(0, SIGNS);
    await openHearing(chair);
    for (const name of PEOPLE) await prepareLetter(chair, name);
    const show = chair.getByRole('button', { name: `向${SIGNS}出示`, exact: true });
    expect(await show.getAttribute('aria-disabled')).toBe('true');
    expect(await show.getAttribute('title')).toContain('签署承诺书');
    // To its end: nowhere else does what stays at its foot cover half of a button.
    await chair.locator('.room-panel').evaluate((panel) => panel.scrollTo(0, panel.scrollHeight));
    await look(chair, 'desk-early');
    await press(chair, `修改：${SIGNS}的承诺书`);
    await chair.getByLabel('正文', { exact: true }).waitFor();
    await inBothSchemes(chair, 'editor');
    await press(chair, '取消');
    await press(chair, /^签署承诺书·核对笔录并签名/);
    await chair.getByLabel('理由', { exact: true }).fill('各方已无其他意见');
    await press(chair, /^转到/);
    await rowOf(chair, SIGNS)
      .getByRole('button', { name: `向${SIGNS}出示`, disabled: false })
      .waitFor();
  });

  it('lie before the signer at once, who reads to the end and signs with a finger', async () => {
    const { page: chair } = people.chair;
    const { page: phone } = people.phone;
    await press(chair, `向${SIGNS}出示`);
    await phone.getByRole('dialog', { name: '承诺书' }).waitFor();
    await rowOf(chair, SIGNS).getByText('已出示，正在阅读').waitFor();
    await inBothSchemes(phone, 'reading');
    await inEverySize(phone, 'reading');
    await readLetter(phone);
    await rowOf(chair, SIGNS).getByText('已读完，正在考虑').waitFor();
    await look(phone, 'pad');
    await writeByFinger(phone);
    await inBothSchemes(phone, 'written');
    await inEverySize(phone, 'written');
    // The line breaks just as they press: nobody has to press twice, and it is signed once.
    await people.phone.context.setOffline(true);
    await phone.getByText('连接断开了，正在自动重连。您可以继续阅读。').waitFor();
    await phone.getByRole('button', { name: '签署', exact: true }).tap();
    await phone.getByText(/您选的会在接通后自动送出/).waitFor();
    await look(phone, 'sending');
    await people.phone.context.setOffline(false);
    await phone.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();
    await rowOf(chair, SIGNS).getByText('已签署', { exact: true }).waitFor();
  });

  it('give the signer a copy at once, which opens without signing in', async () => {
    const { page: phone } = people.phone;
    const copy = phone.getByRole('link', { name: '保存副本' });
    await copy.waitFor({ timeout: 60_000 });
    await phone.getByRole('img', { name: '承诺书副本的二维码' }).waitFor();
    await inBothSchemes(phone, 'copy');
    const answer = await fetch((await copy.getAttribute('href')) ?? '');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const { page: chair } = people.chair;
    await press(chair, `副本二维码：${SIGNS}`);
    await chair.getByRole('img', { name: '承诺书副本的二维码' }).waitFor();
    await look(chair, 'desk-copy');
    await press(chair, '关闭');
    await press(phone, '回到听证');
    await look(phone, 'signed-banner');
  });

  it('may be declined with one press, and that is all', async () => {
    const { page: chair } = people.chair;
    const { page: phone } = people.phone;
    await enterByPhone(1, DECLINES);
    await press(chair, `向${DECLINES}出示`);
    await phone.getByRole('dialog', { name: '承诺书' }).waitFor();
    await phone.getByRole('button', { name: '不签', exact: true }).tap();
    await phone.getByRole('heading', { name: '好的，您没有签署' }).waitFor();
    await look(phone, 'declined');
    await rowOf(chair, DECLINES).getByText('不签', { exact: true }).waitFor();
    // Shown again, it lies there again.
    await press(phone, '回到听证');
    await press(chair, `再次出示：${DECLINES}`);
    await phone.getByRole('dialog', { name: '承诺书' }).waitFor();
    // And after a reload as well, here in the other language.
    await speakEnglish(phone);
    await phone.getByRole('dialog', { name: 'Letter of commitment' }).waitFor();
    await inBothSchemes(phone, 'reading-en');
    await phone.getByRole('region', { name: 'Full text of the letter' }).press('End');
    await press(phone, 'I have read it');
    await phone.getByRole('img', { name: /^Signature/ }).waitFor();
    await inBothSchemes(phone, 'pad-en');
    await phone.getByRole('button', { name: 'Another day', exact: true }).tap();
    await phone.getByRole('heading', { name: 'All right, another day' }).waitFor();
    await look(phone, 'deferred-en');
  });

  it('are signed before the clerk on the clerk’s device, which shows nothing else meanwhile', async () => {
    const { page: clerk } = people.clerk;
    await press(clerk, `当面签署：${SUPERVISED}`);
    const over = clerk.getByRole('button', { name: '交给本人', exact: true });
    expect(await over.getAttribute('aria-disabled')).toBe('true');
    await clerk.getByRole('checkbox', { name: /我已核对/ }).click();
    await look(clerk, 'supervise');
    await over.click();
    const sheet = clerk.getByRole('dialog', { name: '承诺书' });
    await sheet.getByText(`请${SUPERVISED}本人亲自阅读并签名`).waitFor();
    await inBothSchemes(clerk, 'supervised');
    // Nothing of the room can be pressed, not even by keyboard.
    expect(await clerk.locator('.room').getAttribute('inert')).not.toBeNull();
    await clerk.keyboard.press('Escape');
    expect(await sheet.isVisible()).toBe(true);
    // By keyboard: to the end of the text, and on.
    await clerk.getByRole('region', { name: '承诺书全文' }).press('End');
    await clerk.getByRole('button', { name: '我已阅读', disabled: false }).press('Enter');
    await clerk.getByRole('img', { name: /^签名处/ }).waitFor();
    await writeByMouse(clerk);
    await look(clerk, 'supervised-written');
    await press(clerk, '签署');
    await clerk.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();
    await clerk.getByRole('img', { name: '承诺书副本的二维码' }).waitFor({ timeout: 60_000 });
    await look(clerk, 'supervised-signed');
    await press(clerk, '交还给书记员');
    await rowOf(clerk, SUPERVISED).getByText('已签署，书记员见证').waitFor();
    await look(clerk, 'desk');
    await speakEnglish(clerk);
    await rowOf(clerk, SUPERVISED).getByText('Signed, witnessed by the clerk').waitFor();
    await inBothSchemes(clerk, 'desk-en');
  });

  it('are printed for a signature on paper', async () => {
    const link = people.clerk.page.getByRole('link', { name: `Print on paper: letter of ${ON_PAPER}` });
    const printed = await office.staff.clerk.browser.fetch((await link.getAttribute('href')) ?? '');
    expect(printed.status).toBe(200);
    expect(
      Buffer.from(await printed.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('are kept in the case, each with its moment in the recording', async () => {
    const { page } = people.chair;
    await closeHearing(page);
    await page.goto(`${server.origin}/cases/${hearing.caseId}`);
    const letters = page.locator('.kept-letter');
    await letters.first().waitFor();
    expect(await letters.count()).toBe(4);
    await page.screenshot({ path: join(OUTPUT, 'letter-case.png'), fullPage: true });
    for (const objection of await objectionsTo(page)) wrong.push(`case: ${objection}`);
    const signed = letters.filter({ hasText: SIGNS });
    await signed.getByText('已签署', { exact: true }).waitFor();
    await letters.filter({ hasText: DECLINES }).getByText('改日再说').first().waitFor();
    await letters.filter({ hasText: SUPERVISED }).getByText('林书记员').waitFor();
    const file = await signed
      .getByRole('link', { name: new RegExp(`^下载签署件.*${SIGNS}的承诺书$`) })
      .getAttribute('href');
    const pdf = await office.staff.prosecutor.browser.fetch(file ?? '');
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const link = signed.getByRole('link', { name: /签署的时刻$/ });
    const atMs = Number(new URL((await link.getAttribute('href')) ?? '', page.url()).searchParams.get('t'));
    expect(atMs).toBeGreaterThan(0);
    await link.click();
    const video = page.locator('video');
    await video.waitFor({ timeout: 60_000 });
    await expect
      .poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime), { timeout: 30_000 })
      .toBeCloseTo(atMs / 1000, 0);
  });

  it('are voided by two people, and not by one', async () => {
    const { page: chair } = people.chair;
    const { page: clerk } = people.clerk;
    await press(chair, `申请作废：${SIGNS}的承诺书`);
    await chair.getByLabel('理由', { exact: true }).fill('文字有误');
    await press(chair, '申请作废');
    const confirm = chair.getByRole('button', { name: '同意作废', exact: true });
    await confirm.waitFor();
    expect(await confirm.getAttribute('aria-disabled')).toBe('true');
    await look(chair, 'void-asked');
    await clerk.goto(`${server.origin}/cases/${hearing.caseId}`);
    await clerk.getByRole('button', { name: 'Agree to void it', exact: true }).waitFor();
    await look(clerk, 'void-en');
    await press(clerk, 'Agree to void it');
    await clerk.getByRole('alertdialog').getByRole('button', { name: 'Agree to void it', exact: true }).click();
    await clerk.locator('.kept-letter').filter({ hasText: SIGNS }).getByText('Voided').first().waitFor();
  });

  it('made no page complain, and axe objects to nothing', () => {
    expect(wrong).toEqual([]);
    // The line was broken on purpose.
    const unexpected = (complaint: string): boolean => !complaint.includes('ERR_INTERNET_DISCONNECTED');
    for (const person of Object.values(people)) expect(person.complaints.filter(unexpected)).toEqual([]);
  });
});
