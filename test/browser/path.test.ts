// The whole path as people walk it: four Chromium processes that click, type, speak and show; then the files are read back and compared.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../media/journal/reader.ts';
import { partsIn } from '../../media/journal/rebuild.ts';
import type { CaseDetail, Recording } from '../../server/protocol/api.ts';
import type { RecordingTimeline } from '../../server/protocol/manifest.ts';
import { type Look, openChromium, type Person, type Tap } from '../running/chromium.ts';
import { type RunningServer, startServer } from '../running/server.ts';
import { paint, RATE, samplesOf, speak } from '../running/speech.ts';
import { type Found, find, LOW_RATE, laidOut, lowered, type Sound } from '../running/waveform.ts';
import {
  admit,
  becomeAdministrator,
  choosePassword,
  closeHearing,
  enterAsStaff,
  enterByLink,
  makeAccount,
  nextStage,
  openHearing,
  picturesOf,
  prepareHearing,
  signIn,
  signOut,
} from './walk.ts';

const run = promisify(execFile);
const OUTPUT = fileURLToPath(new URL('./output', import.meta.url));
const CASE = '沪检控听〔2026〕12号';

/** Who takes part: what they say, in which voice, in front of which picture, on which device. */
const CAST = {
  chair: {
    name: '陈检察官',
    voice: {
      name: 'chair',
      voice: 'cmn',
      pitch: 30,
      sentences: ['现在宣布听证开始', '请申诉人陈述事实和理由', '请听证员提问'],
    },
    hue: 0,
    look: { size: 'desktop', language: 'zh-CN' },
  },
  complainant: {
    name: '王桂英',
    voice: {
      name: 'complainant',
      voice: 'cmn',
      pitch: 75,
      sentences: ['我对答复还有不明白的地方', '那块地是我父亲留下来的', '希望给我一个说法'],
    },
    hue: 90,
    look: { size: 'phone', language: 'zh-CN' },
  },
  first: {
    name: '李听证',
    voice: {
      name: 'first',
      voice: 'cmn',
      pitch: 50,
      sentences: ['请问你什么时候收到通知', '当时在场的有谁', '你保存了哪些材料'],
    },
    hue: 180,
    look: { size: 'desktop', language: 'zh-CN' },
  },
  second: {
    name: '赵听证',
    voice: {
      name: 'second',
      voice: 'en',
      pitch: 50,
      sentences: ['I have one more question', 'which office gave you that paper', 'thank you that is clear'],
    },
    hue: 270,
    look: { size: 'desktop', language: 'zh-CN', dark: true },
  },
} as const satisfies Record<string, { name: string; voice: Parameters<typeof speak>[1]; hue: number; look: Look }>;
type Who = keyof typeof CAST;
const EVERYBODY = Object.keys(CAST) as Who[];

let server: RunningServer;
let folder: string;
const people = {} as Record<Who, Person>;
let adminBrowser: Person;
let links: Readonly<Record<string, string>>;
/** Each person's sentences, as cut out for comparing. */
const spoken = {} as Record<Who, readonly Float32Array[]>;
const heard: Partial<Record<Who, readonly Tap[]>> = {};

const shoot = async (page: Page, screen: string): Promise<void> => {
  await page.screenshot({ path: join(OUTPUT, `path-${screen}.png`) });
};

beforeAll(async () => {
  await mkdir(OUTPUT, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'open-hearing-cast-'));
  server = await startServer();
  for (const who of EVERYBODY) {
    const { voice, hue, look } = CAST[who];
    const [speech, picture] = await Promise.all([speak(folder, voice, 240), paint(folder, who, hue)]);
    // The first seconds of a sentence are enough to know it by.
    spoken[who] = speech.spoken.map((sentence) => lowered(sentence.subarray(0, 2 * RATE), RATE));
    people[who] = await openChromium({ sound: speech.file, picture }, look);
  }
  adminBrowser = await openChromium('none', { size: 'desktop', language: 'zh-CN' });
});

afterAll(async () => {
  for (const person of [...Object.values(people), adminBrowser]) await person?.browser.close();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('the whole path', () => {
  it('begins with the administrator, who makes accounts', async () => {
    const { page } = adminBrowser;
    await becomeAdministrator(page, server.firstLink ?? '');
    const forProsecutor = await makeAccount(page, CAST.chair.name, 'chen', '检察官');
    const forArchivist = await makeAccount(page, '周档案员', 'zhou', '档案员');
    await shoot(page, 'one-time-link');
    await choosePassword(people.chair.page, forProsecutor);
    await choosePassword(people.first.page, forArchivist);
    await signOut(people.first.page, '周档案员');
  });

  it('goes on with the prosecutor, who prepares a hearing and gets everybody a link', async () => {
    links = await prepareHearing(people.chair.page, CASE, '王桂英信访案', [
      { role: '申诉人', name: CAST.complainant.name },
      { role: '听证员', name: CAST.first.name },
      { role: '听证员', name: CAST.second.name },
    ]);
    expect(Object.values(links).every((link) => link.startsWith(`${server.origin}/j/`))).toBe(true);
    await shoot(people.chair.page, 'links');
  });

  it('leads the chair into the room, and everybody by three taps into the waiting room', async () => {
    await enterAsStaff(people.chair.page);
    for (const who of ['complainant', 'first', 'second'] as const) {
      await enterByLink(people[who].page, links[CAST[who].name] ?? '', (screen) =>
        shoot(people[who].page, `${who}-${screen}`),
      );
      expect(people[who].page.url()).not.toContain('/j/');
    }
    await people.chair.page.getByRole('button', { name: `请进：${CAST.second.name}` }).waitFor();
    await shoot(people.chair.page, 'chair-lobby');
    for (const who of ['complainant', 'first', 'second'] as const) await admit(people.chair.page, CAST[who].name);
  });

  it('opens: everybody sees everybody, and the record is running', async () => {
    await openHearing(people.chair.page);
    for (const who of EVERYBODY) {
      const { page } = people[who];
      await page
        .getByText(/正在录音录像/)
        .first()
        .waitFor();
      await expect.poll(() => picturesOf(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
    }
    await shoot(people.chair.page, 'chair-opening');
    await shoot(people.complainant.page, 'complainant-opening');
  });

  it('goes through the stages; whoever may speak is heard, and a reload brings back to the same seat', async () => {
    const { page: chair } = people.chair;
    for (const stage of ['介绍案情及听证问题', '当事人说明情况']) await nextStage(chair, stage);
    await people.complainant.page.getByText('请您发言，大家能听到您。').first().waitFor();
    await chair.waitForTimeout(6_000);
    await shoot(people.complainant.page, 'complainant-floor');
    await nextStage(chair, '听证员提问');
    // Real time: every officer says each of their sentences once.
    await chair.waitForTimeout(17_000);
    await shoot(chair, 'chair-questions');
    heard.second = await people.second.heard();
    await people.second.page.reload();
    await expect.poll(() => picturesOf(people.second.page), { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
    for (const stage of ['听证员意见', '最后陈述', '总结·当场宣布', '签署承诺书·核对笔录并签名'])
      await nextStage(chair, stage);
  });

  it('closes, and tells everybody so', async () => {
    for (const who of EVERYBODY) heard[who] = [...(heard[who] ?? []), ...(await people[who].heard())];
    await closeHearing(people.chair.page);
    for (const who of EVERYBODY) {
      await people[who].page.getByRole('heading', { name: '听证已经结束' }).waitFor();
      await shoot(people[who].page, `${who}-closed`);
    }
  });

  it('shows the archivist the case with recordings that play, and nothing to change', async () => {
    const { page } = adminBrowser;
    await signOut(page, '管理员');
    await signIn(page, server.origin, 'zhou');
    await page.getByRole('link', { name: CASE }).first().click();
    await page.getByRole('button', { name: new RegExp(`^播放：${CAST.complainant.name}`) }).click();
    const video = page.locator('video');
    await video.waitFor({ timeout: 60_000 });
    await expect
      .poll(() => video.evaluate((one: HTMLVideoElement) => one.duration), { timeout: 30_000 })
      .toBeGreaterThan(10);
    await video.evaluate((one: HTMLVideoElement) => {
      one.muted = true;
      one.currentTime = one.duration - 3;
      return one.play();
    });
    await expect
      .poll(() => video.evaluate((one: HTMLVideoElement) => one.ended || one.currentTime > one.duration - 1), {
        timeout: 20_000,
      })
      .toBe(true);
    await shoot(page, 'case');
    await page.screenshot({ path: join(OUTPUT, 'path-case-whole.png'), fullPage: true });
    expect(await page.getByRole('link', { name: '新建听证' }).count()).toBe(0);
  });

  it('made no page complain or ask anything of anybody else', () => {
    for (const person of [...Object.values(people), adminBrowser]) expect(person.complaints).toEqual([]);
  });
});

/** What a person's page heard from their microphone, on the clock of the day. */
function heardBy(who: Who): readonly Sound[] {
  return (heard[who] ?? [])
    .filter(({ pieces }) => pieces.length > 100)
    .map(({ pieces, zeroMs }) => laidOut(pieces.map(({ atMs, samples }) => ({ atMs: zeroMs + atMs, samples }))));
}

/** When the page was last asked what it heard; the track goes on a little longer. */
const heardUntil = (who: Who): number =>
  Math.max(...heardBy(who).map(({ startMs, samples }) => startMs + (samples.length / LOW_RATE) * 1000));

/**
 * The best place of a sentence in a track, and the page's own hearing of it around that time: the same sentence comes again
 * and again. On a busy machine the page's ear is asleep for moments; then the next best place is taken.
 */
function findHeard(sentence: Float32Array, track: Sound, who: Who, tries = 3): { kept: Found; own: Found } {
  const kept = find(sentence, track, Number.NEGATIVE_INFINITY, heardUntil(who) - 3_000);
  const [own = { atMs: Number.NaN, correlation: 0 }] = heardBy(who)
    .map((sound) => find(sentence, sound, kept.atMs - 1_000, kept.atMs + 1_000))
    .sort((one, other) => other.correlation - one.correlation);
  if (own.correlation > 0 || tries === 1) return { kept, own };
  const without = Float32Array.from(track.samples);
  const at = Math.round(((kept.atMs - track.startMs) / 1_000) * LOW_RATE);
  without.fill(0, at, at + sentence.length);
  return findHeard(sentence, { ...track, samples: without }, who, tries - 1);
}

describe('what is on disk', () => {
  let recording: Recording;
  let hearing: CaseDetail['hearings'][number];
  let idOf: Record<Who, string>;

  /** By the archivist's own session, the way the page loads it. */
  const get = async <Body>(path: string): Promise<Body> =>
    (await adminBrowser.context.request.get(`${server.origin}${path}`)).json() as Promise<Body>;
  const segmentsOf = (who: Who, source: 'microphone' | 'camera') =>
    recording.segments.filter((segment) => segment.personId === idOf[who] && segment.source === source);
  const fileOf = (sha256: string) =>
    join(server.dataDir, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  beforeAll(async () => {
    const caseId = new URL(adminBrowser.page.url()).pathname.split('/').at(-1);
    const [found] = (await get<CaseDetail>(`/api/cases/${caseId}`)).hearings;
    if (found?.recording === null || found === undefined) throw new Error('nothing was recorded');
    hearing = found;
    recording = found.recording;
    const byName = new Map(hearing.people.map((person) => [person.name, person.id]));
    idOf = Object.fromEntries(EVERYBODY.map((who) => [who, byName.get(CAST[who].name) ?? ''])) as Record<Who, string>;
  });

  it('is a track of sound and one of picture of each person, and a second pair for who reloaded', () => {
    for (const who of EVERYBODY) {
      for (const source of ['microphone', 'camera'] as const) {
        const tracks = new Set(segmentsOf(who, source).map((segment) => segment.trackId));
        expect([who, source, tracks.size >= (who === 'second' && source === 'camera' ? 2 : 1)]).toEqual([
          who,
          source,
          true,
        ]);
      }
    }
  });

  it('is sealed: of what was sent nothing is missing', async () => {
    const timeline = () => get<RecordingTimeline>(`/api/hearings/${hearing.id}/timeline`);
    const judged = async () => {
      const { state, findings } = await timeline();
      return { state, findings };
    };
    await expect.poll(judged, { timeout: 60_000 }).toEqual({ state: 'sealed', findings: [] });
    expect((await timeline()).people.map(({ personId }) => personId).sort()).toEqual(Object.values(idOf).sort());
  });

  it('has the check value that was kept, byte for byte', async () => {
    for (const segment of recording.segments) {
      const bytes = await readFile(fileOf(segment.sha256));
      expect([segment.id, bytes.byteLength]).toEqual([segment.id, segment.bytes]);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(segment.sha256);
      const response = await adminBrowser.context.request.get(`${server.origin}/api/segments/${segment.id}/file`);
      expect(
        createHash('sha256')
          .update(await response.body())
          .digest('hex'),
      ).toBe(segment.sha256);
    }
  });

  it('decodes from the first picture to the last without an error', async () => {
    for (const segment of recording.segments) {
      const { stderr } = await run(process.env.FFMPEG_PATH ?? 'ffmpeg', [
        '-v',
        'error',
        '-xerror',
        '-i',
        fileOf(segment.sha256),
        // Every picture as it is, on its own time: the null output would else round times and complain of its own rounding.
        '-fps_mode',
        'passthrough',
        '-enc_time_base',
        '-1',
        '-f',
        'null',
        '-',
      ]);
      expect([segment.id, stderr]).toEqual([segment.id, '']);
    }
  });

  it('holds each sentence in its speaker’s track, within 200 ms of when their page heard it, and in nobody else’s', async () => {
    const tracks = {} as Record<Who, Sound>;
    for (const who of EVERYBODY) {
      const longest = segmentsOf(who, 'microphone').sort((a, b) => b.durationMs - a.durationMs)[0];
      if (longest === undefined) throw new Error(`no sound of ${who}`);
      const samples = lowered(await samplesOf(fileOf(longest.sha256), RATE), RATE);
      tracks[who] = { startMs: recording.startedAtMs + longest.startMs, samples };
    }
    for (const who of EVERYBODY) {
      const found = [];
      for (const sentence of spoken[who]) {
        const { kept, own } = findHeard(sentence, tracks[who], who);
        const strange = EVERYBODY.filter((one) => one !== who).map(
          (other) => find(sentence, tracks[other]).correlation,
        );
        found.push({
          kept: kept.correlation,
          own: own.correlation,
          laterMs: kept.atMs - own.atMs,
          strange: Math.max(...strange),
        });
      }
      // biome-ignore lint/suspicious/noConsole: the figures are part of the test's output
      console.log(who, found.map((one) => `${one.kept.toFixed(2)} at ${one.laterMs.toFixed(0)} ms`).join(', '));
      expect([who, found.filter((one) => one.kept > 0.5).length]).toEqual([who, found.length]);
      expect([who, found.filter((one) => Math.abs(one.laterMs) <= 200).length]).toEqual([who, found.length]);
      expect([who, found.filter((one) => one.strange < 0.4).length]).toEqual([who, found.length]);
    }
  });

  it('has nothing of anybody while the stage forbade them to speak', async () => {
    const questions = hearing.stages.find((span) => span.stage === 'questions')?.startMs ?? 0;
    const tracks = new Map(
      (['first', 'second'] as const).flatMap((who) =>
        segmentsOf(who, 'microphone').map(({ trackId }) => [trackId, who]),
      ),
    );
    // When packets arrived, not when they were sent: on a busy machine sound is on its way for a while.
    const firstAtMs = new Map<string, number>();
    const trackIds = new Map<number, string>();
    for (const part of await partsIn(join(server.dataDir, 'recordings', recording.id))) {
      await readJournal(part, (record) => {
        if (record.kind === 'stream') trackIds.set(record.stream, record.about.trackId);
        if (record.kind !== 'packet') return;
        const trackId = trackIds.get(record.stream) ?? '';
        if (!firstAtMs.has(trackId)) firstAtMs.set(trackId, record.atMs);
      });
    }
    for (const [trackId, who] of tracks) {
      expect([who, firstAtMs.get(trackId)]).toEqual([who, expect.any(Number)]);
      // Two processes read the clock to the millisecond.
      expect(firstAtMs.get(trackId)).toBeGreaterThanOrEqual(questions - 20);
    }
  });
});
