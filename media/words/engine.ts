// The speech engine with its speakers: decodes whoever has enough sound, all in one batch, and tells what was understood.
import { OnlineRecognizer } from 'sherpa-onnx-node';
import { engineConfig, type LiveCard } from './model.ts';
import { type Said, type Span, Speaker } from './speaker.ts';

/** Captions change at most so often: more can nobody read. */
const PARTIAL_EVERY_MS = 200;
/** So far behind, the engine tells only whole sentences of that speaker. */
const NO_PARTIALS_MS = 1_000;
/** So far behind, it goes on with what is said now; what it leaves out is listened to after the hearing. */
const GIVEN_UP_MS = 20_000;

export type EngineNews = {
  partial(trackId: string, said: Said): void;
  final(trackId: string, said: Said): void;
  skipped(trackId: string, span: Span): void;
  closed(trackId: string): void;
};

type Seat = { readonly speaker: Speaker; toldMs: number; leaving: boolean };

export class Engine {
  readonly #recognizer: OnlineRecognizer;
  readonly #tokenLagMs: number;
  readonly #news: EngineNews;
  readonly #seats = new Map<string, Seat>();

  /** Ends the whole process when the model is not what its card says. @throws Error when a file is missing */
  constructor(directory: string, card: LiveCard, news: EngineNews) {
    this.#recognizer = new OnlineRecognizer(engineConfig(directory, card));
    this.#tokenLagMs = card.tokenLagMs;
    this.#news = news;
  }

  /** The same again is success. One that is still being told to its end goes on. */
  async open(trackId: string): Promise<void> {
    const known = this.#seats.get(trackId);
    if (known !== undefined) {
      known.leaving = false;
      return;
    }
    const speaker = await Speaker.create(this.#recognizer, this.#tokenLagMs);
    this.#seats.set(trackId, { speaker, toldMs: 0, leaving: false });
  }

  hear(trackId: string, packet: Uint8Array, atMs: number): void {
    this.#seats.get(trackId)?.speaker.hear(packet, atMs);
  }

  /** What was said so far is told to its end. */
  close(trackId: string): void {
    const seat = this.#seats.get(trackId);
    if (seat === undefined) return;
    seat.speaker.pause();
    seat.leaving = true;
  }

  /** How much sound of whoever has most is waiting. */
  get behindMs(): number {
    return Math.max(0, ...[...this.#seats.values()].map(({ speaker }) => speaker.behindMs));
  }

  /** One batch. @returns whether there is more to decode now */
  step(nowMs: number): boolean {
    for (const [trackId, { speaker }] of this.#seats) this.#keepUp(trackId, speaker);
    const ready = [...this.#seats.values()].filter(({ speaker }) => speaker.fill());
    if (ready.length > 0) this.#recognizer.decodeStreams(ready.map(({ speaker }) => speaker.stream));
    let more = false;
    for (const [trackId, seat] of this.#seats) more = this.#tell(trackId, seat, nowMs) || more;
    return more;
  }

  #keepUp(trackId: string, speaker: Speaker): void {
    if (speaker.behindMs <= GIVEN_UP_MS) return;
    const span = speaker.skip();
    if (span !== null) this.#news.skipped(trackId, span);
  }

  #tell(trackId: string, seat: Seat, nowMs: number): boolean {
    const { speaker } = seat;
    const more = this.#recognizer.isReady(speaker.stream);
    if (this.#recognizer.isEndpoint(speaker.stream) || (speaker.mustEnd && !more)) {
      const said = speaker.final(!more);
      if (said !== null) this.#news.final(trackId, said);
    } else if (nowMs - seat.toldMs >= PARTIAL_EVERY_MS && speaker.behindMs <= NO_PARTIALS_MS) {
      const said = speaker.partial();
      if (said !== null) {
        seat.toldMs = nowMs;
        this.#news.partial(trackId, said);
      }
    }
    if (seat.leaving && !more && speaker.isDone) {
      this.#seats.delete(trackId);
      speaker.close();
      this.#news.closed(trackId);
    }
    return more || !speaker.isDone;
  }
}
