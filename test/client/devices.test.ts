// Camera and microphone: each problem has its name, what works is kept, what was lost comes back, nothing stays on.
import { detectDevice } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Capture } from '../../client/devices/capture.ts';
import { loudness } from '../../client/devices/level.ts';
import { browserProblem, isTooOld, isWeChat, platformOf, problemFrom } from '../../client/devices/problem.ts';
import { readWishes, writeWishes } from '../../client/devices/wishes.ts';

/** What browsers call themselves, and whether they are too old for a hearing. */
const BROWSERS = [
  ['Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0', true],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', false],
  ['Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/69.0.3497.100 Safari/537.36', true],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Safari/537.36 QIHU 360SE',
    false,
  ],
  [
    'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/537.51.1 (KHTML, like Gecko) Mobile/15E148 UCBrowser/16.5.0.2256 AliApp',
    false,
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    false,
  ],
] as const;

const named = (name: string): DOMException => new DOMException('', name);

describe('problems', () => {
  test('are told apart by the browser’s names', () => {
    expect(problemFrom(named('NotAllowedError'))).toBe('refused');
    expect(problemFrom(named('NotReadableError'))).toBe('in_use');
    expect(problemFrom(named('NotFoundError'))).toBe('missing');
    expect(problemFrom(named('OverconstrainedError'))).toBe('missing');
    expect(problemFrom('something else')).toBe('failed');
  });
  test('of the browser itself come first', () => {
    const all = { secure: true, hasMediaDevices: true, hasPeerConnection: true, userAgent: 'Firefox/140.0' };
    expect(browserProblem(all)).toBeNull();
    expect(browserProblem({ ...all, secure: false, hasMediaDevices: false })).toBe('insecure');
    expect(browserProblem({ ...all, hasPeerConnection: false })).toBe('no_webrtc');
    expect(browserProblem({ ...all, userAgent: 'Firefox/115.0' })).toBe('no_webrtc');
  });
  test('the instruction is for this phone', () => {
    expect(platformOf('Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X)')).toBe('ios');
    expect(platformOf('Mozilla/5.0 (Linux; Android 13; HUAWEI)')).toBe('android');
    expect(platformOf('Mozilla/5.0 (Windows NT 10.0)')).toBe('desktop');
    expect(isWeChat('… MicroMessenger/8.0.20 …')).toBe(true);
    expect(isWeChat('Mozilla/5.0 Chrome/120')).toBe(false);
  });
  test('a browser is too old exactly where mediasoup-client gives up, but for iPhones whose browsers lie about their engine', () => {
    for (const [userAgent, tooOld] of BROWSERS) {
      expect([userAgent, isTooOld(userAgent)]).toEqual([userAgent, tooOld]);
      if (!/UCBrowser.*AliApp/.test(userAgent))
        expect([userAgent, detectDevice(userAgent) === undefined]).toEqual([userAgent, tooOld]);
    }
  });
});

test('a choice of device is kept, a broken note is no choice', () => {
  const wishes = { microphone: { wanted: true, deviceId: 'm' }, camera: { wanted: false, deviceId: null } };
  const { chosen, without } = writeWishes(wishes);
  expect(readWishes(chosen, without)).toEqual(wishes);
  expect(readWishes('{broken', null).camera).toEqual({ wanted: true, deviceId: null });
  expect(readWishes('[1]', '').microphone).toEqual({ wanted: true, deviceId: null });
});

test('loudness is 0 at -60 dB, 1 at -10 dB, and grows between', () => {
  expect(loudness(0)).toBe(0);
  expect(loudness(0.001)).toBeCloseTo(0);
  expect(loudness(10 ** -1.75)).toBeCloseTo(0.5);
  expect(loudness(1)).toBe(1);
});

describe('capture', () => {
  class FakeTrack extends EventTarget {
    readonly kind: 'audio' | 'video';
    readyState = 'live';
    enabled = true;
    readonly #deviceId: string;
    constructor(kind: 'audio' | 'video', deviceId: string) {
      super();
      this.kind = kind;
      this.#deviceId = deviceId;
    }
    getSettings() {
      return { deviceId: this.#deviceId, groupId: `group of ${this.#deviceId}` };
    }
    stop(): void {
      this.readyState = 'ended';
    }
  }
  const media = Object.assign(new EventTarget(), {
    getUserMedia: vi.fn<(constraints: MediaStreamConstraints) => Promise<unknown>>(),
    enumerateDevices: vi.fn<() => Promise<readonly object[]>>(),
  });
  const stream = (tracks: FakeTrack[]) => ({ getTracks: () => tracks });
  const chosenIn = (of: MediaTrackConstraints | boolean) =>
    typeof of === 'object' ? (of.deviceId as { exact: string } | undefined)?.exact : undefined;
  const listed = (kind: string, deviceId: string) => ({
    kind,
    deviceId,
    label: deviceId,
    groupId: `group of ${deviceId}`,
  });
  const tracksFor = ({ audio, video }: MediaStreamConstraints) => [
    ...(audio ? [new FakeTrack('audio', chosenIn(audio) ?? 'm')] : []),
    ...(video ? [new FakeTrack('video', chosenIn(video) ?? 'c')] : []),
  ];

  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('RTCPeerConnection', class {});
    vi.stubGlobal('navigator', { mediaDevices: media });
    media.getUserMedia.mockReset().mockImplementation(async (constraints) => stream(tracksFor(constraints)));
    media.enumerateDevices.mockReset().mockResolvedValue([listed('videoinput', 'c')]);
  });
  afterEach(() => vi.unstubAllGlobals());

  test('asks the person once for both', async () => {
    const capture = new Capture();
    await capture.start();
    expect(media.getUserMedia).toHaveBeenCalledTimes(1);
    expect(capture.state().microphone.state).toBe('on');
    expect(capture.state().camera.state).toBe('on');
  });
  test('a camera in use leaves the microphone working', async () => {
    media.getUserMedia.mockImplementation(async (constraints) => {
      if (constraints.video) throw named('NotReadableError');
      return stream(tracksFor(constraints));
    });
    const capture = new Capture();
    await capture.start();
    expect(capture.state().microphone.state).toBe('on');
    expect(capture.state().camera).toEqual({ state: 'problem', problem: 'in_use' });
  });
  test('a camera that was unplugged is named and comes back by itself', async () => {
    const capture = new Capture();
    await capture.start();
    capture.track('camera')?.dispatchEvent(new Event('ended'));
    expect(capture.state().camera).toEqual({ state: 'problem', problem: 'ended' });
    media.dispatchEvent(new Event('devicechange'));
    await vi.waitFor(() => expect(capture.state().camera.state).toBe('on'));
  });
  test('a microphone that a telephone call takes away is named, comes back with the call’s end, and is closed when it does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const capture = new Capture();
    await capture.start();
    const microphone = capture.track('microphone');
    microphone?.dispatchEvent(new Event('mute'));
    expect(capture.track('microphone')).toBe(microphone);
    vi.runAllTimers();
    expect(capture.state().microphone).toEqual({ state: 'problem', problem: 'ended' });
    microphone?.dispatchEvent(new Event('unmute'));
    expect(capture.track('microphone')).toBe(microphone);
    microphone?.dispatchEvent(new Event('mute'));
    vi.runAllTimers();
    vi.useRealTimers();
    await capture.start();
    expect(microphone?.readyState).toBe('ended');
    expect(capture.track('microphone')?.readyState).toBe('live');
  });
  test('a microphone that was pulled out is replaced by another, and that is said; a camera is not', async () => {
    const capture = new Capture();
    await capture.start();
    media.enumerateDevices.mockResolvedValue([listed('audioinput', 'n'), listed('videoinput', 'd')]);
    capture.track('microphone')?.dispatchEvent(new Event('ended'));
    await vi.waitFor(() =>
      expect(capture.state().news).toEqual({ what: 'replaced', source: 'microphone', label: 'n' }),
    );
    expect(capture.track('microphone')?.getSettings().deviceId).toBe('n');
    const opened = media.getUserMedia.mock.calls.length;
    const looked = media.enumerateDevices.mock.calls.length;
    capture.track('camera')?.dispatchEvent(new Event('ended'));
    media.dispatchEvent(new Event('devicechange'));
    await vi.waitFor(() => expect(media.enumerateDevices.mock.calls.length).toBeGreaterThanOrEqual(looked + 2));
    await Promise.resolve();
    expect(media.getUserMedia).toHaveBeenCalledTimes(opened);
    expect(capture.state().camera).toEqual({ state: 'problem', problem: 'ended' });
    capture.readNews();
    expect(capture.state().news).toBeNull();
  });
  test('the old microphone is sent until the chosen one is there', async () => {
    const capture = new Capture();
    await capture.start();
    const old = capture.track('microphone');
    const seen: unknown[] = [];
    capture.subscribe(() => seen.push(capture.track('microphone')));
    await capture.choose('microphone', 'n');
    expect(capture.track('microphone')?.getSettings().deviceId).toBe('n');
    expect(seen).not.toContain(null);
    expect(old?.readyState).toBe('ended');
  });
  test('one that does not open is said, and the old one goes on', async () => {
    const capture = new Capture();
    await capture.start();
    const old = capture.track('microphone');
    media.getUserMedia.mockRejectedValue(named('NotReadableError'));
    await capture.choose('microphone', 'n');
    expect(capture.track('microphone')).toBe(old);
    expect(old?.readyState).toBe('live');
    expect(capture.state().news?.what).toBe('notChanged');
    expect(capture.state().wishes.microphone.deviceId).toBeNull();
  });
  test('doing without a camera gives it back to the system, and a reload of the tab remembers', async () => {
    const capture = new Capture();
    await capture.start();
    const camera = capture.track('camera');
    await capture.want('camera', false);
    expect(camera?.readyState).toBe('ended');
    const reloaded = new Capture();
    await reloaded.start();
    expect(reloaded.track('camera')).toBeNull();
    expect(reloaded.track('microphone')).not.toBeNull();
  });
  test('what opens after the person has gone is closed at once', async () => {
    let open: (value: unknown) => void = () => undefined;
    media.getUserMedia.mockImplementation(
      () =>
        new Promise((resolve) => {
          open = resolve;
        }),
    );
    const capture = new Capture();
    const starting = capture.start();
    const tracks = [new FakeTrack('audio', 'm'), new FakeTrack('video', 'c')];
    capture.release();
    open(stream(tracks));
    await starting;
    expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    expect(capture.track('microphone')).toBeNull();
  });
  test('without https nothing is asked and the reason is named', async () => {
    vi.stubGlobal('isSecureContext', false);
    const capture = new Capture();
    await capture.start();
    expect(media.getUserMedia).not.toHaveBeenCalled();
    expect(capture.state().camera).toEqual({ state: 'problem', problem: 'insecure' });
  });
});
