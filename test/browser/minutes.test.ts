// The minutes in a live hearing: written at the desk, laid before five people, signed by four and objected to by one, the disputed moment played to all, and kept.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyGonePath } from '../../server/protocol/letter.ts';
import {
  keptMinutesPath,
  type MinutesDraft,
  minutesFilePath,
  type OwnMinutes,
  shownMinutes,
} from '../../server/protocol/minutes.ts';
import type { Browserless, Tab } from '../running/browserless.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { admit, closeHearing, openHearing, readLetter, writeByFinger, writeByMouse } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const [COMPLAINANT, OFFICER, BESIDE] = ['参加人1', '参加人2', '参加人3'] as const;
const DISPUTED = '我在二〇一九年三月把材料交给了街道办，一直没有收到答复。';

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let officer: Tab;
const people = {} as Record<'chair' | 'clerk' | 'phone', Person>;
const wrong: string[] = [];

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

async function look(page: Page, screen: string): Promise<void> {
  await page.screenshot({ path: join(OUTPUT, `minutes-${screen}.png`) });
  for (const objection of await objectionsTo(page)) wrong.push(`${screen}: ${objection}`);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wider > 0) wrong.push(`${screen}: ${wider} px wider than the screen`);
}

const participant = (index: number) => {
  const found = hearing.participants[index];
  if (found === undefined) throw new Error('nobody is prepared');
  return found;
};

async function enterAsHost(person: Person, as: Browserless): Promise<void> {
  await continueAs(person, as);
  await person.page.goto(`${server.origin}/hearings/${hearing.hearingId}/room`);
  await press(person.page, '进入听证室');
  await person.page.getByRole('region', { name: '听证笔录', exact: true }).waitFor();
}

/** @param saidMs where the complainant spoke, on the hearing's clock */
const draft = (saidMs: number): MinutesDraft => ({
  title: '听证笔录',
  head: ['案号：某检控申〔2026〕7号', '申诉人：参加人1'],
  lines: [
    {
      ...{ id: crypto.randomUUID(), stage: 'opening', personId: hearing.chairId, text: '现在开始听证。' },
      ...{ startMs: 0, endMs: 2_000 },
    },
    {
      ...{ id: crypto.randomUUID(), stage: 'statements', personId: participant(0).personId, text: DISPUTED },
      ...{ startMs: saidMs, endMs: saidMs + 3_000 },
    },
  ],
});

/** A signer, still in the room, saves what all have signed, without signing in anywhere. */
async function takesTheirCopy(page: Page, sha256: string): Promise<void> {
  await page.getByRole('button', { name: '我的一份', exact: true }).waitFor();
  await look(page, 'copy-banner');
  await press(page, '我的一份');
  const link = page.getByRole('link', { name: '保存我的笔录', exact: true });
  await link.waitFor();
  await look(page, 'copy');
  const address = (await link.getAttribute('href')) ?? '';
  expect(address.startsWith(`${server.origin}/m/`)).toBe(true);
  const copy = await fetch(address);
  expect(copy.headers.get('content-disposition')).toMatch(/^attachment/);
  const bytes = Buffer.from(await copy.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  const trail = await office.staff.clerk.browser.call('caseTrail', {}, hearing.caseId);
  expect(trail).toContainEqual(expect.objectContaining({ act: 'minutes.copy_fetched', actorName: COMPLAINANT }));
  expect(server.output()).not.toContain(address.split('.').at(-1));
  // Half a link, typed off paper, leads to a page with words.
  const gone = await page.request.get(address.slice(0, -3), { headers: { accept: 'text/html' }, maxRedirects: 0 });
  expect([gone.status(), gone.headers().location]).toEqual([303, copyGonePath('unknown')]);
  await press(page, '回到听证');
}

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant', 'officer', 'officer']);
  people.chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  people.clerk = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  people.phone = await openChromium('built-in', { size: 'phone', language: 'zh-CN' });
  // Three browsers with picture and sound, and perhaps a busy machine: what matters is that it comes.
  for (const { page } of Object.values(people)) page.setDefaultTimeout(120_000);
});
afterAll(async () => {
  officer?.close();
  for (const person of Object.values(people)) await person.browser.close();
  await server?.remove();
});

describe('the minutes of a hearing', () => {
  it('are written at the desk and saved as a version', async () => {
    const { page: chair } = people.chair;
    await enterAsHost(people.chair, office.staff.prosecutor.browser);
    await enterAsHost(people.clerk, office.staff.clerk.browser);
    const { browser, personId } = participant(0);
    await continueAs(people.phone, browser);
    const phone = people.phone.page;
    await phone.goto(`${server.origin}/h/${personId}`);
    await press(phone, '画面是我，能看到、听到我');
    await press(phone, '进入');
    await admit(chair, COMPLAINANT);
    await phone.getByRole('figure').first().waitFor();
    officer = await participant(1).browser.connect(hearing.hearingId, participant(1).personId);
    await officer.ask('enter', {});
    await admit(chair, OFFICER);
    await officer.notice('admitted');
    await officer.ask('enter', {});
    await openHearing(chair);

    const desk = await people.clerk.page.context().newPage();
    desk.setDefaultTimeout(60_000);
    await desk.goto(`${server.origin}/hearings/${hearing.hearingId}/minutes`);
    await look(desk, 'empty');
    await press(desk, '从转写稿生成');
    await press(desk, /^修改：/);
    await desk.getByLabel('文字', { exact: true }).fill('书记员核对到场人员，均无异议');
    await press(desk, '完成');
    await look(desk, 'writing');
    await press(desk, '保存');
    await desk.getByText(/第 1 版，.*保存/).waitFor();
    await desk.close();
  });

  it('are laid before those who took part, in their stage only, by somebody who has read them', async () => {
    const { page: chair } = people.chair;
    const { page: clerk } = people.clerk;
    const early = clerk.getByRole('button', { name: '交给各方签名', exact: true });
    await early.waitFor();
    expect(await early.getAttribute('aria-disabled')).toBe('true');
    // The complainant has the floor for a while, so that there is something of theirs to play.
    await press(chair, /^当事人说明情况/);
    await chair.getByLabel('理由', { exact: true }).fill('直接听取说明');
    await press(chair, /^转到/);
    await people.phone.page.getByText('录音里有您的声音').first().waitFor();
    const { recording, nowMs } = await officer.ask('snapshot', {});
    const saidMs = recording.state === 'recording' ? nowMs - recording.sinceMs : 0;
    const body = { version: 1, draft: draft(saidMs) };
    const saved = await office.staff.clerk.browser.call('saveMinutes', body, hearing.hearingId);
    expect(saved).toMatchObject({ version: 2, state: 'drafting' });
    await press(chair, /^签署承诺书·核对笔录并签名/);
    await chair.getByLabel('理由', { exact: true }).fill('各方已无其他意见');
    await press(chair, /^转到/);
    await clerk.getByRole('button', { name: '交给各方签名', exact: true, disabled: false }).click();
    await clerk.getByRole('checkbox', { name: new RegExp(BESIDE) }).click();
    await clerk.getByRole('checkbox', { name: '我已通读全文，核对了机器识别的文字' }).click();
    await look(clerk, 'presenting');
    await press(clerk, '交给各方');
    await people.phone.page.getByRole('dialog', { name: '听证笔录', exact: true }).waitFor();
  });

  it('are objected to on a phone, where it is heard again with everybody, and signed with the objection', async () => {
    const { page: phone } = people.phone;
    const { page: clerk } = people.clerk;
    await look(phone, 'phone');
    await press(phone, /^这一段不对：我在二/);
    await phone.getByLabel('您的意见', { exact: true }).fill('我说的是二〇一八年。');
    await look(phone, 'objecting');
    await press(phone, '提出');
    await phone.getByText('您的异议').waitFor();
    await look(phone, 'objected');
    const played = officer.notice('momentPlayed');
    await press(clerk, `播放这一段给各方听：${COMPLAINANT}的异议`);
    const { sound, fromMs, toMs } = await played;
    const wav = Buffer.from(sound, 'base64');
    expect([wav.toString('latin1', 0, 4), wav.length]).toEqual(['RIFF', 44 + (toMs - fromMs) * 32]);
    await phone
      .getByText(/^正在播放录音/)
      .first()
      .waitFor();
    await readLetter(phone);
    await writeByFinger(phone);
    await look(phone, 'pad');
    await press(phone, '签名并保留异议');
    await phone.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();
    await look(phone, 'signed');
    await press(phone, '回到听证');
  });

  it('are signed by everybody on the same text, also beside the clerk', async () => {
    const mine = (await officer.ask('myMinutes', {})) as OwnMinutes;
    const textSha256 = createHash('sha256').update(shownMinutes(mine.text)).digest('hex');
    const stroke: [number, number, number][] = [
      [0.1, 0.1, 0],
      [0.8, 0.3, 300],
    ];
    const signing = { version: mine.version, textSha256, ink: { height: 0.4, strokes: [stroke] } };
    expect(await officer.answer('signMinutes', { ...signing, textSha256: '0'.repeat(64) })).toMatchObject({
      refusal: { code: 'minutes_changed' },
    });
    expect((await officer.ask('signMinutes', signing)).signer.state).toBe('signed');
    expect(await officer.answer('refuseMinutes', { version: mine.version })).toMatchObject({
      refusal: { code: 'wrong_state' },
    });
    for (const { page } of [people.chair, people.clerk]) {
      await press(page, '打开笔录');
      await readLetter(page);
      await writeByMouse(page);
      await press(page, '签名');
      await page.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();
      await press(page, '回到听证');
    }
    const { page: clerk } = people.clerk;
    await look(clerk, 'desk');
    await press(clerk, `当面签名：${BESIDE}`);
    await clerk.getByRole('checkbox').click();
    await press(clerk, '交给本人');
    await readLetter(clerk);
    await writeByMouse(clerk);
    await press(clerk, '签名');
    await clerk.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();
    await press(clerk, '交还给书记员');
    await clerk.getByRole('region', { name: '听证笔录', exact: true }).getByText('已答复完毕').waitFor();
  });

  it('are kept as one document with its check value, for staff of the case alone', async () => {
    const { browser } = office.staff.clerk;
    await expect
      .poll(async () => (await browser.call('minutes', {}, hearing.hearingId))?.sha256 ?? null, { timeout: 60_000 })
      .toMatch(/^[0-9a-f]{64}$/);
    const kept = await browser.call('minutes', {}, hearing.hearingId);
    expect(kept?.signers.map(({ state }) => state).sort()).toEqual([
      'objected',
      'signed',
      'signed',
      'signed',
      'signed',
    ]);
    expect(kept?.objections).toMatchObject([{ words: '我说的是二〇一八年。' }]);
    const { page } = people.clerk;
    for (const path of [keptMinutesPath(hearing.hearingId), minutesFilePath(hearing.hearingId, 'docx')]) {
      const answer = await page.request.get(`${server.origin}${path}`);
      expect([path, answer.status()]).toEqual([path, 200]);
      const bytes = await answer.body();
      const isPdf = path.endsWith('.pdf');
      expect(bytes.subarray(0, 2).toString('latin1')).toBe(isPdf ? '%P' : 'PK');
      if (isPdf) expect(createHash('sha256').update(bytes).digest('hex')).toBe(kept?.sha256);
    }
    // Versions before are read as they were left.
    for (const [version, status] of [
      [1, 200],
      [99, 404],
      [0, 400],
    ] as const) {
      const path = minutesFilePath(hearing.hearingId, 'pdf', version);
      expect([version, (await page.request.get(`${server.origin}${path}`)).status()]).toEqual([version, status]);
    }
    await takesTheirCopy(people.phone.page, kept?.sha256 ?? '');
    expect(
      (await people.phone.page.request.get(`${server.origin}${keptMinutesPath(hearing.hearingId)}`)).status(),
    ).toBe(401);
    await closeHearing(people.chair.page);
    await people.phone.page.getByRole('link', { name: '保存我的笔录' }).waitFor();
    await people.phone.page.getByText(/^处理结果由承办检察官告知您/).waitFor();
    await look(people.phone.page, 'copy-end');
    await press(people.phone.page, 'English');
    await people.phone.page.getByRole('link', { name: 'Save my copy' }).waitFor();
    await look(people.phone.page, 'copy-end-english');
    await page.goto(`${server.origin}/hearings/${hearing.hearingId}/minutes`);
    await page.getByText('参加人1的异议：').waitFor();
    await look(page, 'kept');
    await page.evaluate(() => localStorage.setItem('open-hearing.language', 'en'));
    await page.reload();
    await page.getByText('Objection of 参加人1:').waitFor();
    await look(page, 'kept-english');
  });

  it('made no page complain, and axe objects to nothing', () => {
    expect(wrong).toEqual([]);
  });
});
