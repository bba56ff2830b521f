// A disk that is filled under a live hearing: chair and clerk see it within seconds, the hearing goes on, what was written stays, and one press records again.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HearingDetail } from '../../server/protocol/api.ts';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { closeHearing, enterAsStaff, openHearing } from './walk.ts';

const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const DISK_BYTES = 150_000_000;

/** A small disk of its own for the data; null where mounting is not allowed. */
const disk = await mkdtemp(join(tmpdir(), 'open-hearing-disk-'));
const isMounted = ((): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

afterAll(async () => {
  if (isMounted) execFileSync('umount', ['--lazy', disk]);
  await rm(disk, { recursive: true, force: true });
});

describe.skipIf(!isMounted)('a disk that is filled under a live hearing (needs the right to mount)', () => {
  let server: RunningServer;
  let office: Office;
  let hearing: PreparedHearing;
  let chair: Person;
  const filler = join(disk, 'filler');
  const trouble = () => chair.page.getByText('录音录像出了问题');
  const detail = (): Promise<HearingDetail> =>
    office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);

  beforeAll(async () => {
    await mkdir(OUTPUT, { recursive: true });
    server = await startServer({ MIN_OFFICERS_SIMPLE: '0', DATA_DIR: join(disk, 'data') });
    office = await openOffice(server);
    hearing = await prepareHearing(office, ['complainant']);
    chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
    await continueAs(chair, office.staff.prosecutor.browser);
    await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
    await enterAsStaff(chair.page);
    await openHearing(chair.page);
  });
  afterAll(async () => {
    await chair?.browser.close();
    await server?.stop();
  });

  it('was announced while there was little space left, and the record is heard', async () => {
    await chair.page.getByText('录制空间不足').waitFor({ timeout: 10_000 });
    await chair.page
      .getByText(/起，无缺失/)
      .first()
      .waitFor({ timeout: 20_000 });
    await chair.page.getByText('录音里有您的声音').waitFor({ timeout: 20_000 });
    await chair.page.screenshot({ path: join(OUTPUT, 'disk-low.png') });
  });

  it('turns the light red within 5 s, and the hearing goes on', async () => {
    const atMs = performance.now();
    await fill(filler);
    await trouble().waitFor({ timeout: 20_000 });
    const tookMs = performance.now() - atMs;
    // biome-ignore lint/suspicious/noConsole: the figure is part of the test's output
    console.log(`the banner stood ${(tookMs / 1000).toFixed(1)} s after the disk was full`);
    await chair.page.screenshot({ path: join(OUTPUT, 'disk-full.png') });
    await chair.page.getByRole('button', { name: 'English', exact: true }).click();
    await chair.page.setViewportSize({ width: 390, height: 844 });
    await chair.page.screenshot({ path: join(OUTPUT, 'disk-full-phone-en.png') });
    await chair.page.setViewportSize({ width: 1280, height: 800 });
    await chair.page.getByRole('button', { name: '中文', exact: true }).click();
    expect(await chair.page.getByText(/录制出错/).count()).toBeGreaterThan(0);
    expect(server.process.exitCode).toBeNull();
    expect(await chair.page.evaluate(() => document.querySelectorAll('video').length)).toBeGreaterThan(0);
    // Half a minute and more would be a broken promise on any machine.
    expect(tookMs).toBeLessThan(15_000);
  });

  it('records again after one press once there is space, and says that something is missing', async () => {
    await rm(filler);
    await chair.page.getByRole('button', { name: '重新开始录制' }).click({ timeout: 5_000 });
    await trouble().waitFor({ state: 'detached', timeout: 20_000 });
    await chair.page
      .getByText(/起，缺失 \d+ 处/)
      .first()
      .waitFor({ timeout: 10_000 });
    await chair.page.screenshot({ path: join(OUTPUT, 'disk-again.png') });
    await closeHearing(chair.page);
    await expect.poll(async () => (await detail()).state, { timeout: 20_000 }).toBe('closed');
    // What the disk took of the torn ones is found and filed when the hearing is over, if not before.
    const sounds = async () =>
      ((await detail()).recording?.segments ?? []).filter(({ source }) => source === 'microphone').length;
    await expect.poll(sounds, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  });

  it('is kept as degraded, and says from when to when nothing was written', async () => {
    const timeline = () => office.staff.prosecutor.browser.call('recordingTimeline', {}, hearing.hearingId);
    await expect.poll(async () => (await timeline()).state, { timeout: 60_000 }).toBe('degraded');
    const { findings, people } = await timeline();
    // All that the disk took decodes, torn or not.
    expect(findings.filter(({ segmentId }) => segmentId !== null)).toEqual([]);
    // Where a file of a track ends and the next begins later, something says that what lies between them is missing.
    for (const { source, recorded, gaps } of people.flatMap(({ lanes }) => lanes)) {
      const own = [...findings.filter((one) => one.source === null || one.source === source), ...gaps];
      for (const [index, after] of recorded.slice(1).entries()) {
        const middleMs = ((recorded[index]?.endMs ?? 0) + after.startMs) / 2;
        const said = own.some(
          ({ startMs, endMs }) => (startMs ?? Number.POSITIVE_INFINITY) < middleMs && (endMs ?? 0) > middleMs,
        );
        expect(said, JSON.stringify({ people, findings })).toBe(true);
      }
    }
  });
});

/** Writes until the disk takes nothing more. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let bytes = 1_000_000; bytes >= 1; ) {
      try {
        await file.write(Buffer.alloc(bytes));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        bytes = Math.floor(bytes / 10);
      }
    }
  } finally {
    await file.close();
  }
}
