// The composed recording on the case page: seen while it is made, played and jumped in by a real browser, in both languages, on phone and desktop.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../media/folder.ts';
import { knownBeeps, knownColour, knownPicture } from '../media/known.ts';
import { writeCounted } from '../media/segments.ts';
import { type Look, openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { keepRecorded } from '../running/recorded.ts';
import { type RunningServer, startServer } from '../running/server.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const LOOKS: readonly Look[] = [
  { size: 'desktop', language: 'zh-CN' },
  { size: 'phone', language: 'zh-CN', dark: true },
  { size: 'desktop', language: 'en-US', dark: true },
  { size: 'phone', language: 'en-US' },
];
const WIDE = { codec: 'vp8', size: { width: 320, height: 180 } } as const;
const PHONE = { codec: 'vp8', size: { width: 180, height: 320 } } as const;
/** The work goes after everything else on the machine, so that a busy one makes it wait. */
const PATIENCE_MS = 300_000;
/** When the second stage begins on the hearing's clock. */
const SECOND_MS = 3_000;

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
const stateOf = () => office.staff.prosecutor.browser.call('composition', {}, hearing.hearingId);

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  const folder = await temporaryFolder();
  server = await startServer();
  office = await openOffice(server);
  hearing = await prepareHearing(office);
  expect(await server.stop()).toBe(0);
  const beeps = await knownBeeps(6, 800);
  const [complainant, officer] = hearing.participants;
  const written = async (
    personId: string,
    ...given: Parameters<typeof writeCounted> extends [unknown, ...infer Rest] ? Rest : never
  ) => ({
    personId,
    ...(await writeCounted(folder, ...given)),
  });
  const torn = await written(hearing.clerkId, beeps, { codec: 'opus' }, 2_000);
  await writeFile(torn.file, Buffer.alloc(4_000, 7));
  await keepRecorded(server.dataDir, {
    hearingId: hearing.hearingId,
    segments: [
      torn,
      await written(hearing.chairId, beeps, { codec: 'opus' }, 0),
      await written(hearing.chairId, await knownPicture(6, '320x180'), WIDE, 0),
      await written(complainant?.personId ?? '', await knownColour(6, '180x320', 'teal'), PHONE, 0),
      await written(officer?.personId ?? '', await knownColour(6, '320x180', 'maroon'), WIDE, 0, 0, 2_000),
    ],
    acts: [
      { atMs: 0, state: 'in_session' },
      { atMs: 100, stage: 'opening' },
      { atMs: SECOND_MS, stage: 'statements' },
      { atMs: 6_100, state: 'closed' },
    ],
  });
  server = await server.again();
  await vi.waitFor(async () => expect((await stateOf()).current).toMatchObject({ version: 1 }), {
    timeout: PATIENCE_MS,
    interval: 200,
  });
}, 2 * PATIENCE_MS);
afterAll(async () => {
  await server?.remove();
});

describe.each(LOOKS)('on a $size in $language', (look) => {
  let person: Person;
  const tag = `${look.size}-${look.language.slice(0, 2)}${look.dark ? '-dark' : ''}`;

  beforeAll(async () => {
    person = await openChromium('built-in', look);
  });
  afterAll(async () => {
    await person?.browser.close();
  });

  it('is opened at the moment of a link, plays, and jumps to a stage', async () => {
    const { page } = person;
    await continueAs(person, office.staff.archivist.browser);
    await page.goto(`${server.origin}/cases/${hearing.caseId}?t=1500#hearing-${hearing.hearingId}`);
    const video = page.locator('video');
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
    expect(await video.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.videoHeight])).toEqual([
      1280, 720,
    ]);
    expect(await video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeCloseTo(1.5, 1);
    expect(await video.evaluate((element: HTMLVideoElement) => element.duration)).toBeCloseTo(8, 0);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(OUTPUT, `composed-${tag}.png`), fullPage: true });
    expect(await objectionsTo(page)).toEqual([]);
    await page.getByRole('navigation').getByRole('button').nth(1).click();
    await page.waitForFunction((second) => {
      const element = document.querySelector('video');
      return element !== null && element.currentTime > second && !element.seeking && element.readyState >= 2;
    }, SECOND_MS / 1_000);
  });

  it('made no page complain', () => {
    expect(person.complaints).toEqual([]);
  });
});
