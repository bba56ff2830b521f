// One hearing from the first spoken word to the signed minutes, as its people go through it: four real voices through the real SFU, captions read by an officer, a line put right and found again, minutes made of those words, signed by four and objected to by one.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptMinutesPath, type OwnMinutes, shownMinutes } from '../../server/protocol/minutes.ts';
import type { TranscriptLine } from '../../server/protocol/transcript.ts';
import { Drawer, HELD_OUT, type Laid, layOut } from '../running/drawn-speech.ts';
import { errorRate } from '../running/error-rate.ts';
import { type Attending, LiveHearing } from '../running/live-hearing.ts';
import { PRACTICE } from '../running/prepared.ts';
import { captioned, captionsRead, followCaptions, heardBy, PATIENCE_MS } from '../running/read-captions.ts';
import { paint } from '../running/speech.ts';
import { closeHearing, readLetter, writeByFinger, writeByMouse } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
/** Chair, complainant, two officers: two voices that the model has never heard, and two that it has. */
const VOICES = [...HELD_OUT, 'f2', 'm3'] as const;
/** Enough for everybody to be seated before the last of them; one after the other until then. */
const SENTENCES = 80;
const PAUSE_MS = 2_500;
/** So long an officer follows; in it, each of the others says so many sentences at least. */
const FOLLOWED_MS = 40_000;
const READ = 4;
/** One who is not understood at all is at 100; few sentences are drawn, so that the rates, which are printed, vary. The bench has the targets. */
const UNDERSTOOD = 75;
const OBJECTION = '我说的和这里写的不一样。';

let folder: string;
let live: LiveHearing;
const laid: Laid[][] = [];

/** Into the log of the run. */
const tell = (words: string): boolean => process.stdout.write(`${words}\n`);
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const attending = (index: number): Attending => {
  const found = live.people[index];
  if (found === undefined) throw new Error('nobody is there');
  return found;
};
const chair = (): Page => attending(0).person.page;
const transcript = async (): Promise<readonly TranscriptLine[]> =>
  (await live.office.staff.clerk.browser.call('transcript', {}, live.hearing.hearingId)).lines;

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-scripted-'));
  const seed = Date.now();
  tell(`sentences drawn with seed ${seed}`);
  live = await LiveHearing.open({
    participants: ['complainant', 'officer', 'officer'],
    devices: async (index) => {
      const drawer = new Drawer(folder, VOICES[index] ?? HELD_OUT[0], seed + index);
      const drawn = [];
      for (let n = 0; n < SENTENCES; n++) drawn.push(await drawer.sentence());
      const sound = join(folder, `${index}.wav`);
      laid.push(await layOut(sound, drawn, { leadMs: 2_000, pauseMs: PAUSE_MS }));
      return { sound, picture: await paint(folder, String(index), index * 90, '320x180') };
    },
    size: (index) => (index === 1 ? 'phone' : 'desktop'),
    words: PRACTICE,
  });
  for (const { person } of live.people) person.page.setDefaultTimeout(120_000);
});
afterAll(async () => {
  await live?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a hearing of four voices', () => {
  it('is read by an officer while it is said, each by name', async () => {
    const officer = attending(2).person.page;
    await followCaptions(officer);
    const fromMs = Date.now();
    await officer.waitForFunction((untilMs) => Date.now() > untilMs, fromMs + FOLLOWED_MS + PATIENCE_MS, {
      timeout: 2 * FOLLOWED_MS,
      polling: 500,
    });
    const read = await captionsRead(officer);
    const rates: Record<string, number> = {};
    for (const [index, { name, person }] of live.people.entries()) {
      const theirs = read.filter((one) => one.name === name);
      const heard = await heardBy(person);
      const isMeant = (startMs: number): boolean => startMs > fromMs && startMs < fromMs + FOLLOWED_MS;
      const about = (laid[index] ?? []).filter((each) => heard.some((sound) => isMeant(sound.startMs + each.startMs)));
      const said = (await captioned(about, heard, theirs)).filter(({ startMs }) => isMeant(startMs));
      expect([name, said.length >= READ]).toEqual([name, true]);
      rates[name] = errorRate(said.map(({ text, sentence }) => ({ heard: text, said: sentence.text })));
    }
    for (const [index, { name }] of live.people.entries())
      tell(`character error rate of ${name} (voice ${VOICES[index]}): ${rates[name]?.toFixed(1)} %`);
    await officer.screenshot({ path: join(OUTPUT, 'scripted-captions.png') });
    expect(Object.entries(rates).filter(([, rate]) => rate > UNDERSTOOD)).toEqual([]);
  });

  it('has its words put right and found again while it goes on', async () => {
    const desk = await attending(0).person.context.newPage();
    const { hearingId, participants } = live.hearing;
    const line = (await transcript()).find(({ personId }) => personId === participants[0]?.personId);
    if (line === undefined) throw new Error('the complainant was not understood');
    await desk.goto(`${live.server.origin}/hearings/${hearingId}/transcript?line=${line.id}`);
    const row = desk.locator(`#line-${line.id}`);
    await row.getByRole('button', { name: /起播放/ }).click();
    await row.getByRole('button', { name: /^修改/ }).click();
    const field = desk.getByRole('textbox', { name: '这一句的文字' });
    await field.fill('二〇一九年三月材料交给了街道办');
    await field.press('Enter');
    await row.getByText('二〇一九年三月材料交给了街道办').waitFor();
    await desk.screenshot({ path: join(OUTPUT, 'scripted-transcript.png') });
    for (const word of ['街', '街道']) {
      await desk.goto(`${live.server.origin}/words`);
      await desk.getByLabel('说了什么').fill(word);
      await press(desk, '检索');
      await desk.locator(`a[href*="${line.id}"]`).waitFor();
    }
    await desk.close();
  });

  it('becomes minutes through a person, which carry the words that were put right', async () => {
    const desk = await attending(0).person.context.newPage();
    await desk.goto(`${live.server.origin}/hearings/${live.hearing.hearingId}/minutes`);
    await press(desk, '从转写稿生成');
    await desk.getByText('二〇一九年三月材料交给了街道办').first().waitFor();
    await press(desk, '保存');
    await desk.getByText(/第 1 版，.*保存/).waitFor();
    await desk.screenshot({ path: join(OUTPUT, 'scripted-minutes.png') });
    await desk.close();
  });

  it('ends with minutes that one objects to and four sign', async () => {
    const page = chair();
    await press(page, /^签署承诺书·核对笔录并签名/);
    await page.getByLabel('理由', { exact: true }).fill('各方已无其他意见');
    await press(page, /^转到/);
    await page.getByRole('button', { name: '交给各方签名', exact: true, disabled: false }).click();
    await page.getByRole('checkbox', { name: '我已通读全文，核对了机器识别的文字' }).click();
    await press(page, '交给各方');

    const phone = attending(1).person.page;
    const disputed = phone.locator('.minutes-paragraph').filter({ hasText: '二〇一九年三月' });
    await disputed.getByRole('button', { name: /^这一段不对/ }).click();
    await phone.getByLabel('您的意见', { exact: true }).fill(OBJECTION);
    await press(phone, '提出');
    await phone.getByText('您的异议').waitFor();
    // The disputed words of a paragraph that came from the recording are heard again by everybody.
    const played = live.clerk.notice('momentPlayed');
    await press(page, `播放这一段给各方听：${attending(1).name}的异议`);
    expect(Buffer.from((await played).sound, 'base64').toString('latin1', 0, 4)).toBe('RIFF');
    await readLetter(phone);
    await writeByFinger(phone);
    await press(phone, '签名并保留异议');
    await phone.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();

    for (const index of [2, 3, 0]) {
      const { page: signer } = attending(index).person;
      if (index === 0) await press(signer, '打开笔录');
      await readLetter(signer);
      await writeByMouse(signer);
      await press(signer, '签名');
      await signer.getByRole('heading', { name: '谢谢您，已经签好了' }).waitFor();
      await press(signer, '回到听证');
    }
    const mine = (await live.clerk.ask('myMinutes', {})) as OwnMinutes;
    const textSha256 = createHash('sha256').update(shownMinutes(mine.text)).digest('hex');
    const stroke: [number, number, number][] = [
      [0.1, 0.1, 0],
      [0.8, 0.3, 300],
    ];
    await live.clerk.ask('signMinutes', { version: mine.version, textSha256, ink: { height: 0.4, strokes: [stroke] } });
    await page.screenshot({ path: join(OUTPUT, 'scripted-signed.png') });
  });

  it('keeps them as one document, and the hearing is closed', async () => {
    const { browser } = live.office.staff.clerk;
    const { hearingId } = live.hearing;
    await expect
      .poll(async () => (await browser.call('minutes', {}, hearingId))?.sha256 ?? null, { timeout: 60_000 })
      .toMatch(/^[0-9a-f]{64}$/);
    const kept = await browser.call('minutes', {}, hearingId);
    expect(kept?.signers.map(({ state }) => state).sort()).toEqual([
      'objected',
      'signed',
      'signed',
      'signed',
      'signed',
    ]);
    expect(kept?.objections).toMatchObject([{ words: OBJECTION }]);
    const answer = await chair().request.get(`${live.server.origin}${keptMinutesPath(hearingId)}`);
    expect(
      createHash('sha256')
        .update(await answer.body())
        .digest('hex'),
    ).toBe(kept?.sha256);
    await closeHearing(chair());
  });
});
