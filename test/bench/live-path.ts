// The words process as the recorder feeds it, without a hearing: packets in, sentences out.
import type { Said } from '../../media/words/speaker.ts';
import { Words } from '../../media/words/words.ts';
import type { Sent } from '../media/packets.ts';
import { SILENT_LOG } from '../media/settings.ts';

/** One packet stream goes on after the other, as after a pause. */
const BETWEEN_MS = 5_000;

export class LivePath {
  readonly #words: Words;
  readonly #trackId = crypto.randomUUID();
  #texts: string[] = [];
  #atMs = 0;
  #opened = 0;
  #closed = (): void => {};

  private constructor(words: Words) {
    this.#words = words;
  }

  static async open(model: string): Promise<LivePath> {
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    let said = (_said: Said): void => {};
    let closed = (): void => {};
    const words = new Words(
      model,
      {
        said: (state, _trackId, one) => {
          if (state === 'final') said(one);
        },
        closed: () => closed(),
        hole: ({ reason }) => {
          throw new Error(`a hole: ${reason}`);
        },
        state: (state) => {
          if (state === 'on') resolve();
        },
      },
      SILENT_LOG,
    );
    const path = new LivePath(words);
    said = ({ text }) => path.#texts.push(text);
    closed = () => path.#closed();
    await ready;
    return path;
  }

  get pid(): number {
    return this.#words.pid ?? 0;
  }

  /** What is understood of a stream of its own; faster than it is spoken. */
  async hear(packets: readonly Sent[]): Promise<string> {
    this.#texts = [];
    const trackId = `${this.#trackId}-${this.#opened++}`;
    this.#words.open(trackId);
    for (const { atMs, bytes } of packets) this.#words.packet(trackId, bytes, this.#atMs + atMs + 20);
    this.#atMs += (packets.at(-1)?.atMs ?? 0) + BETWEEN_MS;
    const told = new Promise<void>((resolve) => {
      this.#closed = resolve;
    });
    this.#words.close(trackId);
    await told;
    return this.#texts.join('');
  }

  close(): void {
    this.#words.end();
  }
}
