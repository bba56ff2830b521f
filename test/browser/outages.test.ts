// A hearing whose server was killed twice while it was recorded, the second time with its media process: the record goes on, and the case page says where it is incomplete, and plays.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HearingDetail } from '../../server/protocol/api.ts';
import { RecordingManifest } from '../../server/protocol/manifest.ts';
import { manifestPath } from '../../server/protocol/routes.ts';
import { type Look, openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { wrongByKeyboard } from '../running/keyboard.ts';
import { objectionsTo } from '../running/objections.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { closeHearing, enterAsStaff, nextStage, openHearing } from './walk.ts';

const OUTPUT = join(import.meta.dirname, 'output');
const LOOKS: readonly Look[] = [
  { size: 'desktop', language: 'zh-CN' },
  { size: 'phone', language: 'zh-CN', dark: true },
  { size: 'desktop', language: 'en-US', dark: true },
  { size: 'phone', language: 'en-US' },
];
const SOON = { timeout: 20_000 };
/** Checking goes after everything else on the machine. */
const CHECKED = { timeout: 60_000, interval: 200 };

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
const prosecutor = () => office.staff.prosecutor.browser;
const detail = (): Promise<HearingDetail> => prosecutor().call('hearingDetail', {}, hearing.hearingId);
const timeline = () => prosecutor().call('recordingTimeline', {}, hearing.hearingId);

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** With everything that it had not written yet. @param withMedia its media process goes in the same moment, without closing a file */
async function kill(withMedia: boolean): Promise<void> {
  const mediaPid = Number([...server.output().matchAll(/"mediaPid":(\d+)/g)].at(-1)?.[1]);
  if (withMedia) process.kill(mediaPid, 'SIGKILL');
  server.process.kill('SIGKILL');
  await once(server.process, 'exit');
  await vi.waitFor(() => expect(isAlive(mediaPid)).toBe(false), SOON);
  server = await server.again();
}

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0' });
  office = await openOffice(server);
  hearing = await prepareHearing(office);
});
afterAll(async () => {
  await server?.remove();
});

describe('a hearing whose server was killed twice', () => {
  let chair: Person;
  beforeAll(async () => {
    chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
    chair.page.setDefaultTimeout(SOON.timeout);
    await continueAs(chair, prosecutor());
    await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
    await enterAsStaff(chair.page);
    await openHearing(chair.page);
    // Real time: some seconds must be recorded before each kill.
    for (const withMedia of [false, true]) {
      await chair.page.waitForTimeout(5_000);
      await kill(withMedia);
      await chair.page.getByRole('button', { name: '继续听证' }).click({ timeout: 40_000 });
      await vi.waitFor(async () => expect((await detail()).state).toBe('in_session'), SOON);
    }
    await nextStage(chair.page, '介绍案情及听证问题');
    await chair.page.waitForTimeout(5_000);
    await closeHearing(chair.page);
  }, 180_000);
  afterAll(async () => {
    await chair?.browser.close();
  });

  it('is degraded, with both outages, in a manifest that adds up and whose files are all whole', async () => {
    await expect.poll(async () => (await detail()).recording?.state, CHECKED).toBe('degraded');
    const manifest = RecordingManifest.parse(await (await prosecutor().fetch(manifestPath(hearing.hearingId))).json());
    expect(manifest.findings).toMatchObject([{ what: 'outage' }, { what: 'outage' }]);
    expect(manifest.outages).toHaveLength(2);
    expect(manifest.pauses).toHaveLength(2);
    for (const { endMs, startMs } of manifest.outages) expect(endMs - startMs).toBeLessThan(20_000);
    const checks = manifest.tracks.flatMap(({ segments }) => segments.map(({ check }) => check.is));
    expect(new Set(checks)).toEqual(new Set(['intact']));
    for (const { sum } of manifest.tracks)
      expect(Math.abs(sum.writtenMs + sum.gapMs - sum.flowMs)).toBeLessThanOrEqual(sum.allowedMs);
    expect(manifest.tracks.flatMap(({ gaps }) => gaps).filter(({ reason }) => reason === 'unexplained')).toEqual([]);
  });

  it('has its composed recording made after the check', async () => {
    const made = async () => (await prosecutor().call('composition', {}, hearing.hearingId)).current;
    await expect.poll(made, { timeout: 100_000, interval: 500 }).toMatchObject({ version: 1 });
  }, 120_000);

  describe.each(LOOKS)('on a $size in $language', (look) => {
    let person: Person;
    beforeAll(async () => {
      person = await openChromium('none', look);
      person.page.setDefaultTimeout(SOON.timeout);
    });
    afterAll(async () => {
      await person?.browser.close();
    });

    it('shows its outages, plays from one of them, and makes no page complain', async () => {
      const { page } = person;
      await continueAs(person, office.staff.archivist.browser);
      await page.goto(`${server.origin}/cases/${hearing.caseId}`);
      const part = page.getByRole('region', { name: /^时间轴|^Timeline/ });
      const [, second] = (await timeline()).outages;
      const outages = part.getByRole('alert').getByRole('listitem');
      await outages.last().waitFor();
      expect(await outages.count()).toBe(2);
      await page.waitForLoadState('networkidle');
      const tag = `outages-${look.size}-${look.language.slice(0, 2)}${look.dark ? '-dark' : ''}`;
      await part.scrollIntoViewIfNeeded();
      await part.screenshot({ path: join(OUTPUT, `${tag}-part.png`) });
      await page.screenshot({ path: join(OUTPUT, `${tag}.png`), fullPage: true });
      expect(await objectionsTo(page)).toEqual([]);
      await outages.last().getByRole('button').click();
      await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
      const at = await page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
      expect(at).toBeCloseTo((second?.startMs ?? 0) / 1_000, 0);
      await page.locator('video').evaluate((video: HTMLVideoElement) => {
        video.muted = true;
        return video.play();
      });
      await page.waitForFunction((from) => (document.querySelector('video')?.currentTime ?? 0) > from + 0.5, at);
      await page.screenshot({ path: join(OUTPUT, `${tag}-playing.png`) });
      expect(person.complaints).toEqual([]);
    });

    it.runIf(look.size === 'desktop' && look.language === 'zh-CN')('is walked through by keyboard', async () => {
      expect(await wrongByKeyboard(person.page)).toEqual([]);
    });
  });

  it('is named in the list of cases', async () => {
    const person = await openChromium('none', { size: 'desktop', language: 'zh-CN' });
    await continueAs(person, office.staff.archivist.browser);
    await person.page.goto(`${server.origin}/cases`);
    await person.page.getByRole('row').getByText('异常').waitFor(SOON);
    await person.page.screenshot({ path: join(OUTPUT, 'outages-list.png') });
    await person.browser.close();
  });
});
