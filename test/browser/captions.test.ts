// Captions as a listener sees them: real sentences spoken into one browser, through the real SFU and the rehearsal model, read in another.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, PRACTICE, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { paint, speak } from '../running/speech.ts';
import { closeHearing, enterAsStaff, openHearing } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const SENTENCES = ['现在公开听证', '请申诉人陈述事实和理由', '请听证员提问'];

let folder: string;
let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
let clerk: Person;

const captions = (person: Person) => person.page.getByRole('region', { name: '字幕' });
const choose = async ({ page }: Person, wish: string): Promise<void> => {
  await page.getByRole('button', { name: '更多', exact: true }).click();
  await page.getByRole('menuitemradio', { name: wish, exact: true }).click();
  await page.keyboard.press('Escape');
};

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-captions-'));
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant'], PRACTICE);
  const voice = { name: 'chair', voice: 'cmn+f5', pitch: 50, sentences: SENTENCES };
  const [{ file }, picture] = await Promise.all([speak(folder, voice, 120), paint(folder, 'chair', 0, '320x180')]);
  [chair, clerk] = await Promise.all([
    openChromium({ sound: file, picture }, { size: 'desktop', language: 'zh-CN' }),
    openChromium('built-in', { size: 'desktop', language: 'zh-CN' }),
  ]);
  await continueAs(chair, office.staff.prosecutor.browser);
  await continueAs(clerk, office.staff.clerk.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  await clerk.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(clerk.page);
  await openHearing(chair.page);
});
afterAll(async () => {
  await Promise.all([chair?.browser.close(), clerk?.browser.close()]);
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('captions', () => {
  it('are shown to nobody who does not want them', async () => {
    expect(await captions(clerk).count()).toBe(0);
  });

  it('say in another browser what the chair says, by name, and which model writes them', async () => {
    await choose(clerk, '显示字幕');
    await captions(clerk).getByText('陈检察官').first().waitFor({ timeout: 15_000 });
    await captions(clerk)
      .getByText(/(公开|陈述|提问)/)
      .first()
      .waitFor({ timeout: 20_000 });
    await captions(clerk)
      .getByText(/演练模型/)
      .waitFor({ timeout: 5_000 });
    await clerk.page.screenshot({ path: join(OUTPUT, 'captions.png') });
    await clerk.page.setViewportSize({ width: 390, height: 844 });
    await clerk.page.screenshot({ path: join(OUTPUT, 'captions-phone.png') });
  });

  it('are for the practice alone while only the rehearsal model is there, and everybody reads that it is one', async () => {
    const real = await prepareHearing(office, ['complainant']);
    const tab = await office.staff.prosecutor.browser.connect(real.hearingId);
    await tab.ask('enter', {});
    const { captions: service, isPractice } = await tab.ask('snapshot', {});
    tab.close();
    expect([isPractice, service.state]).toEqual([false, 'off']);
    await clerk.page.locator('.stage-bar').getByText('演练', { exact: true }).waitFor();
  });

  it('come in large letters, and to a late reader with the last sentences', async () => {
    await choose(chair, '大号字幕');
    await captions(chair)
      .getByText(/(公开|陈述|提问)/)
      .first()
      .waitFor({ timeout: 10_000 });
    await chair.page.screenshot({ path: join(OUTPUT, 'captions-large.png') });
  });

  it('end with the hearing, which they never held up', async () => {
    await closeHearing(chair.page);
    expect(server.output()).not.toContain('words process died');
  });
});
