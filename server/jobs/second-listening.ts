// Listens once more to recordings that are over: to what no engine had listened to, and, with a model for whole sentences, to all that was understood. One at a time, never while a hearing is in session.
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Actor } from '../archive/actor.ts';
import type { Archive } from '../archive/archive.ts';
import type { ListeningDue, ListeningModel, ListeningResult, ListeningWork } from '../archive/listenings.ts';
import type { HearingRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { HearingKind } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { ListeningState } from '../protocol/transcript.ts';
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

export class SecondListening {
  readonly #archive: Archive;
  readonly #model: ListeningModel;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #stop = new AbortController();
  readonly #attempts = new Map<Id, { count: number; againAtMs: number }>();
  #running: { readonly hearingId: Id; progress: number } | null = null;
  #work: Promise<void> | null = null;

  constructor(archive: Archive, model: ListeningModel, log: Log) {
    this.#archive = archive;
    this.#model = model;
    this.#log = log;
    this.#timer = setInterval(() => this.#wake(), LOOK_MS);
    this.#wake();
  }

  async state({ id, kind }: HearingRecord): Promise<ListeningState> {
    const model = this.#modelFor(kind);
    const { rounds, isDue, left } = await this.#archive.listenings.ofHearing(id, model);
    return { hasModel: model !== null, work: isDue ? await this.#workOf(id) : null, left, rounds };
  }

  /** @throws AppError wrong_state where no model may listen to this hearing */
  async ask(actor: Actor, hearing: HearingRecord): Promise<ListeningState> {
    const model = this.#modelFor(hearing.kind);
    if (model === null) throw new AppError('wrong_state', 'no speech model');
    await this.#archive.listenings.ask(actor, hearing.id, model);
    this.#wake();
    return this.state(hearing);
  }

  /** What is being listened to is put aside; the next start begins it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#work;
  }

  #modelFor(kind: HearingKind): ListeningModel | null {
    return this.#model.rehearses && kind !== 'practice' ? null : this.#model;
  }

  async #workOf(hearingId: Id): Promise<ListeningState['work']> {
    if (this.#running?.hearingId === hearingId) return { state: 'running', progress: this.#running.progress };
    return { state: 'waiting', for: (await this.#archive.hearings.anyInSession()) ? 'hearing' : 'turn' };
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
        resting.map(([id]) => id),
      );
      if (due === null || this.#stop.signal.aborted || (await hearings.anyInSession())) return;
      await this.#one(due);
    }
  }

  async #one(due: ListeningDue): Promise<void> {
    const { recordingId, hearingId } = due;
    const running = { hearingId, progress: 0 };
    this.#running = running;
    try {
      await this.#archive.listenings.conclude(due, await this.#listen(due, running));
      this.#attempts.delete(recordingId);
      this.#log.info({ hearingId, recordingId, model: this.#model.name }, 'listened once more');
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      const count = (this.#attempts.get(recordingId)?.count ?? 0) + 1;
      this.#attempts.set(recordingId, { count, againAtMs: performance.now() + FIRST_REST_MS * 2 ** count });
      this.#log.error({ hearingId, recordingId, attempt: count, err: error }, 'not listened once more');
      if (count < MOST_ATTEMPTS) return;
      this.#attempts.delete(recordingId);
      await this.#archive.listenings.giveUp(due, this.#model.name);
    } finally {
      this.#running = null;
    }
  }

  async #listen(due: ListeningDue, running: { progress: number }): Promise<ListeningResult> {
    const { name, isSecond } = this.#model;
    const work = await this.#archive.listenings.workOf(due);
    const { terms } = await this.#archive.transcripts.glossary(due.hearingId);
    const job = {
      model: name,
      terms: terms.map(({ term }) => term),
      tracks: await this.#tracks(due, work, isSecond),
    };
    const { signal } = this.#stop;
    const onProgress = (progress: number): void => {
      running.progress = progress;
    };
    const heard = await runProgram({ program: PROGRAM, job, result: Heard, onProgress, signal });
    const lines = new Map(work.lines.map(({ id, line }) => [id, line]));
    return {
      model: name,
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

  async #tracks({ recordingId }: ListeningDue, { lines, holes }: ListeningWork, isSecond: boolean) {
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
        lines: isSecond
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
