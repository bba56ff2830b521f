// Four browsers in one live hearing: each page draws a flash at every whole second of the day and notes when it did, and notes when it heard the beeps of its microphone.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { survey, withRtp } from '../../media/timeline/survey.ts';
import type { HearingDetail } from '../../server/protocol/api.ts';
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
  prepareHearing,
} from '../browser/walk.ts';
import { openChromium, type Person, type Tap } from '../running/chromium.ts';
import { startServer } from '../running/server.ts';
import { paint } from '../running/speech.ts';
import { LOW_RATE, laidOut } from '../running/waveform.ts';
import type { Moment } from './sync.ts';
import { foundIn, nearest } from './sync-found.ts';

const run = promisify(execFile);
/** Of 16-bit samples, as `beepsIn` asks for. */
const LOUD = 2_000;
const NAMES = ['李听证', '赵听证', '孙听证'] as const;
/** UTC times of what a person's page drew and heard itself. */
type Noted = { readonly flashesMs: readonly number[]; readonly beepsMs: readonly number[] };
/** Longer than a hearing of this benchmark takes to prepare. */
const SPARE_S = 180;

export async function browserMoments(seconds: number): Promise<Moment[]> {
  const server = await startServer();
  const people: Person[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'open-hearing-bench-'));
  const [sound, picture] = await Promise.all([
    beepsFile(folder, seconds + SPARE_S),
    paint(folder, 'unseen', 0, '160x90'),
  ]);
  const open = async (): Promise<Person> => {
    const person = await openChromium({ sound, picture }, { size: 'desktop', language: 'zh-CN' });
    await person.context.addInitScript(drawFlashes);
    people.push(person);
    return person;
  };
  try {
    const chair = await open();
    await becomeAdministrator(chair.page, server.firstLink ?? '');
    await choosePassword(chair.page, await makeAccount(chair.page, '陈检察官', 'chen', '检察官'));
    // The complainant, whom every hearing has, stays at home.
    const seats = [{ role: '申诉人', name: '王桂英' }, ...NAMES.map((name) => ({ role: '听证员', name }))];
    const links = await prepareHearing(chair.page, '京检听〔2026〕1号', '测量', seats);
    const [hearingId = ''] = /[0-9a-f-]{36}/.exec(chair.page.url()) ?? [];
    await enterAsStaff(chair.page);
    const noted = new Map<string, () => Promise<Noted>>([['陈检察官', notedBy(chair)]]);
    for (const name of NAMES) {
      const person = await open();
      await enterByLink(person.page, links[name] ?? '');
      await admit(chair.page, name);
      noted.set(name, notedBy(person));
    }
    await openHearing(chair.page);
    for (const stage of ['介绍案情及听证问题', '当事人说明情况', '听证员提问']) await nextStage(chair.page, stage);
    const fromMs = Date.now() + 3_000;
    await chair.page.waitForFunction((untilMs) => Date.now() > untilMs, fromMs + seconds * 1_000, {
      timeout: (seconds + 30) * 1_000,
      polling: 500,
    });
    const untilMs = Date.now() - 2_000;
    const truth = new Map<string, Noted>();
    for (const [name, read] of noted) {
      const { flashesMs, beepsMs } = await read();
      const within = (times: readonly number[]) => times.filter((atMs) => atMs > fromMs && atMs < untilMs);
      truth.set(name, { flashesMs: within(flashesMs), beepsMs: within(beepsMs) });
    }
    await closeHearing(chair.page);
    const detail = await closedHearing(async () =>
      (await chair.context.request.get(`${server.origin}/api/hearings/${hearingId}`)).json(),
    );
    return await momentsOf(detail, server.dataDir, truth);
  } finally {
    for (const { browser } of people) await browser.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The page says that it is over before the last file is put away. */
async function closedHearing(ask: () => Promise<HearingDetail>): Promise<HearingDetail> {
  const untilMs = performance.now() + 30_000;
  for (;;) {
    const detail = await ask();
    if (detail.recording !== null && detail.recording.state !== 'recording') return detail;
    if (performance.now() > untilMs) throw new Error('the recording is not closed');
    await wait(100);
  }
}

async function momentsOf(detail: HearingDetail, dataDir: string, truth: Map<string, Noted>): Promise<Moment[]> {
  const { recording, people } = detail;
  if (recording === null) throw new Error('nothing was recorded');
  const directory = join(dataDir, 'recordings', recording.id);
  const segments = recording.segments.map((segment) => ({ ...segment, segmentId: segment.id }));
  const { steps } = await survey(directory, await withRtp(directory, segments));
  const moments: Moment[] = [];
  for (const { id, name } of people) {
    const found = { microphone: [] as number[], camera: [] as number[] };
    for (const segment of segments.filter(({ personId }) => personId === id)) {
      const { sha256, source } = segment;
      const path = join(dataDir, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
      found[source].push(...(await foundIn({ ...segment, path }, steps)));
    }
    const { flashesMs = [], beepsMs = [] } = truth.get(name) ?? {};
    const wrongBy = (source: 'microphone' | 'camera', times: readonly number[]): Map<number, number> =>
      new Map(
        times.flatMap((atMs) => {
          const trueMs = atMs - recording.startedAtMs;
          const near = nearest(found[source], trueMs);
          return near === null ? [] : [[Math.floor(atMs / 1_000), near - trueMs] as const];
        }),
      );
    const [beeps, flashes] = [wrongBy('microphone', beepsMs), wrongBy('camera', flashesMs)];
    for (const [second, sound] of beeps) {
      const picture = flashes.get(second);
      if (picture !== undefined) moments.push({ person: name, second, sound, picture });
    }
  }
  return moments;
}

const notedBy = (person: Person) => async (): Promise<Noted> => {
  const flashesMs = await person.page.evaluate(() => (window as unknown as Drawing).flashesMs);
  return { flashesMs, beepsMs: (await person.heard()).flatMap(onsetsIn) };
};

/** UTC times at which sound begins in what a page heard. */
function onsetsIn({ zeroMs, pieces }: Tap): number[] {
  if (pieces.length < 100) return [];
  const { startMs, samples } = laidOut(pieces);
  const step = LOW_RATE / 200;
  const loud: boolean[] = [];
  for (let at = 0; at + step <= samples.length; at += step)
    loud.push(samples.subarray(at, at + step).some((sample) => Math.abs(sample) > LOUD));
  return loud.flatMap((now, index) =>
    now && !loud.slice(Math.max(0, index - 20), index).includes(true) ? [zeroMs + startMs + index * 5] : [],
  );
}

/** A beep of 100 ms every second, as a microphone's file. */
async function beepsFile(folder: string, seconds: number): Promise<string> {
  const file = join(folder, 'beeps.wav');
  const sound = `aevalsrc='0.5*sin(2*PI*440*t)*lt(mod(t\\,1)\\,0.1)':s=48000:d=${seconds}`;
  await run(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', sound, '-ac', '1', file]);
  return file;
}

type Drawing = { flashesMs: number[] };

/** Runs in the page, before anything else of it: the camera is a canvas, white for 200 ms at every whole second of the day. */
function drawFlashes(): void {
  const drawing = window as unknown as Drawing;
  drawing.flashesMs = [];
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (media === undefined) return;
  const original = media.getUserMedia.bind(media);
  const wallMs = (): number => performance.timeOrigin + performance.now();

  const picture = (): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    let [drawn, wasWhite] = [0, true];
    const draw = (): void => {
      const white = wallMs() % 1_000 < 200;
      context.fillStyle = white ? 'white' : 'rgb(20, 40, 90)';
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = 'rgb(120, 30, 30)';
      context.fillRect((drawn++ * 4) % 300, 80, 20, 20);
      if (white && !wasWhite) drawing.flashesMs.push(wallMs());
      wasWhite = white;
      // The first picture of a second is drawn as the second begins, the others 40 ms apart.
      setTimeout(draw, Math.max(1, Math.min(40, 1_000 - (wallMs() % 1_000))));
    };
    draw();
    const [track] = canvas.captureStream().getVideoTracks();
    if (track === undefined) throw new Error('no picture');
    return track;
  };

  media.getUserMedia = async (constraints) => {
    const { audio, video } = constraints ?? {};
    const sound = audio ? (await original({ audio })).getTracks() : [];
    return new MediaStream([...sound, ...(video ? [picture()] : [])]);
  };
}
