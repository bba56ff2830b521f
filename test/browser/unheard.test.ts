// A real hearing for which no speech model was there: it is recorded all the same, and once a model is installed its words are made from the recording, at a press.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { REHEARSAL_MODEL } from '../../media/words/model.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { paint, speak } from '../running/speech.ts';
import { closeHearing, enterAsStaff, openHearing } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
let folder: string;
let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
let address: string;

/** The small model, as if it were one for real hearings. */
async function realModel(): Promise<string> {
  const model = join(folder, 'model');
  await cp(REHEARSAL_MODEL, model, { recursive: true });
  const card = join(model, 'model.json');
  await writeFile(card, JSON.stringify({ ...JSON.parse(await readFile(card, 'utf8')), rehearsal: false }));
  return model;
}

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-unheard-'));
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant']);
  address = `${server.origin}/hearings/${hearing.hearingId}/transcript`;
  const voice = { name: 'chair', voice: 'cmn+f5', pitch: 50, sentences: ['现在公开听证', '请听证员提问'] };
  const [{ file }, picture] = await Promise.all([speak(folder, voice, 120), paint(folder, 'chair', 0, '320x180')]);
  chair = await openChromium({ sound: file, picture }, { size: 'desktop', language: 'zh-CN' });
  chair.page.setDefaultTimeout(60_000);
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  await openHearing(chair.page);
  // Heard by the recorder, which has read it back from the file.
  await chair.page.getByText('录音里有您的声音').first().waitFor();
  // Both sentences, at least once.
  const clerk = await office.staff.clerk.browser.connect(hearing.hearingId);
  await clerk.ask('enter', {});
  const recordedMs = async (): Promise<number> => {
    const { recording, nowMs } = await clerk.ask('snapshot', {});
    return recording.state === 'recording' ? nowMs - recording.sinceMs : 0;
  };
  await vi.waitFor(async () => expect(await recordedMs()).toBeGreaterThan(10_000), { timeout: 60_000, interval: 500 });
  clerk.close();
  await closeHearing(chair.page);
});
afterAll(async () => {
  await chair?.browser.close();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

it('says that nobody listened, and that a model is missing', async () => {
  const { page } = chair;
  await page.goto(address);
  // Once the recording has been checked, on a page that was opened before.
  await page.getByText(/还没有识别出文字。安装/).waitFor();
  expect(await page.getByRole('button', { name: '从录音识别文字' }).count()).toBe(0);
  await page.screenshot({ path: join(OUTPUT, 'unheard-no-model.png') });
  await expect(office.staff.prosecutor.browser.call('listenAgain', {}, hearing.hearingId)).rejects.toThrow(
    /wrong_state/,
  );
});

it('makes its words from the recording when there is a model, and somebody asks', async () => {
  await server.stop();
  server = await server.again({ WORDS_MODEL: await realModel() });
  const { page } = chair;
  await page.goto(address);
  const ask = page.getByRole('button', { name: '从录音识别文字' });
  await ask.waitFor();
  await page.screenshot({ path: join(OUTPUT, 'unheard.png') });
  expect(await objectionsTo(page)).toEqual([]);
  await ask.click();
  await page.getByText(/^已从录音再识别一遍/).waitFor();
  await page
    .locator('.line-text')
    .filter({ hasText: /公开听|提问/ })
    .first()
    .waitFor();
  await page.screenshot({ path: join(OUTPUT, 'unheard-heard.png') });
  expect(await ask.count()).toBe(0);
});
