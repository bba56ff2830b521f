// Listens once more to recordings that are over: to what no engine had listened to, and, with a model for whole sentences, to all that was understood. One at a time, never while a hearing is in session.
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Archive } from '../archive/archive.ts';
import type { ListeningDue, ListeningResult, ListeningWork } from '../archive/listenings.ts';
import type { Log } from '../log.ts';
import type { Id } from '../protocol/ids.ts';
import { runProgram } from './program.ts';
import { type SecondWord, secondWords } from './second-words.ts';

const PROGRAM = fileURLToPath(new URL('../../media/words/again/main.ts', import.meta.url));
const LOOK_MS = 5_000;
/** After one that could not be done it is tried again, each time later; the engine may end the whole program. */
const FIRST_REST_MS = 10_000;
const MOST_ATTEMPTS = 3;
/** Around a sentence: words begin softly, and an engine's last word ends later than it begins. */
const BEFORE_MS = 200;
const AFTER_MS = 400;
const MOST_MS = 30_000;
/** A hole is listened to in stretches, so that memory stays small. */
const STRETCH_MS = 300_000;

const Word = z.object({ text: z.string(), atMs: z.number().nullable(), probability: z.number().nullable() });
const Said = z.object({ id: z.string(), startMs: z.number(), words: z.array(Word) });
const Heard = z.object({
  label: z.object({ zh: z.string(), en: z.string() }),
  name: z.string(),
  rehearsal: z.boolean(),
  lines: z.array(Said),
  holes: z.array(Said),
});

/** As the settings name them. */
export type ListeningModels = { readonly live: string | null; readonly second: string | null };

export class SecondListening {
  readonly #archive: Archive;
  readonly #model: string;
  readonly #isSecond: boolean;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #stop = new AbortController();
  readonly #attempts = new Map<Id, { count: number; againAtMs: number }>();
  #work: Promise<void> | null = null;

  private constructor(archive: Archive, model: string, isSecond: boolean, log: Log) {
    this.#archive = archive;
    this.#model = model;
    this.#isSecond = isSecond;
    this.#log = log;
    this.#timer = setInterval(() => this.#wake(), LOOK_MS);
    this.#wake();
  }

  /** Null where no model is set: then nothing was understood, either. */
  static open(archive: Archive, { live, second }: ListeningModels, log: Log): SecondListening | null {
    const model = second ?? live;
    return model === null ? null : new SecondListening(archive, model, second !== null, log);
  }

  /** What is being listened to is put aside; the next start begins it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#work;
  }

  #wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#work ??= this.#all()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.#log.error({ err: error }, 'not listened once more');
      })
      .finally(() => {
        this.#work = null;
      });
  }

  async #all(): Promise<void> {
    for (;;) {
      const resting = [...this.#attempts].filter(([, { againAtMs }]) => againAtMs > performance.now());
      const { hearings, listenings } = this.#archive;
      const due = await listenings.next(
        this.#model,
        this.#isSecond,
        resting.map(([id]) => id),
      );
      if (due === null || this.#stop.signal.aborted || (await hearings.anyInSession())) return;
      await this.#one(due);
    }
  }

  async #one(due: ListeningDue): Promise<void> {
    const { recordingId, hearingId } = due;
    try {
      await this.#archive.listenings.conclude(due, await this.#listen(due));
      this.#attempts.delete(recordingId);
      this.#log.info({ hearingId, recordingId, model: this.#model }, 'listened once more');
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      const count = (this.#attempts.get(recordingId)?.count ?? 0) + 1;
      this.#attempts.set(recordingId, { count, againAtMs: performance.now() + FIRST_REST_MS * 2 ** count });
      this.#log.error({ hearingId, recordingId, attempt: count, err: error }, 'not listened once more');
      if (count < MOST_ATTEMPTS) return;
      this.#attempts.delete(recordingId);
      await this.#archive.listenings.giveUp(due, this.#model);
    }
  }

  async #listen(due: ListeningDue): Promise<ListeningResult> {
    const work = await this.#archive.listenings.workOf(due);
    const job = { model: this.#model, tracks: await this.#tracks(due, work) };
    const { signal } = this.#stop;
    const heard = await runProgram({ program: PROGRAM, job, result: Heard, onProgress: () => {}, signal });
    const lines = new Map(work.lines.map(({ id, line }) => [id, line]));
    return {
      model: this.#model,
      label: heard.label,
      lines: heard.lines.flatMap(({ id, startMs, words }) => {
        const line = lines.get(id);
        return line === undefined ? [] : [{ lineId: id, words: secondWords(line, onClock(words, startMs)) }];
      }),
      holes: work.holes.map(({ id }) => ({
        holeId: id,
        sentences: heard.holes
          .filter((said) => said.id === id)
          .map(({ startMs, words }) =>
            words.map(({ text, atMs, probability }) => ({ text, startMs: startMs + (atMs ?? 0), probability })),
          ),
      })),
    };
  }

  async #tracks({ recordingId }: ListeningDue, { lines, holes }: ListeningWork) {
    const segments = await this.#archive.recordings.segmentsOf(recordingId);
    const ids = new Set([...lines, ...(holes.length > 0 ? holes : [])].map(({ trackId }) => trackId));
    return [...ids].map((trackId) => {
      const own = lines.filter((line) => line.trackId === trackId);
      return {
        files: segments
          .filter((segment) => segment.trackId === trackId && segment.source === 'microphone')
          .sort((a, b) => a.startMs - b.startMs)
          .map(({ sha256, startMs, durationMs }) => ({
            ...{ path: this.#archive.objects.path(sha256), startMs, durationMs },
          })),
        lines: this.#isSecond
          ? own.map(({ id, startMs, endMs }, index) => ({
              id,
              // Its neighbours' words are theirs.
              fromMs: Math.max(own[index - 1]?.endMs ?? 0, startMs - BEFORE_MS),
              toMs: Math.min(own[index + 1]?.startMs ?? Number.MAX_VALUE, endMs + AFTER_MS, startMs + MOST_MS),
            }))
          : [],
        holes: holes
          .filter((hole) => hole.trackId === trackId)
          .flatMap(({ id, startMs, endMs }) => stretches(id, startMs, endMs)),
      };
    });
  }
}

function stretches(id: Id, startMs: number, endMs: number) {
  const found: { id: Id; fromMs: number; toMs: number }[] = [];
  for (let fromMs = startMs; fromMs < endMs; fromMs += STRETCH_MS)
    found.push({ id, fromMs, toMs: Math.min(endMs, fromMs + STRETCH_MS) });
  return found;
}

const onClock = (words: readonly SecondWord[], startMs: number): SecondWord[] =>
  words.map((word) => ({ ...word, atMs: word.atMs === null ? null : startMs + word.atMs }));
