// Devices that are changed or pulled out in the middle of a hearing: the same track goes on, on the other side and in the record.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Segment } from '../../server/protocol/api.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { RATE, samplesOf } from '../running/speech.ts';
import { admit, closeHearing, enterAsStaff, openHearing, picturesOf } from './walk.ts';

/** The machine may be busy. */
const SOON = { timeout: 20_000 };

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let chair: Person;
let home: Person;

/** What getUserMedia gave, in order; kept by the page for the test. */
type Opened = { readonly openedForTest: MediaStreamTrack[] };

beforeAll(async () => {
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant']);
  [chair, home] = await Promise.all([
    openChromium('several', { size: 'desktop', language: 'zh-CN' }),
    openChromium('built-in', { size: 'phone', language: 'zh-CN' }),
  ]);
  await chair.context.addInitScript(() => {
    const opened: MediaStreamTrack[] = [];
    Object.assign(window, { openedForTest: opened });
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      opened.push(...stream.getTracks());
      return stream;
    };
  });
  await continueAs(chair, office.staff.prosecutor.browser);
  await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
  await enterAsStaff(chair.page);
  const [complainant] = hearing.participants;
  if (complainant === undefined) throw new Error('not prepared');
  await continueAs(home, complainant.browser);
  await home.page.goto(`${server.origin}/h/${complainant.personId}`);
  await home.page.getByRole('button', { name: /^画面是我/ }).click();
  await home.page.getByRole('button', { name: '进入', exact: true }).click();
  await admit(chair.page, '参加人1');
  await openHearing(chair.page);
});
afterAll(async () => {
  for (const person of [chair, home]) await person?.browser.close();
  await server?.remove();
});

/** Of the newest track of this kind: which device it is, and whether it still lives. */
const newest = (kind: 'audio' | 'video') =>
  chair.page.evaluate((wanted) => {
    const track = (window as unknown as Opened).openedForTest.filter((one) => one.kind === wanted).at(-1);
    return { device: track?.getSettings().deviceId, state: track?.readyState, label: track?.label ?? '' };
  }, kind);

/** Seconds of picture that arrived on the other side. */
const arrived = () =>
  home.page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll('video')].map((video) => video.getVideoPlaybackQuality().totalVideoFrames),
    ),
  );

it('changes the camera and the microphone, and the others go on seeing', async () => {
  await expect.poll(() => picturesOf(home.page), { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  const { page } = chair;
  const before = { audio: await newest('audio'), video: await newest('video') };
  await page.getByRole('button', { name: '更多', exact: true }).click();
  await page.getByRole('menuitem', { name: '摄像头、话筒和声音' }).click();
  const dialog = page.getByRole('dialog');
  for (const [label, kind] of [
    ['摄像头', 'video'],
    ['话筒', 'audio'],
  ] as const) {
    const select = dialog.getByRole('combobox', { name: label, exact: true });
    const other = await select.evaluate(
      (one: HTMLSelectElement) => [...one.options].map(({ value }) => value).find((value) => value !== one.value) ?? '',
    );
    await select.selectOption(other);
    await expect.poll(() => newest(kind), SOON).toMatchObject({ device: other, state: 'live' });
    expect(other).not.toBe(before[kind].device);
    await expect.poll(() => select.inputValue(), SOON).toBe(other);
  }
  await page.screenshot({ path: join(import.meta.dirname, 'output', 'changing-dialog.png') });
  await dialog.getByRole('button', { name: '关闭' }).click();
  const frames = await arrived();
  await expect.poll(arrived, SOON).toBeGreaterThan(frames + 20);
});

it('takes another microphone when one is pulled out, says so, and offers the rest', async () => {
  const { page } = chair;
  const lost = await newest('audio');
  await page.evaluate(() => {
    const track = (window as unknown as Opened).openedForTest.filter(({ kind }) => kind === 'audio').at(-1);
    track?.stop();
    // A microphone that is pulled out ends its track with this event; a fake one cannot be pulled out.
    track?.dispatchEvent(new Event('ended'));
  });
  await page.getByText(/话筒断开了，已改用“.+”，大家仍能听到您。/).waitFor();
  // Said by the server, which was told of the loss and of the other one.
  await page.getByText('话筒开着，大家能听到您。').first().waitFor();
  const now = await newest('audio');
  expect(now.state).toBe('live');
  expect(now.device).not.toBe(lost.device);
  await page.screenshot({ path: join(import.meta.dirname, 'output', 'changing-replaced.png') });
  await page
    .getByRole('button', { name: /^改用：/ })
    .first()
    .click();
  await expect.poll(async () => (await newest('audio')).device, SOON).not.toBe(now.device);
  await page.getByRole('button', { name: '知道了' }).click();
  await page.getByText(/话筒断开了/).waitFor({ state: 'detached' });
});

it('keeps everything on one track of sound and one of picture, loud until the end', async () => {
  const changedMs = Date.now();
  // The fake microphones beep, and the other side hears it.
  await home.page.getByRole('figure', { name: /主持人 陈检察官.*正在说话/ }).waitFor(SOON);
  // Real time: some seconds of the last microphone must be on disk.
  await chair.page.waitForTimeout(5_000);
  await closeHearing(chair.page);
  const read = () => office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
  await expect.poll(async () => (await read()).recording?.state, SOON).toMatch(/stopped|verifying|sealed/);
  const { recording } = await read();
  if (recording === null) throw new Error('nothing was recorded');
  const own = (source: Segment['source']) =>
    recording.segments.filter((segment) => segment.personId === hearing.chairId && segment.source === source);
  for (const source of ['microphone', 'camera'] as const) {
    expect([source, new Set(own(source).map(({ trackId }) => trackId)).size]).toEqual([source, 1]);
  }
  const [sound] = own('microphone').sort((a, b) => b.startMs - a.startMs);
  if (sound === undefined) throw new Error('no sound');
  const { sha256 } = sound;
  const file = join(server.dataDir, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const samples = await samplesOf(file, RATE);
  const fromS = (changedMs - recording.startedAtMs - sound.startMs) / 1000;
  const after = samples.subarray(Math.round((fromS + 1) * RATE), Math.round((fromS + 4) * RATE));
  expect(after.length / RATE).toBeGreaterThan(2.5);
  // Silence is exactly zero.
  expect(after.some((sample) => Math.abs(sample) > 0.05)).toBe(true);
});
