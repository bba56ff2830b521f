// Who speaks now, measured on what this browser really receives; told person by person, so that one voice redraws one tile.
import { loudness, Meter, SPEAKING } from '../devices/level.ts';
import type { Room } from './room.ts';
import { meIn } from './room-state.ts';

const LOOK_EVERY_MS = 150;
/** A frame that flickers between words is worse than one that stays a moment. */
const HOLD_MS = 700;

export class Speaking {
  readonly #room: Room;
  readonly #listeners = new Set<() => void>();
  readonly #lastHeard = new Map<string, number>();
  #speakers: ReadonlySet<string> = new Set();
  #timer: ReturnType<typeof setInterval> | undefined;
  #own: { readonly track: MediaStreamTrack; readonly meter: Meter } | null = null;

  constructor(room: Room) {
    this.#room = room;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(performance.now()), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#own?.meter.close();
    this.#own = null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  speaks = (personId: string): boolean => this.#speakers.has(personId);

  #look(nowMs: number): void {
    const state = this.#room.state();
    for (const received of state.received) {
      if (loudness(received.level() ?? 0) > SPEAKING) this.#lastHeard.set(received.personId, nowMs);
    }
    const me = meIn(state);
    if (me !== null && me.microphone === 'on' && this.#ownLevel() > SPEAKING) this.#lastHeard.set(me.personId, nowMs);
    const now = [...this.#lastHeard].filter(([, at]) => nowMs - at < HOLD_MS).map(([personId]) => personId);
    if (now.length === this.#speakers.size && now.every((personId) => this.#speakers.has(personId))) return;
    this.#speakers = new Set(now);
    for (const listener of this.#listeners) listener();
  }

  #ownLevel(): number {
    const track = this.#room.visit.capture.track('microphone');
    if (this.#own?.track !== track) {
      this.#own?.meter.close();
      this.#own = track === null ? null : { track, meter: new Meter(track) };
    }
    return this.#own?.meter.level() ?? 0;
  }
}
