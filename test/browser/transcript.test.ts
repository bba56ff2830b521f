// The transcript of a hearing that was really held: its words play their place, are corrected, replaced, undone and found again; the archivist reads and changes nothing.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TranscriptLine } from '../../server/protocol/transcript.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, PRACTICE, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { paint, speak } from '../running/speech.ts';
import { closeHearing, enterAsStaff, nextStage, openHearing } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const SENTENCES = ['现在公开听证', '请申诉人陈述事实和理由', '请听证员提问'];

let folder: string;
let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
let address: string;

const lines = async (): Promise<readonly TranscriptLine[]> =>
  (await office.staff.prosecutor.browser.call('transcript', {}, hearing.hearingId)).lines;
/** By the key, which may come before the sound does. */
async function silence(): Promise<void> {
  const media = chair.page.locator('video, audio').first();
  const press = async (): Promise<boolean> => {
    if (await media.evaluate((one: HTMLMediaElement) => one.paused)) return true;
    await chair.page.keyboard.press('F2');
    return false;
  };
  await expect.poll(press, { timeout: 10_000 }).toBe(true);
}
const row = (line: TranscriptLine | undefined) => chair.page.locator(`#line-${line?.id}`);

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-transcript-'));
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant'], PRACTICE);
  const voice = { name: 'chair', voice: 'cmn+f5', pitch: 50, sentences: SENTENCES };
  const [{ file }, picture] = await Promise.all([speak(folder, voice, 120, 2), paint(folder, 'chair', 0, '320x180')]);
  chair = await openChromium({ sound: file, picture }, { size: 'desktop', language: 'zh-CN' });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  await openHearing(chair.page);
  await vi.waitFor(async () => expect((await lines()).length).toBeGreaterThanOrEqual(2), 60_000);
  await chair.page.getByLabel('记一条', { exact: true }).fill('申诉人承认收到过答复');
  await chair.page.keyboard.press('Enter');
  await chair.page.getByRole('button', { name: /^去掉：申诉人承认/ }).waitFor();
  await chair.page.screenshot({ path: join(OUTPUT, 'notes-room-zh.png') });
  await nextStage(chair.page, '介绍案情及听证问题');
  await vi.waitFor(async () => expect((await lines()).length).toBeGreaterThanOrEqual(4), 60_000);
  await closeHearing(chair.page);
  // What the engine missed while it began is listened to afterwards: until then lines may be added.
  const isWhole = async (): Promise<boolean> => {
    const { browser } = office.staff.prosecutor;
    const { holes } = await browser.call('transcript', {}, hearing.hearingId);
    const { work } = await browser.call('listening', {}, hearing.hearingId);
    return work === null && holes.every(({ open }) => !open);
  };
  await vi.waitFor(async () => expect(await isWhole()).toBe(true), { timeout: 60_000, interval: 500 });
  address = `${server.origin}/hearings/${hearing.hearingId}/transcript`;
});
afterAll(async () => {
  await chair?.browser.close();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('the transcript', () => {
  it('stands beside the recording, and a press on a word plays from there', async () => {
    const { page } = chair;
    await page.goto(`${server.origin}/cases/${hearing.caseId}`);
    await page.getByRole('link', { name: '转写稿（未经核对）' }).click();
    await page.getByRole('heading', { name: /^转写稿：/ }).waitFor();
    const said = (await lines()).at(-1);
    const text = row(said).locator('.line-text');
    await text.waitFor();
    const media = page.locator('video, audio').first();
    await media.waitFor({ timeout: 60_000 });
    // Nothing moves any more. In the middle of its first character.
    await page.waitForLoadState('networkidle');
    const place = await text.evaluate((paragraph) => {
      const range = document.createRange();
      const node = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
      if (node === null) throw new Error('no text');
      range.setStart(node, 0);
      range.setEnd(node, 1);
      const { left, top, width, height } = range.getBoundingClientRect();
      return { x: left + width / 4, y: top + height / 2 };
    });
    await page.mouse.click(place.x, place.y);
    const wantedMs = said?.words[0]?.startMs ?? Number.NaN;
    await expect
      .poll(async () => (await media.evaluate((one: HTMLMediaElement) => one.currentTime * 1_000)) - wantedMs, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
    expect((await media.evaluate((one: HTMLMediaElement) => one.currentTime * 1_000)) - wantedMs).toBeLessThan(5_000);
    await expect.poll(() => page.locator('.line[data-spoken]').count()).toBe(1);
    await page.screenshot({ path: join(OUTPUT, 'transcript-desktop-zh.png') });
  });

  it('is entered at a note of chair or clerk, too', async () => {
    const { page } = chair;
    const note = page.getByRole('button', { name: /要点：申诉人承认收到过答复/ });
    const [kept] = (await office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId)).notes;
    await note.click();
    const media = page.locator('video, audio').first();
    const wantedMs = kept?.atRecordingMs ?? Number.NaN;
    await expect
      .poll(
        async () => Math.abs((await media.evaluate((one: HTMLMediaElement) => one.currentTime * 1_000)) - wantedMs),
        {
          timeout: 20_000,
        },
      )
      .toBeLessThan(5_000);
    await silence();
  });

  it('is corrected in place by keyboard, keeps what it was, and is undone', async () => {
    const { page } = chair;
    const [first] = await lines();
    await row(first)
      .getByRole('button', { name: /起播放/ })
      .click();
    await silence();
    await row(first).getByRole('button', { name: /^修改/ }).click();
    const field = page.getByRole('textbox', { name: '这一句的文字' });
    await field.fill('现在开始公开听证');
    await field.press('Enter');
    await field.waitFor({ state: 'detached' });
    await row(first).getByText('现在开始公开听证').waitFor();
    expect(await lines()).toContainEqual(expect.objectContaining({ id: first?.id, revision: 1, by: 'person' }));

    await row(first)
      .getByRole('button', { name: /更多操作/ })
      .click();
    await page.getByRole('menuitem', { name: '修改记录' }).click();
    const history = page.getByRole('dialog', { name: '修改记录' });
    await history
      .getByText(first?.text ?? '')
      .first()
      .waitFor();
    await history.getByText(/陈检察官（人工核对）/).waitFor();
    await page.screenshot({ path: join(OUTPUT, 'transcript-history-zh.png') });
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: '撤销', exact: true }).click();
    const now = async () => (await lines()).find(({ id }) => id === first?.id);
    await expect.poll(async () => (await now())?.text).toBe(first?.text);
    expect((await now())?.revision).toBe(2);
  });

  it('shows what somebody else has just written, and keeps what was being typed', async () => {
    const { page } = chair;
    const [, second] = await lines();
    const now = async () => (await lines()).find(({ id }) => id === second?.id);
    await row(second)
      .getByRole('button', { name: /起播放/ })
      .click();
    await silence();
    await row(second).getByRole('button', { name: /^修改/ }).click();
    const field = page.getByRole('textbox', { name: '这一句的文字' });
    await field.fill('我写的');
    const edits = [{ lineId: second?.id ?? '', revision: second?.revision ?? 0, text: '书记员写的' }];
    await office.staff.clerk.browser.call('editLines', { edits }, hearing.hearingId);
    await field.press('Enter');
    await page.getByText('这一句刚刚被别人改过').waitFor();
    await row(second).getByText('书记员写的').waitFor();
    expect(await field.inputValue()).toBe('我写的');
    await field.press('Enter');
    await expect.poll(async () => (await now())?.text).toBe('我写的');
    await field.waitFor({ state: 'detached' });
  });

  it('has words replaced everywhere, after it was asked', async () => {
    const { page } = chair;
    const before = await lines();
    const wanted = '听证';
    const times = before.filter(({ text }) => text.includes(wanted)).length;
    expect(times).toBeGreaterThan(0);
    await page.keyboard.press('f');
    await page.getByLabel('查找', { exact: true }).fill(wanted);
    await page.getByLabel('替换为').fill('聽證');
    await page.getByRole('button', { name: '全部替换' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '全部替换' }).click();
    await expect.poll(async () => (await lines()).filter(({ text }) => text.includes('聽證')).length).toBe(times);
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await expect.poll(async () => (await lines()).filter(({ text }) => text.includes(wanted)).length).toBe(times);
    await page.getByRole('button', { name: '关闭', exact: true }).click();
  });

  it('is put right by the glossary', async () => {
    const { page } = chair;
    await page.getByText('词表：人名和用语').click();
    await page.getByLabel('正确的写法').fill('公開聽證');
    await page.getByLabel('常被听成').fill('公开听证');
    await page.getByRole('button', { name: '加入词表' }).click();
    await page.getByText('听成：公开听证').waitFor();
    await page.getByRole('button', { name: '改正机器文字' }).click();
    await page.getByText(/改正了 \d+ 句/).waitFor();
    await page.screenshot({ path: join(OUTPUT, 'transcript-glossary-zh.png'), fullPage: true });
    expect(await objectionsTo(page)).toEqual([]);
  });

  it('is found by one character and by two, and the hit leads to its line', async () => {
    const { page } = chair;
    const said = (await lines()).findLast(({ text }) => text.includes('提问') || text.includes('陈述'));
    const word = said?.text.includes('提问') ? '提问' : '陈述';
    for (const q of [word.slice(0, 1), word]) {
      await page.goto(`${server.origin}/words`);
      await page.getByLabel('说了什么').fill(q);
      await page.getByRole('button', { name: '检索', exact: true }).click();
      await page.locator('.hit-text mark').first().waitFor();
    }
    await page.screenshot({ path: join(OUTPUT, 'words-desktop-zh.png'), fullPage: true });
    expect(await objectionsTo(page)).toEqual([]);
    await page.locator(`a[href*="${said?.id}"]`).click();
    await page.locator(`#line-${said?.id}[data-chosen]`).waitFor();
  });

  it.each([
    { size: 'phone', language: 'zh-CN', dark: true },
    { size: 'phone', language: 'en-US' },
    { size: 'desktop', language: 'en-US', dark: true },
    { size: 'zoomed', language: 'en-US' },
  ] as const)('is read, and not changed, by the archivist, on a $size in $language', async (look) => {
    const archivist = await openChromium('none', look);
    try {
      await continueAs(archivist, office.staff.archivist.browser);
      await archivist.page.goto(address);
      await archivist.page.locator('.line-text').first().waitFor();
      await archivist.page.locator('video, audio').first().waitFor({ timeout: 30_000 });
      const tag = `${look.size}-${look.language.slice(0, 2)}`;
      await archivist.page.screenshot({ path: join(OUTPUT, `transcript-${tag}.png`), fullPage: true });
      const zh = look.language === 'zh-CN';
      await archivist.page.locator('.line-when').first().click();
      expect(await archivist.page.getByRole('button', { name: zh ? /^修改/ : /^Change/ }).count()).toBe(0);
      expect(await objectionsTo(archivist.page)).toEqual([]);
      expect(archivist.complaints).toEqual([]);
      await archivist.page.goto(`${server.origin}/words?q=%E8%AF%B7`);
      await archivist.page.locator('.hit-text').first().waitFor();
      await archivist.page.screenshot({ path: join(OUTPUT, `words-${tag}.png`), fullPage: true });
      expect(await objectionsTo(archivist.page)).toEqual([]);
    } finally {
      await archivist.browser.close();
    }
  });
});
