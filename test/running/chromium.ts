// Real Chromium processes, one per person, each with its own camera and microphone file.

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { LOW_RATE } from './waveform.ts';

const PROGRAM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** built-in: one microphone, one camera. several: three of each. */
export type Devices =
  | { readonly sound: string; readonly picture: string }
  | 'built-in'
  | 'several'
  | 'refused'
  | 'none';
export type Look = {
  /** side: a phone on its side. zoomed: the desktop at 200 %. narrow: the desktop at 400 %, or the smallest of phones. */
  readonly size: 'desktop' | 'phone' | 'side' | 'zoomed' | 'narrow';
  readonly language: 'zh-CN' | 'en-US';
  readonly dark?: boolean;
  /** The large text that a person has chosen. */
  readonly large?: boolean;
  /** For the pages that ask which browser they are in. */
  readonly userAgent?: string;
  /** The address of the person's own way to the server, pages and media alike; without it, straight on. */
  readonly by?: string;
};

const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  side: { viewport: { width: 844, height: 390 }, isMobile: true, hasTouch: true },
  zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  narrow: { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true },
} as const;

export type Person = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly browser: Browser;
  /** What the page complained of: errors, refused loads, requests to elsewhere. */
  readonly complaints: readonly string[];
  /** What the person's own microphone gave to their page, one for each time it was opened. */
  heard(): Promise<readonly Tap[]>;
};

/** Pieces of sound at LOW_RATE (16-bit numbers) at milliseconds of the capture's own clock, whose zero is at `zeroMs` UTC. */
export type Tap = { zeroMs: number; readonly pieces: { readonly atMs: number; readonly samples: number[] }[] };

export async function openChromium(devices: Devices, look: Look): Promise<Person> {
  const capture =
    devices === 'none'
      ? []
      : [
          devices === 'several'
            ? '--use-fake-device-for-media-stream=device-count=3'
            : '--use-fake-device-for-media-stream',
          // Without it nobody presses "allow", which headless Chromium takes for a refusal.
          ...(devices === 'refused' ? [] : ['--use-fake-ui-for-media-stream']),
          ...(devices === 'built-in' || devices === 'several' || devices === 'refused'
            ? []
            : [
                `--use-file-for-fake-audio-capture=${devices.sound}%noloop`,
                `--use-file-for-fake-video-capture=${devices.picture}`,
              ]),
        ];
  const way = look.by === undefined ? [] : [`--host-resolver-rules=MAP localhost ${look.by}`];
  const browser = await chromium.launch({
    executablePath: PROGRAM,
    headless: true,
    args: [...QUIET, ...capture, ...way],
  });
  const context = await browser.newContext({
    ...SIZES[look.size],
    locale: look.language,
    timezoneId: 'Asia/Shanghai',
    ...(look.userAgent === undefined ? {} : { userAgent: look.userAgent }),
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(listenToMicrophone, LOW_RATE);
  if (look.by !== undefined) await context.addInitScript(sendMediaBy, look.by);
  if (look.large) await context.addInitScript(() => localStorage.setItem('open-hearing.look', 'auto helper'));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A page asks who is signed in; that nobody is yet is an answer, which Chromium prints as an error.
    const expected = message.location().url.endsWith('/api/me') && message.text().includes('401');
    if (message.type() === 'error' && !expected) complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') complaints.push(`request to elsewhere: ${hostname}`);
  });
  return {
    page,
    context,
    browser,
    complaints,
    // As one string: value by value, Playwright would take minutes for it.
    heard: async () =>
      JSON.parse(
        await page.evaluate(() => JSON.stringify((window as unknown as { heardByTest: Tap[] }).heardByTest)),
      ) as Tap[],
  };
}

/** Runs in the page: every address of the server's media is taken to be this one. */
function sendMediaBy(address: string): void {
  window.RTCPeerConnection = class extends RTCPeerConnection {
    override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
      return super.setRemoteDescription({ type, sdp: sdp.replace(/^(a=candidate:(?:\S+ ){4})\S+/gm, `$1${address}`) });
    }
  };
}

/** Runs in the page: measures what getUserMedia delivers, without touching what the page does with it. */
function listenToMicrophone(lowRate: number): void {
  const taps: Tap[] = [];
  (window as unknown as { heardByTest: Tap[] }).heardByTest = taps;
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (media === undefined) return;
  const original = media.getUserMedia.bind(media);
  media.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    const [track] = stream.getAudioTracks();
    if (track !== undefined) void listen(track.clone());
    return stream;
  };

  async function listen(track: MediaStreamTrack): Promise<void> {
    const tap: Tap = { zeroMs: Number.POSITIVE_INFINITY, pieces: [] };
    taps.push(tap);
    // Chromium only, which is what this runs in: every piece of sound comes with the time at which it was captured.
    const { MediaStreamTrackProcessor } = window as unknown as { MediaStreamTrackProcessor: TrackProcessor };
    // A page that is busy for some seconds must not lose what it hears meanwhile.
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1_000 }).readable.getReader();
    let samples = new Float32Array(0);
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (samples.length !== value.numberOfFrames) samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      const block = value.sampleRate / lowRate;
      const low: number[] = [];
      for (let from = 0; from + block <= samples.length + 1e-6; from += block) {
        let sum = 0;
        for (let at = Math.round(from); at < Math.round(from + block); at += 1) sum += samples[at] ?? 0;
        low.push(Math.round((32_767 * sum) / block));
      }
      const capturedMs = value.timestamp / 1000;
      tap.pieces.push({ atMs: capturedMs, samples: low });
      // A busy page is told late, never early: the earliest telling says when the capture's clock was at zero.
      const now = performance.timeOrigin + performance.now();
      tap.zeroMs = Math.min(tap.zeroMs, now - capturedMs - value.duration / 1000);
      value.close();
    }
  }
}

type TrackProcessor = new (of: {
  track: MediaStreamTrack;
  maxBufferSize: number;
}) => { readonly readable: ReadableStream<AudioData> };
