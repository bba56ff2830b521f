// Holds the person's microphone and camera: opens them, says what is wrong with each, changes them without a gap, takes another when one is pulled out.
import type { Source } from '../../server/protocol/asks.ts';
import { type CaptureState, type DeviceState, devicesFor, isProblem } from './capture-state.ts';
import { whenInterrupted } from './interruption.ts';
import { browserAbilities, browserProblem, type Problem, platformOf, problemFrom, SOURCES } from './problem.ts';
import { keepWishes, keptWishes, type Wishes } from './wishes.ts';

/** What a device is known by when it comes back; browsers give the default device an id of its own, but the group of the real one. */
type Lost = { readonly deviceId: string; readonly groupId: string };

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };

export class Capture {
  #state: CaptureState = {
    microphone: { state: 'idle' },
    camera: { state: 'idle' },
    devices: [],
    wishes: keptWishes(),
    news: null,
  };
  readonly #listeners = new Set<() => void>();
  /** Tracks that the system has taken away and may give back. */
  readonly #interrupted = new Map<Source, MediaStreamTrack>();
  readonly #lost = new Map<Source, Lost>();
  /** While released, a device that opens late is closed again at once. */
  #released = false;
  /** One choice after the other, so that the last one is what stays. */
  #choosing: Promise<void> = Promise.resolve();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): CaptureState => this.#state;
  track = (source: Source): MediaStreamTrack | null => {
    const device = this.#state[source];
    return device.state === 'on' ? device.track : null;
  };
  readonly readNews = (): void => this.#change({ news: null });

  /** Opens what is wanted and not open yet. Asks for both at once, so that the browser asks the person once. */
  async start(): Promise<void> {
    const wanted = SOURCES.filter((source) => this.#state.wishes[source].wanted && this.track(source) === null);
    if (wanted.length === 0) return;
    this.#released = false;
    const broken = browserProblem(browserAbilities());
    if (broken !== null) return this.#fail(wanted, broken);
    this.#set(wanted, { state: 'asking' });
    navigator.mediaDevices.addEventListener('devicechange', this.#onDeviceChange);
    if (wanted.length > 1 && (await this.#open(wanted)) === null) {
      await this.#list();
      return;
    }
    // One of two failing fails both: ask one by one, to keep what works and to name what does not.
    for (const source of wanted) {
      const problem = await this.#open([source]);
      if (problem !== null) this.#fail([source], problem);
    }
    await this.#list();
  }

  /** Switches a device off (its light goes out) or on again. */
  async want(source: Source, wanted: boolean): Promise<void> {
    this.#wish(source, { ...this.#state.wishes[source], wanted });
    keepWishes(this.#state.wishes);
    if (!wanted) {
      this.#stop(source);
      this.#set([source], { state: 'unwanted' });
      return;
    }
    await this.start();
  }

  /** Changes to another camera or microphone; what was sent goes on until the other one is there. */
  choose(source: Source, deviceId: string): Promise<void> {
    this.#choosing = this.#choosing.then(() => this.#choose(source, deviceId)).catch(() => undefined);
    return this.#choosing;
  }

  async #choose(source: Source, deviceId: string): Promise<void> {
    const before = this.#state.wishes[source];
    this.#wish(source, { wanted: true, deviceId });
    // Phones open one camera at a time, so there the old one goes first.
    const oneAtATime = source === 'camera' && platformOf(navigator.userAgent) !== 'desktop';
    if (this.track(source) === null || oneAtATime) {
      this.#stop(source);
      this.#set([source], { state: 'idle' });
      await this.start();
    } else if ((await this.#open([source], 'this one')) !== null) {
      this.#wish(source, before);
      this.#change({ news: { what: 'notChanged', source, label: this.#labelOf(source, deviceId) } });
    }
    keepWishes(this.#state.wishes);
    await this.#list();
  }

  /** Gives camera and microphone back to the system; `start` opens them again. */
  release(): void {
    this.#released = true;
    const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
    mediaDevices?.removeEventListener('devicechange', this.#onDeviceChange);
    for (const source of SOURCES) this.#stop(source);
    this.#set(SOURCES, { state: 'idle' });
  }

  async #open(sources: readonly Source[], which: 'this one' | 'any' = 'any'): Promise<Problem | null> {
    try {
      const stream = await navigator.mediaDevices
        .getUserMedia(this.#constraints(sources, true))
        .catch((thrown: unknown) => {
          // The remembered device is not there today: any other is better than none.
          if (which === 'any' && problemFrom(thrown) === 'missing')
            return navigator.mediaDevices.getUserMedia(this.#constraints(sources, false));
          throw thrown;
        });
      for (const track of stream.getTracks()) this.#keep(track.kind === 'audio' ? 'microphone' : 'camera', track);
      return null;
    } catch (thrown) {
      return problemFrom(thrown);
    }
  }

  #keep(source: Source, track: MediaStreamTrack): void {
    if (this.#released || !this.#state.wishes[source].wanted) {
      track.stop();
      return;
    }
    // Not called when we stop it ourselves: only unplugging, revoking and the system end a track this way.
    track.addEventListener('ended', () => {
      if (this.track(source) === track || this.#interrupted.get(source) === track) this.#lose(source, track);
    });
    whenInterrupted(
      track,
      () => this.#interrupt(source, track),
      () => this.#resume(source, track),
    );
    const before = [this.track(source), this.#interrupted.get(source)];
    this.#interrupted.delete(source);
    this.#lost.delete(source);
    this.#set([source], { state: 'on', track });
    for (const older of before) older?.stop();
  }

  #lose(source: Source, track: MediaStreamTrack): void {
    const { deviceId = '', groupId = '' } = track.getSettings();
    this.#interrupted.delete(source);
    this.#lost.set(source, { deviceId, groupId });
    this.#fail([source], 'ended');
    void this.#list().then(() => this.#takeAnother());
  }

  /** A microphone that was pulled out is replaced by any other, so that the person goes on being heard; another camera might show what nobody should see. */
  async #takeAnother(): Promise<void> {
    const lost = this.#lost.get('microphone');
    if (lost === undefined || !isProblem(this.#state.microphone, ['ended'])) return;
    const other = devicesFor(this.#state, 'microphone').find(({ deviceId, groupId }) =>
      groupId === '' ? deviceId !== lost.deviceId : groupId !== lost.groupId,
    );
    if (other === undefined) return;
    await this.choose('microphone', other.deviceId);
    if (this.track('microphone') === null) return;
    this.#change({ news: { what: 'replaced', source: 'microphone', label: other.label } });
  }

  /** Lost as if it were unplugged, but back as soon as the system gives it back. */
  #interrupt(source: Source, track: MediaStreamTrack): void {
    if (this.track(source) !== track) return;
    this.#interrupted.set(source, track);
    this.#fail([source], 'ended');
  }

  #resume(source: Source, track: MediaStreamTrack): void {
    if (this.#interrupted.get(source) !== track) return;
    this.#interrupted.delete(source);
    this.#set([source], { state: 'on', track });
  }

  /** Gives a device back to the system, whether it works now or not. */
  #stop(source: Source): void {
    this.track(source)?.stop();
    this.#interrupted.get(source)?.stop();
    this.#interrupted.delete(source);
  }

  #constraints(sources: readonly Source[], exact: boolean): MediaStreamConstraints {
    const device = (source: Source): MediaTrackConstraints => {
      const id = this.#state.wishes[source].deviceId;
      if (id !== null && exact) return { deviceId: { exact: id } };
      return source === 'camera' ? { facingMode: 'user' } : {};
    };
    return {
      audio: sources.includes('microphone') ? { ...SOUND, ...device('microphone') } : false,
      video: sources.includes('camera') ? { ...PICTURE, ...device('camera') } : false,
    };
  }

  /** A device was plugged in or out: what was missing, and what was lost and is back, is opened by itself. */
  readonly #onDeviceChange = (): void => {
    void this.#list().then(() => {
      const back = SOURCES.some((source) => {
        const there = devicesFor(this.#state, source);
        if (isProblem(this.#state[source], ['missing'])) return there.length > 0;
        const lost = this.#lost.get(source);
        return isProblem(this.#state[source], ['ended']) && there.some(({ deviceId }) => deviceId === lost?.deviceId);
      });
      return back ? this.start() : this.#takeAnother();
    });
  };

  async #list(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.#change({ devices: devices.filter((device) => device.deviceId !== '') });
  }

  #labelOf(source: Source, deviceId: string): string {
    return devicesFor(this.#state, source).find((device) => device.deviceId === deviceId)?.label ?? '';
  }

  #wish(source: Source, wish: Wishes[Source]): void {
    this.#change({ wishes: { ...this.#state.wishes, [source]: wish } });
  }
  #fail(sources: readonly Source[], problem: Problem): void {
    this.#set(sources, { state: 'problem', problem });
  }
  #set(sources: readonly Source[], device: DeviceState): void {
    this.#change(Object.fromEntries(sources.map((source) => [source, device])));
  }
  #change(change: Partial<CaptureState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
