// A complainant with Firefox: three taps, the door, a statement that a chair with Chromium hears and sees, and what is kept of it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, type Person } from '../running/chromium.ts';
import { continueAs } from '../running/cookies.ts';
import { type FirefoxPerson, openFirefox } from '../running/firefox.ts';
import { inviteOne, type Office, openOffice, type PreparedHearing, prepareHearing } from '../running/prepared.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { RATE, samplesOf } from '../running/speech.ts';
import { admit, closeHearing, enterAsStaff, nextStage, openHearing, picturesOf } from './walk.ts';

const run = promisify(execFile);
const NAME = '王桂英';
const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));

let server: RunningServer;
let office: Office;
let hearing: PreparedHearing;
let link: { readonly personId: string; readonly url: string };
let chair: Person;
let complainant: FirefoxPerson;

/** Firefox never sends media to 127.0.0.1, so it goes to an address of this machine, which it does not leave either. */
function ownAddress(): string {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const address = own.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (address === undefined) {
    throw new Error('Firefox sends no media over loopback: this test needs a machine with one more IPv4 address.');
  }
  return address;
}

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  const address = ownAddress();
  server = await startServer({ MIN_OFFICERS_SIMPLE: '0', MEDIA_LISTEN_IP: address, MEDIA_ANNOUNCED: address });
  office = await openOffice(server);
  hearing = await prepareHearing(office, ['complainant']);
  link = await inviteOne(office, hearing.hearingId, 'complainant', NAME);
  chair = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
  await chair.context.addInitScript(keepConnections);
  await continueAs(chair, office.staff.prosecutor.browser);
  complainant = await openFirefox(keepConnections);
});
afterAll(async () => {
  await complainant?.close();
  await chair?.browser.close();
  await server?.remove();
});

/** Runs in the page, before anything of ours. */
function keepConnections(): void {
  const made: RTCPeerConnection[] = [];
  Object.assign(window, { madeConnections: made });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      made.push(this);
    }
  };
}

/** Runs in the page: the energy of all sound that it has received. */
async function soundReceived(): Promise<number> {
  const { madeConnections } = window as unknown as { madeConnections: RTCPeerConnection[] };
  let energy = 0;
  // Of one that is closed some browsers tell nothing and some refuse to.
  for (const connection of madeConnections.filter(({ signalingState }) => signalingState !== 'closed')) {
    for (const one of (await connection.getStats()).values()) {
      if (one.type === 'inbound-rtp' && one.kind === 'audio') energy += one.totalAudioEnergy ?? 0;
    }
  }
  return energy;
}

/** Runs in the page: how many pictures get a new frame within a second. Firefox counts the frames of a stream nowhere else. */
async function movingPictures(): Promise<number> {
  const moves = (video: HTMLVideoElement) =>
    Promise.race([
      new Promise<number>((resolve) =>
        video.requestVideoFrameCallback(() => video.requestVideoFrameCallback(() => resolve(1))),
      ),
      new Promise<number>((resolve) => setTimeout(resolve, 1_000, 0)),
    ]);
  const moved = await Promise.all([...document.querySelectorAll('video')].map(moves));
  return moved.reduce((sum, one) => sum + one, 0);
}

const shoot = (screen: string) => complainant.page.screenshot({ path: join(OUTPUT, `firefox-${screen}.png`) });

describe('a complainant with Firefox', () => {
  it('comes by link with three taps to the waiting room', async () => {
    const { page } = complainant;
    await page.goto(link.url);
    await complainant.press('我同意');
    await expect.poll(() => page.evaluate(movingPictures), { timeout: 20_000 }).toBe(1);
    await complainant.shows('录三秒，听听自己');
    await shoot('devices');
    await complainant.press('画面是我，能看到、听到我');
    await complainant.press('进入');
    await complainant.shows('您在候场室');
    await shoot('waiting');
  });

  it('is let in, and both see each other move', async () => {
    await chair.page.goto(`${server.origin}/hearings/${hearing.hearingId}`);
    await enterAsStaff(chair.page);
    await admit(chair.page, NAME);
    await openHearing(chair.page);
    await complainant.shows(/正在录音录像/);
    await expect.poll(() => picturesOf(chair.page), { timeout: 30_000 }).toBe(2);
    await expect.poll(() => complainant.page.evaluate(movingPictures), { timeout: 30_000 }).toBe(2);
    await expect.poll(() => complainant.page.evaluate(soundReceived)).toBeGreaterThan(0);
    await shoot('room');
  });

  it('makes a statement, which the chair hears', async () => {
    for (const stage of ['介绍案情及听证问题', '当事人说明情况']) await nextStage(chair.page, stage);
    await complainant.shows('请您发言，大家能听到您。');
    const before = await chair.page.evaluate(soundReceived);
    await expect.poll(() => chair.page.evaluate(soundReceived), { timeout: 20_000 }).toBeGreaterThan(before + 0.001);
    await shoot('statement');
  });

  it('leaves, and is told so', async () => {
    await complainant.press('离开');
    await complainant.press('离开听证');
    await complainant.shows('回到听证');
    expect(complainant.complaints).toEqual([]);
    await closeHearing(chair.page);
  });

  it('is kept on disk, sound and picture, and every segment decodes', async () => {
    const { browser } = office.staff.prosecutor;
    const found = await browser.call('caseDetail', {}, hearing.caseId);
    const segments = found.hearings[0]?.recording?.segments.filter(({ personId }) => personId === link.personId) ?? [];
    expect(new Set(segments.map(({ source }) => source))).toEqual(new Set(['microphone', 'camera']));
    for (const { sha256, source, bytes } of segments) {
      const file = join(server.dataDir, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
      const content = await readFile(file);
      expect(content.byteLength).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      // Every picture on its own time: the null output would else round times and complain of its own rounding.
      const asItIs = ['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-f', 'null', '-'];
      const ffmpeg = process.env.FFMPEG_PATH ?? 'ffmpeg';
      const { stderr } = await run(ffmpeg, ['-v', 'error', '-xerror', '-i', file, ...asItIs]);
      expect([source, stderr]).toEqual([source, '']);
      if (source === 'microphone') {
        const loudest = (await samplesOf(file, RATE)).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        expect(loudest).toBeGreaterThan(1_000);
      }
    }
  });
});
