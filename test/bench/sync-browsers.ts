// Four browsers in one live hearing, each of whose pages makes a flash (canvas) and a beep (WebAudio) at every whole second of the day, and notes when it really did.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
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
import { openChromium, type Person } from '../running/chromium.ts';
import { startServer } from '../running/server.ts';
import type { Moment } from './sync.ts';
import { foundIn, nearest } from './sync-found.ts';

const NAMES = ['李听证', '赵听证', '孙听证'] as const;
type Noted = { readonly second: number; readonly beepAtMs: number; readonly flashAtMs: number };

export async function browserMoments(seconds: number): Promise<Moment[]> {
  const server = await startServer();
  const people: Person[] = [];
  const open = async (): Promise<Person> => {
    const person = await openChromium('built-in', { size: 'desktop', language: 'zh-CN' });
    await person.context.addInitScript(flashAndBeep);
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
    const noted = new Map<string, () => Promise<Noted[]>>([['陈检察官', notedBy(chair.page)]]);
    for (const name of NAMES) {
      const { page } = await open();
      await enterByLink(page, links[name] ?? '');
      await admit(chair.page, name);
      noted.set(name, notedBy(page));
    }
    await openHearing(chair.page);
    for (const stage of ['介绍案情及听证问题', '当事人说明情况', '听证员提问']) await nextStage(chair.page, stage);
    const fromMs = Date.now() + 3_000;
    await chair.page.waitForFunction((untilMs) => Date.now() > untilMs, fromMs + seconds * 1_000, {
      timeout: (seconds + 30) * 1_000,
      polling: 500,
    });
    const untilMs = Date.now() - 2_000;
    const truth = new Map<string, Noted[]>();
    for (const [name, read] of noted)
      truth.set(
        name,
        (await read()).filter(({ beepAtMs }) => beepAtMs > fromMs && beepAtMs < untilMs),
      );
    await closeHearing(chair.page);
    const answer = await chair.context.request.get(`${server.origin}/api/hearings/${hearingId}`);
    const detail = (await answer.json()) as HearingDetail;
    return await momentsOf(detail, server.dataDir, truth);
  } finally {
    for (const { browser } of people) await browser.close();
    await server.remove();
  }
}

async function momentsOf(detail: HearingDetail, dataDir: string, truth: Map<string, Noted[]>): Promise<Moment[]> {
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
    for (const { second, beepAtMs, flashAtMs } of truth.get(name) ?? []) {
      const [beep, flash] = [beepAtMs - recording.startedAtMs, flashAtMs - recording.startedAtMs];
      const [sound, picture] = [nearest(found.microphone, beep), nearest(found.camera, flash)];
      if (sound !== null && picture !== null)
        moments.push({ person: name, second, sound: sound - beep, picture: picture - flash });
    }
  }
  return moments;
}

const notedBy = (page: Page) => (): Promise<Noted[]> => page.evaluate(() => (window as unknown as Noting).noted);

type Noting = { noted: Noted[] };

/** Runs in the page, before anything else of it. */
function flashAndBeep(): void {
  const noting = window as unknown as Noting;
  noting.noted = [];
  const wallMs = (): number => performance.timeOrigin + performance.now();
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (media === undefined) return;

  const picture = (): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    let drawn = 0;
    const draw = (): void => {
      // White for the first 200 ms of every second.
      const inSecond = wallMs() % 1_000;
      const white = inSecond < 200;
      context.fillStyle = white ? 'white' : 'rgb(20, 40, 90)';
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = 'rgb(120, 30, 30)';
      context.fillRect((drawn++ * 4) % 300, 80, 20, 20);
      const second = Math.floor(wallMs() / 1_000);
      const note = noting.noted.find((one) => one.second === second);
      if (white && note !== undefined && note.flashAtMs === 0) Object.assign(note, { flashAtMs: wallMs() });
      // The first picture of a second is drawn as the second begins, the others 40 ms apart.
      setTimeout(draw, Math.max(1, Math.min(40, 1_000 - (wallMs() % 1_000))));
    };
    draw();
    const [track] = canvas.captureStream().getVideoTracks();
    if (track === undefined) throw new Error('no picture');
    return track;
  };

  const sound = async (): Promise<MediaStreamTrack> => {
    // Without a loudspeaker to wait for: the made-up one of a machine without sound runs at half speed.
    const context = new AudioContext({ sampleRate: 48_000, sinkId: { type: 'none' } } as AudioContextOptions);
    await context.resume();
    const target = context.createMediaStreamDestination();
    // The context's time moves in steps, and its clock is its own: the latest that it was seen to be ahead a moment ago.
    const seen: (readonly [number, number])[] = [];
    const aheadMs = (): number => {
      const nowMs = wallMs();
      seen.push([nowMs, context.currentTime * 1_000 - nowMs]);
      while ((seen[0]?.[0] ?? nowMs) < nowMs - 150) seen.shift();
      return Math.max(...seen.map(([, ahead]) => ahead));
    };
    setInterval(aheadMs, 5);
    let next = Math.ceil(wallMs() / 1_000) + 2;
    setInterval(() => {
      const ahead = aheadMs();
      if (next * 1_000 - wallMs() > 120) return;
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.frequency.value = 1_000;
      gain.gain.value = 0.5;
      oscillator.connect(gain).connect(target);
      const atSeconds = (next * 1_000 + ahead) / 1_000;
      oscillator.start(atSeconds);
      oscillator.stop(atSeconds + 0.1);
      noting.noted.push({ second: next, beepAtMs: next * 1_000, flashAtMs: 0 });
      next += 1;
    }, 20);
    const [track] = target.stream.getAudioTracks();
    if (track === undefined) throw new Error('no sound');
    return track;
  };

  media.getUserMedia = async (constraints) =>
    new MediaStream([...(constraints?.audio ? [await sound()] : []), ...(constraints?.video ? [picture()] : [])]);
}
