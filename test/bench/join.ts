// join: four Chromium processes in one live hearing; each participant leaves and comes back, from the click to the first picture of somebody else.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  admit,
  becomeAdministrator,
  choosePassword,
  closeHearing,
  enterAsStaff,
  enterByLink,
  leaveHearing,
  makeAccount,
  openHearing,
  picturesOf,
  prepareHearing,
} from '../browser/walk.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { startServer } from '../running/server.ts';
import { paint, speak } from '../running/speech.ts';
import type { Benchmark } from './figures.ts';

const NAMES = ['王桂英', '李听证', '赵听证'] as const;
const PATIENCE_MS = 30_000;

export const run: Benchmark = async (args) => {
  const rounds = Number(args[0] ?? 10);
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const server = await startServer();
  const people: Person[] = [];
  const open = async (hue: number): Promise<Person> => {
    const sentences = ['听证正在进行，我在说话', '这是一次测量'];
    const { file } = await speak(folder, { name: `v${hue}`, voice: 'cmn', pitch: 30 + hue / 6, sentences }, 600);
    const picture = await paint(folder, `p${hue}`, hue, '640x360');
    const person = await openChromium({ sound: file, picture }, { size: 'desktop', language: 'zh-CN' });
    await person.context.addInitScript(watchPictures);
    people.push(person);
    return person;
  };
  try {
    const chair = await open(0);
    await becomeAdministrator(chair.page, server.firstLink ?? '');
    await choosePassword(chair.page, await makeAccount(chair.page, '陈检察官', 'chen', '检察官'));
    const links = await prepareHearing(chair.page, '京检听〔2026〕1号', '测量', [
      { role: '申诉人', name: NAMES[0] },
      { role: '听证员', name: NAMES[1] },
      { role: '听证员', name: NAMES[2] },
    ]);
    await enterAsStaff(chair.page);
    for (const [index, name] of NAMES.entries()) {
      const { page } = await open(90 * (index + 1));
      await enterByLink(page, links[name] ?? '');
      await admit(chair.page, name);
    }
    await openHearing(chair.page);
    for (const { page } of people) await untilAllMove(page);
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const { page } of people.slice(1)) {
        await leaveHearing(page);
        seconds.push(await comeBack(page));
        await untilAllMove(page);
      }
    }
    await closeHearing(chair.page);
    seconds.sort((a, b) => a - b);
    const at = (share: number) => seconds[Math.min(seconds.length - 1, Math.ceil(share * seconds.length) - 1)] ?? null;
    return {
      conditions: {
        browsers: people.length,
        joins: seconds.length,
        picture: '640x360',
        simulcast: true,
        network: 'loopback, SRTP',
      },
      figures: [
        { name: 'click to first remote frame, p50', value: at(0.5), unit: 's' },
        { name: 'click to first remote frame, p95', value: at(0.95), unit: 's' },
        { name: 'click to first remote frame, slowest', value: at(1), unit: 's' },
      ],
    };
  } finally {
    for (const { browser } of people) await browser.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
};

/** Seconds from the click on "back" to the first picture of somebody else that was painted. */
async function comeBack(page: Page): Promise<number> {
  await page.evaluate(() => {
    (window as unknown as Watched).joinMs = null;
  });
  await page.getByRole('button', { name: '回到听证', exact: true }).click();
  const handle = await page.waitForFunction(() => (window as unknown as Watched).joinMs, undefined, {
    timeout: PATIENCE_MS,
  });
  return ((await handle.jsonValue()) ?? Number.NaN) / 1000;
}

async function untilAllMove(page: Page): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while ((await picturesOf(page)) < 4) if (performance.now() > endMs) throw new Error('not everybody is seen');
}

type Watched = { joinMs: number | null };

/** Runs in the page: from the last click to the first frame of a picture that is not the page's own. */
function watchPictures(): void {
  const watched = window as unknown as Watched;
  watched.joinMs = null;
  const own = new Set<string>();
  const media = navigator.mediaDevices;
  const original = media.getUserMedia.bind(media);
  media.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    for (const track of stream.getTracks()) own.add(track.id);
    return stream;
  };
  let clickedAt = 0;
  document.addEventListener('click', () => (clickedAt = performance.now()), { capture: true });
  const look = (event: Event): void => {
    const video = event.target;
    if (!(video instanceof HTMLVideoElement) || !(video.srcObject instanceof MediaStream)) return;
    if (video.srcObject.getVideoTracks().some((track) => own.has(track.id))) return;
    video.requestVideoFrameCallback((now) => (watched.joinMs ??= now - clickedAt));
  };
  document.addEventListener('loadstart', look, { capture: true });
  document.addEventListener('loadedmetadata', look, { capture: true });
}
