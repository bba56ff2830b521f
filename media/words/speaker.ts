// One speaker's stream into the engine: only sound with a voice in it is fed, and every word keeps the time at which it was said.
import type { OnlineRecognizer, OnlineResult, OnlineStream } from 'sherpa-onnx-node';
import { Ear, RATE, silence } from './ear.ts';

/** Of the loudest 10 ms, linear: about -50 dB of full scale. Quieter is nobody speaking. */
const VOICE = 0.003;
/** So much before the voice is fed, too: words begin softly. */
const PRE_ROLL_MS = 300;
/** What was fed last is silence, should the engine think that the sentence is over. */
const BETWEEN_MS = 500;
/** Stretches that are remembered: more of them in one sentence are no sentence. */
const MOST_RUNS = 500;
/** After so much quiet the engine is told that it ends. */
const QUIET_MS = 1_000;
/** The engine decodes no incomplete last chunk: this much silence pushes the last word out. */
const PUSH_MS = 660;

export type Word = { readonly text: string; readonly startMs: number; readonly probability: number | null };
export type Said = { readonly segment: number; readonly text: string; readonly words: readonly Word[] };

/** A stretch of the hearing's time. */
export type Span = { readonly startMs: number; readonly endMs: number };

/** Which samples of the stream are which stretch of sound. */
type Run = { readonly fromSample: number; readonly audioMs: number };

/** Sound that waits for the engine, or the end of what is said. `begins`: a voice does. `quietMs`: at its end, since the last voice. */
type Waiting =
  | {
      readonly is: 'sound';
      readonly samples: Float32Array;
      readonly audioMs: number;
      readonly begins: boolean;
      readonly quietMs: number;
    }
  | { readonly is: 'end' };

export class Speaker {
  #stream: OnlineStream;
  readonly #recognizer: OnlineRecognizer;
  readonly #tokenLagMs: number;
  #ear: Ear | null = null;
  #runs: Run[] = [];
  /** Samples of the stream at which a voice began. */
  #voices: number[] = [];
  #fed = 0;
  /** Fed last: quiet for so long. */
  #fedQuietMs = 0;
  /** The engine gets no more than it can take at once: what it cannot follow is here, where it can be left out. */
  #waiting: Waiting[] = [];
  #waitingMs = 0;
  /** Kept while nobody speaks, to be fed when somebody does. */
  #before: { samples: Float32Array; audioMs: number }[] = [];
  #quietMs = QUIET_MS;
  #open = false;
  #mustEnd = false;
  #segment = 0;
  #text = '';

  private constructor(recognizer: OnlineRecognizer, tokenLagMs: number) {
    this.#recognizer = recognizer;
    this.#tokenLagMs = tokenLagMs;
    this.#stream = recognizer.createStream();
  }

  /** To be asked for anew each time: a sentence begins on a stream of its own. */
  get stream(): OnlineStream {
    return this.#stream;
  }

  static async create(recognizer: OnlineRecognizer, tokenLagMs: number): Promise<Speaker> {
    const speaker = new Speaker(recognizer, tokenLagMs);
    speaker.#ear = await Ear.create({
      sound: (samples, audioMs) => speaker.#sound(samples, audioMs),
      broken: () => speaker.#end(),
    });
    return speaker;
  }

  hear(packet: Uint8Array, atMs: number): void {
    this.#ear?.hear(packet, atMs);
  }

  /** Sound that the engine has not been given yet. */
  get behindMs(): number {
    return this.#waitingMs;
  }

  /** Nothing waits, and nothing is to be told. */
  get isDone(): boolean {
    return this.#waiting.length === 0 && !this.#mustEnd;
  }

  /** Hands on what waits until the engine has enough for one step; what follows an end waits until that is told. @returns has it enough? */
  fill(): boolean {
    while (!this.#recognizer.isReady(this.#stream)) {
      if (this.#mustEnd) return false;
      const next = this.#waiting.shift();
      if (next === undefined) return false;
      if (next.is === 'end') this.#pushOut();
      else this.#feed(next);
    }
    return true;
  }

  /** Leaves out all that waits. @returns which stretch of the hearing that is, null for nothing */
  skip(): Span | null {
    const sounds = this.#waiting.filter((each) => each.is === 'sound');
    this.#waiting = [{ is: 'end' }];
    this.#waitingMs = 0;
    this.#quiet();
    const [first, last] = [sounds[0], sounds.at(-1)];
    if (first === undefined || last === undefined || this.#ear === null) return null;
    return {
      startMs: this.#ear.hearingMs(first.audioMs),
      endMs: this.#ear.hearingMs(last.audioMs + lengthOf(last.samples)),
    };
  }

  /** Nothing follows: what was said is to be told to its end. */
  pause(): void {
    this.#end();
  }

  /** Is something waiting to be told, though the engine says nothing of an end? */
  get mustEnd(): boolean {
    return this.#mustEnd;
  }

  /** What has been understood since the last time, null when it is the same. To be called after decoding. */
  partial(): Said | null {
    const result = this.#recognizer.getResult(this.#stream);
    if (result.text === '' || result.text === this.#text) return null;
    this.#text = result.text;
    return { segment: this.#segment, text: result.text.trim(), words: this.#wordsOf(result) };
  }

  /** The sentence is over: what it was, null when nothing was understood. @param isDecoded there is no whole chunk left to decode */
  final(isDecoded: boolean): Said | null {
    const result = this.#recognizer.getResult(this.#stream);
    const text = result.text.trim();
    const said = text === '' ? null : { segment: this.#segment++, text, words: this.#wordsOf(result) };
    // What is fed and not decoded would be lost with the stream.
    if (isDecoded && (this.#mustEnd || this.#fedQuietMs >= BETWEEN_MS)) this.#anew();
    else this.#recognizer.reset(this.#stream);
    if (isDecoded) this.#mustEnd = false;
    this.#text = '';
    this.#forgetBefore(this.#sampleOf(result, result.tokens.length - 1));
    return said;
  }

  /**
   * A reset keeps what the encoder remembers of the last sentence, which then puts words into the next one (measured: 3.5 of
   * 100 characters).
   */
  #anew(): void {
    this.#stream = this.#recognizer.createStream();
    this.#runs = [];
    this.#voices = [];
    this.#fed = 0;
    streamLeft();
  }

  close(): void {
    this.#ear?.close();
    this.#ear = null;
  }

  #sound(samples: Float32Array, audioMs: number): void {
    const lengthMs = lengthOf(samples);
    this.#quietMs = isVoice(samples) ? 0 : this.#quietMs + lengthMs;
    if (this.#quietMs >= QUIET_MS) {
      if (this.#open) this.#end();
      this.#before.push({ samples, audioMs });
      while (this.#before.length * lengthMs > PRE_ROLL_MS) this.#before.shift();
      return;
    }
    const begins = !this.#open;
    this.#open = true;
    for (const before of this.#before.splice(0)) this.#wait({ is: 'sound', ...before, begins: false, quietMs: 0 });
    this.#wait({ is: 'sound', samples, audioMs, begins, quietMs: this.#quietMs });
  }

  #wait(sound: Waiting & { readonly is: 'sound' }): void {
    this.#waiting.push(sound);
    this.#waitingMs += lengthOf(sound.samples);
  }

  #end(): void {
    if (this.#open) this.#waiting.push({ is: 'end' });
    this.#quiet();
  }

  #quiet(): void {
    this.#before = [];
    this.#open = false;
    this.#quietMs = QUIET_MS;
  }

  #feed({ samples, audioMs, begins, quietMs }: Waiting & { readonly is: 'sound' }): void {
    this.#waitingMs -= lengthOf(samples);
    this.#fedQuietMs = quietMs;
    if (begins) this.#voices = [...this.#voices.slice(-MOST_RUNS), this.#fed];
    const last = this.#runs.at(-1);
    const expectedMs = last === undefined ? Number.NaN : last.audioMs + ((this.#fed - last.fromSample) * 1_000) / RATE;
    if (!(Math.abs(expectedMs - audioMs) < 1)) this.#runs.push({ fromSample: this.#fed, audioMs });
    this.#fed += samples.length;
    this.#stream.acceptWaveform({ samples, sampleRate: RATE });
  }

  #pushOut(): void {
    this.#mustEnd = true;
    const push = silence(PUSH_MS);
    this.#fed += push.length;
    this.#stream.acceptWaveform({ samples: push, sampleRate: RATE });
  }

  #wordsOf({ tokens, timestamps, ys_probs, start_time }: OnlineResult): Word[] {
    return tokens.map((text, index) => {
      const sample = this.#sampleOf({ timestamps, start_time }, index);
      const probability = ys_probs[index];
      return {
        text,
        startMs: Math.max(0, Math.round(this.#hearingMs(sample))),
        probability: probability === undefined ? null : Math.round(Math.exp(probability) * 1_000) / 1_000,
      };
    });
  }

  /** Where in the stream this token begins: some time before the engine knew it, and not before there was a voice. */
  #sampleOf({ timestamps, start_time }: Pick<OnlineResult, 'timestamps' | 'start_time'>, index: number): number {
    const known = (start_time + (timestamps[index] ?? 0)) * RATE;
    const voice = this.#voices.findLast((sample) => sample <= known) ?? 0;
    return Math.max(known - (this.#tokenLagMs * RATE) / 1_000, voice);
  }

  /** Nobody asks for older stretches any more; those that came after it, while the engine was behind, still hold what follows. */
  #forgetBefore(sample: number): void {
    const needed = this.#runs.findLastIndex(({ fromSample }) => fromSample <= sample);
    this.#runs = this.#runs.slice(Math.max(0, needed)).slice(-MOST_RUNS);
  }

  #hearingMs(sample: number): number {
    const run = this.#runs.findLast(({ fromSample }) => fromSample <= sample) ?? this.#runs[0];
    if (run === undefined || this.#ear === null) return 0;
    return this.#ear.hearingMs(run.audioMs + ((sample - run.fromSample) * 1_000) / RATE);
  }
}

const lengthOf = ({ length }: Float32Array): number => (length * 1_000) / RATE;

function isVoice(samples: Float32Array): boolean {
  const step = RATE / 100;
  for (let from = 0; from < samples.length; from += step) {
    let sum = 0;
    const piece = samples.subarray(from, from + step);
    for (const sample of piece) sum += sample * sample;
    if (Math.sqrt(sum / piece.length) > VOICE) return true;
  }
  return false;
}

/** Streams are freed by the garbage collector alone, which does not know how large they are. */
const MOST_LEFT = 16;
let left = 0;
function streamLeft(): void {
  if (++left < MOST_LEFT) return;
  left = 0;
  setImmediate(() => globalThis.gc?.());
}
