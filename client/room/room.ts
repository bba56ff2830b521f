// One visit to a hearing: joins the line, the media and the person's devices, and keeps what the screen shows.
import type { AskBody, AskName, AskReply, Source, Wire } from '../../server/protocol/asks.ts';
import { maySignLetter } from '../../server/protocol/letter.ts';
import { type MomentPlayed, maySignMinutes } from '../../server/protocol/minutes.ts';
import type { NoticeName, Notices } from '../../server/protocol/notices.ts';
import { producesMedia } from '../../server/protocol/stages.ts';
import { codeOf } from '../api.ts';
import type { Capture } from '../devices/capture.ts';
import { SOURCES } from '../devices/problem.ts';
import { isCalledNow } from './called.ts';
import { captionWish, onCaptionWish } from './caption-wish.ts';
import { Chime } from './chime.ts';
import { Connection, type Who } from './connection.ts';
import { OwnLetter } from './letter/own-letter.ts';
import type { Media, MediaEvents } from './media.ts';
import { type MinutesActs, ownActs } from './minutes/minutes-acts.ts';
import { OwnTracks } from './own-tracks.ts';
import { arriving, type Ending, fits, meIn, type RoomEvent, type RoomState, reduce } from './room-state.ts';
import { Sound } from './sound.ts';
import { keepMicrophone, keptMicrophone } from './switches.ts';

export type Visit = {
  readonly who: Who;
  readonly capture: Capture;
  /** The person has said "continue here" although a newer tab holds the seat. */
  readonly takeOver: boolean;
};
const TRY_AGAIN_MS = 3000;
const LINE_BACK_MS = 15_000;
/** Refusals on the way in that pass by themselves. */
const PASSING = ['unreachable', 'media_unavailable', 'internal', 'too_many_attempts'];

export class Room {
  readonly visit: Visit;
  /** The letter of commitment, if this person may be asked to sign one. */
  readonly letter: OwnLetter;
  /** The minutes, if this person may be asked to sign them. */
  readonly minutes: MinutesActs;
  readonly #connection: Connection;
  readonly #own: OwnTracks;
  readonly #sound = new Sound((blocked) => this.#tell({ type: 'soundBlocked', blocked }));
  readonly #chime = new Chime();
  readonly #listeners = new Set<() => void>();
  #state: RoomState;
  #media: Media | null = null;
  /** Counts entries, so that what an older one still brings is thrown away. */
  #entry = 0;
  #askingSnapshot = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #unplug: () => void;
  readonly #stopWishing: () => void;

  constructor(visit: Visit) {
    this.visit = visit;
    const microphoneOn = keptMicrophone(visit.who.hearingId);
    this.#state = arriving(microphoneOn);
    this.#own = new OwnTracks(visit.capture, this.#ask, microphoneOn);
    this.letter = new OwnLetter(this.ask, this.askUntilAnswered, (letter) => this.#tell({ type: 'letter', letter }));
    this.minutes = ownActs(this.ask, this.askUntilAnswered, (minutes) => this.#tell({ type: 'minutes', minutes }));
    this.#stopWishing = onCaptionWish(() => this.#followCaptions());
    this.#unplug = visit.capture.subscribe(() => {
      const outputs = visit.capture.state().devices.filter(({ kind }) => kind === 'audiooutput');
      // Browsers that do not list them know only one.
      if (outputs.length > 0) this.#sound.plugged(outputs.map(({ deviceId }) => deviceId));
    });
    this.#connection = new Connection(visit.who, {
      connected: () => void this.#enter(),
      lost: () => this.#tell({ type: 'line', line: 'lost' }),
      notice: (name, body) => this.#onNotice[name](body),
      ended: (why) => this.#end(why),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): RoomState => this.#state;

  /** Asks, and shows a refusal on screen. Resolves to whether it was done. */
  async act<Name extends AskName>(name: Name, body: AskBody<Name>): Promise<boolean> {
    try {
      await this.ask(name, body);
      if (this.#state.refused !== null) this.readRefusal();
      return true;
    } catch (thrown) {
      this.#tell({ type: 'refused', code: codeOf(thrown) });
      return false;
    }
  }

  /** For whoever shows the answer or the refusal by themselves. @throws Refused */
  readonly ask = async <Name extends AskName>(name: Name, body: AskBody<Name>): Promise<AskReply[Name]> => {
    // After that time the ask itself says what is wrong.
    await this.#lineBack(LINE_BACK_MS);
    return this.#ask(name, body);
  };

  /** For asks that may be repeated: goes on over lost lines until there is an answer. @throws Refused what the server says */
  readonly askUntilAnswered = async <Name extends AskName>(
    name: Name,
    body: AskBody<Name>,
  ): Promise<AskReply[Name]> => {
    for (;;) {
      await this.#lineBack(null);
      try {
        return await this.#ask(name, body);
      } catch (thrown) {
        if (codeOf(thrown) !== 'unreachable' || this.#closed) throw thrown;
      }
    }
  };

  /** What is pressed while the line is being restored is done once the seat is back, so that nobody has to press twice. */
  #lineBack(withinMs: number | null): Promise<void> {
    const there = (): boolean => this.#state.line === 'connected' || this.#closed;
    if (there()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        stop();
        clearTimeout(late);
        resolve();
      };
      const stop = this.subscribe(() => (there() ? done() : undefined));
      const late = withinMs === null ? undefined : setTimeout(done, withinMs);
    });
  }

  readonly readRefusal = (): void => this.#tell({ type: 'refused', code: null });
  readonly unblockSound = (): void => this.#sound.unblock();
  /** Plays once what calls the person, so that they know it. */
  readonly tryChime = (): void => this.#chime.play(this.#sound.speaker);
  get speaker(): string {
    return this.#sound.speaker;
  }
  /** Resolves to whether the voices now come out there. */
  readonly chooseSpeaker = (deviceId: string): Promise<boolean> => this.#sound.choose(deviceId);
  preferLayer(consumerId: string, layer: 0 | 1 | 2): void {
    this.#media?.preferLayer(consumerId, layer);
  }

  /** The person's own switch. A camera that is off is given back to the system: its light goes out. */
  async switch(source: Source, on: boolean): Promise<void> {
    const { capture, who } = this.visit;
    if (source === 'microphone') {
      keepMicrophone(who.hearingId, on);
      this.#tell({ type: 'microphone', on });
      await this.#own.switchMicrophone(on);
    }
    if (source === 'camera' || (on && capture.track('microphone') === null)) await capture.want(source, on);
  }

  async leave(): Promise<void> {
    await this.#ask('leave', {}).catch(() => undefined);
    this.#end('left');
  }

  /** Ends this visit without saying so to the person; may be called twice. */
  close(): void {
    this.#closed = true;
    this.#entry += 1;
    clearTimeout(this.#retry);
    this.#connection.close();
    this.#own.close();
    this.#media?.close();
    this.#media = null;
    this.#unplug();
    this.#stopWishing();
    this.#sound.close();
    this.#chime.close();
  }

  readonly #ask = <Name extends AskName>(name: Name, body: AskBody<Name>): Promise<AskReply[Name]> =>
    this.#connection.ask(name, body);

  /** On arrival, after every lost line, when admitted, and after media was lost: always the same way in. */
  async #enter(): Promise<void> {
    this.#entry += 1;
    const entry = this.#entry;
    clearTimeout(this.#retry);
    try {
      const holding = this.#media?.holding() ?? null;
      const entered = await this.#ask('enter', {
        ...(this.visit.takeOver ? { takeOver: true } : {}),
        ...(holding === null ? {} : { holding }),
      });
      if (entry !== this.#entry) return;
      this.#tell({ type: 'entered', entered, deviceNowMs: Date.now() });
      this.#lookForLetter();
      this.#lookForMinutes();
      this.#followCaptions();
      void this.#reportDevices();
      if (entered.place === 'door') return;
      if (entered.goesOn) return await this.#goOn();
      // Without capabilities the media side is being restored, and `mediaRestarted` will bring them.
      if (entered.rtpCapabilities === null) this.#tell({ type: 'mediaTrouble', trouble: true });
      else await this.#openMedia(entry, entered.rtpCapabilities);
    } catch (thrown) {
      if (entry !== this.#entry) return;
      const code = codeOf(thrown);
      const atTheDoor = this.#state.place.at === 'arriving';
      if (code === 'browser_too_old' || (atTheDoor && !PASSING.includes(code))) return this.#end(code);
      this.#tryAgain(entry);
    }
  }

  /** Only the line was lost: nothing is made anew. */
  async #goOn(): Promise<void> {
    const media = this.#media;
    if (media === null) return;
    this.#tell({ type: 'mediaTrouble', trouble: !media.stands });
    media.goOn();
    await this.#own.again();
  }

  async #mediaAgain(rtpCapabilities: Wire): Promise<void> {
    this.#entry += 1;
    const entry = this.#entry;
    await this.#openMedia(entry, rtpCapabilities).catch(() => this.#tryAgain(entry));
  }

  #tryAgain(entry: number): void {
    if (entry !== this.#entry) return;
    this.#tell({ type: 'mediaTrouble', trouble: true });
    clearTimeout(this.#retry);
    // While the line is lost its return brings us in; until then there is nobody to ask.
    this.#retry = setTimeout(() => (this.#state.line === 'lost' ? undefined : void this.#enter()), TRY_AGAIN_MS);
  }

  async #openMedia(entry: number, rtpCapabilities: Wire): Promise<void> {
    this.#dropMedia();
    const me = meIn(this.#state);
    // Loaded only now: the pages before the call stay light.
    const { Media: MediaOfVisit } = await import('./media.ts');
    const sends = me !== null && producesMedia(me.role);
    const media = await MediaOfVisit.create(this.#ask, this.#mediaEvents(), rtpCapabilities, sends);
    if (entry !== this.#entry) return media.close();
    this.#media = media;
    await Promise.all([media.receive(), this.#own.attach(media)]);
    // Otherwise it is told once they do.
    if (media.stands) this.#tell({ type: 'mediaTrouble', trouble: false });
  }

  #dropMedia(): void {
    this.#own.detach();
    this.#media?.close();
    this.#media = null;
  }

  #mediaEvents(): MediaEvents {
    return {
      received: (received) => {
        this.#tell({ type: 'received', received });
        if (received.source === 'microphone') this.#sound.add(received.consumerId, received.track);
      },
      gone: (consumerId) => {
        this.#sound.remove(consumerId);
        this.#tell({ type: 'gone', consumerId });
      },
      stand: (stand) => {
        this.#tell({ type: 'mediaTrouble', trouble: !stand });
        if (!stand) return;
        // Media finds the way first: it knocks twice a second.
        this.#connection.tryNow();
        if (this.#state.line === 'connected' && this.#media?.isDue) void this.#own.again();
      },
      broken: () => {
        this.#tell({ type: 'mediaTrouble', trouble: true });
        this.#dropMedia();
        void this.#enter();
      },
    };
  }

  readonly #onNotice: { readonly [Name in NoticeName]: (body: Notices[Name]) => void } = {
    roomChanged: (change) => this.#onChange(change),
    admitted: () => void this.#enter(),
    mediaRestarted: ({ rtpCapabilities }) => void this.#mediaAgain(rtpCapabilities),
    doorChanged: (door) => this.#tell({ type: 'doorChanged', door, deviceNowMs: Date.now() }),
    // A track that cannot be taken is offered again with the next entry; the others go on.
    trackOffered: (offered) => void this.#media?.take(offered).catch(() => undefined),
    trackEnded: ({ consumerId }) => this.#media?.drop(consumerId),
    letterChanged: () => this.#lookForLetter(),
    minutesChanged: () => this.#lookForMinutes(),
    momentPlayed: (moment) => this.#playMoment(moment),
    captioned: (caption) => this.#tell({ type: 'captioned', caption }),
    // The connection has ended the visit already.
    farewell: () => undefined,
  };

  #onChange(change: Notices['roomChanged']): void {
    const fit = fits(this.#state, change);
    if (fit === 'fits') this.#tell({ type: 'changed', change, deviceNowMs: Date.now() });
    if (fit !== 'missed' || this.#askingSnapshot) return;
    this.#askingSnapshot = true;
    this.#ask('snapshot', {})
      .then((snapshot) => this.#tell({ type: 'snapshot', snapshot, deviceNowMs: Date.now() }))
      // Without an answer the line is about to be found lost, and entering brings the whole again.
      .catch(() => undefined)
      .finally(() => {
        this.#askingSnapshot = false;
      });
  }

  /** By the person's wish; asked anew with every entry, because the server knows connections, not people. */
  #followCaptions(): void {
    const on = captionWish() !== 'off';
    if (meIn(this.#state) === null || (!on && this.#state.captions.length === 0)) return;
    this.#ask('followCaptions', { on })
      .then(({ captions }) => this.#tell({ type: 'captions', captions }))
      // Without an answer the line is about to be found lost, and entering asks again.
      .catch(() => undefined);
  }

  #lookForLetter(): void {
    const me = meIn(this.#state);
    if (me !== null && maySignLetter(me.role)) void this.letter.look();
  }

  #lookForMinutes(): void {
    const me = meIn(this.#state);
    if (me !== null && maySignMinutes(me.role)) void this.minutes.look();
  }

  #playMoment({ sound, ...playing }: MomentPlayed): void {
    this.#tell({ type: 'playing', playing });
    void this.#sound.playOnce(sound).then(() => {
      if (this.#state.playing === playing) this.#tell({ type: 'playing', playing: null });
    });
  }

  async #reportDevices(): Promise<void> {
    const [microphone, camera] = SOURCES.map((source) => this.visit.capture.track(source) !== null);
    await this.#ask('reportDevices', { microphone: microphone === true, camera: camera === true }).catch(
      () => undefined,
    );
  }

  #end(why: Ending): void {
    this.close();
    this.#tell({ type: 'ended', why });
  }

  #tell(event: RoomEvent): void {
    const before = this.#state;
    this.#state = reduce(before, event);
    if (this.#state === before) return;
    this.#own.hold(meIn(this.#state)?.microphone === 'held');
    if (isCalledNow(before, this.#state)) this.#chime.play(this.#sound.speaker);
    if (this.#state.place.at === 'end' && before.place.at !== 'end') this.close();
    for (const listener of this.#listeners) listener();
  }
}
