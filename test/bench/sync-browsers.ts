// Four browsers in one live hearing: each page draws a flash at every whole second of the day and notes when it did, and notes when it heard the beeps of its microphone.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { survey, withRtp } from '../../media/timeline/survey.ts';
import { temporaryFolder } from '../media/folder.ts';
import type { Person, Tap } from '../running/chromium.ts';
import { type Closed, closedRecord } from '../running/closed-record.ts';
import { LiveHearing } from '../running/live-hearing.ts';
import { paint } from '../running/speech.ts';
import { LOW_RATE, laidOut } from '../running/waveform.ts';
import type { Moment } from './sync.ts';
import { foundIn, nearest } from './sync-found.ts';

const run = promisify(execFile);
/** Of 16-bit samples, as `beepsIn` asks for. */
const LOUD = 2_000;
/** UTC times of what a person's page drew and heard itself. */
type Noted = { readonly flashesMs: readonly number[]; readonly beepsMs: readonly number[] };
/** Longer than a hearing of this benchmark takes to prepare. */
const SPARE_S = 180;

export async function browserMoments(seconds: number): Promise<Moment[]> {
  const folder = await temporaryFolder();
  const [sound, picture] = await Promise.all([
    beepsFile(folder, seconds + SPARE_S),
    paint(folder, 'unseen', 0, '160x90'),
  ]);
  const live = await LiveHearing.open({
    participants: ['complainant', 'officer', 'officer'],
    devices: async () => ({ sound, picture }),
    prepare: async ({ context }) => void (await context.addInitScript(drawFlashes)),
  });
  try {
    const fromMs = Date.now() + 3_000;
    await live.people[0]?.person.page.waitForFunction((untilMs) => Date.now() > untilMs, fromMs + seconds * 1_000, {
      timeout: (seconds + 30) * 1_000,
      polling: 500,
    });
    const untilMs = Date.now() - 2_000;
    const within = (times: readonly number[]) => times.filter((atMs) => atMs > fromMs && atMs < untilMs);
    const truth = new Map<string, Noted>();
    for (const { personId, person } of live.people) {
      const { flashesMs, beepsMs } = await notedBy(person);
      truth.set(personId, { flashesMs: within(flashesMs), beepsMs: within(beepsMs) });
    }
    const closed = await closedRecord(live);
    const { recording } = await live.office.staff.prosecutor.browser.call('hearingDetail', {}, live.hearing.hearingId);
    if (recording === null) throw new Error('nothing was recorded');
    return await momentsOf(closed, recording.startedAtMs, truth);
  } finally {
    await live.close();
  }
}

/** @param zeroAtMs UTC time of 0 on the recording's clock @param truth by person */
async function momentsOf(closed: Closed, zeroAtMs: number, truth: Map<string, Noted>): Promise<Moment[]> {
  const [first] = closed;
  if (first === undefined) throw new Error('nothing was recorded');
  const files = closed.map(({ segment, file }) => ({ ...segment, segmentId: segment.id, path: file }));
  const { steps } = await survey(first.directory, await withRtp(first.directory, files));
  const moments: Moment[] = [];
  for (const [person, { flashesMs, beepsMs }] of truth) {
    const found = { microphone: [] as number[], camera: [] as number[] };
    for (const file of files.filter(({ personId }) => personId === person))
      found[file.source].push(...(await foundIn(file, steps)));
    const wrongBy = (source: 'microphone' | 'camera', times: readonly number[]): Map<number, number> =>
      new Map(
        times.flatMap((atMs) => {
          const near = nearest(found[source], atMs - zeroAtMs);
          return near === null ? [] : [[Math.floor(atMs / 1_000), near - (atMs - zeroAtMs)] as const];
        }),
      );
    const [beeps, flashes] = [wrongBy('microphone', beepsMs), wrongBy('camera', flashesMs)];
    for (const [second, sound] of beeps) {
      const picture = flashes.get(second);
      if (picture !== undefined) moments.push({ person, second, sound, picture });
    }
  }
  return moments;
}

const notedBy = async (person: Person): Promise<Noted> => {
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
