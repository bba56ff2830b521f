// A recording's journal: every packet as it came, in parts, in one chain that shows any later change, at most a second behind on disk.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SenderReport } from '../guest.ts';
import { openNew, syncFolder } from '../record/file.ts';
import { beginWriting, endWriting } from '../record/writing.ts';
import {
  JOURNAL_VERSION,
  type JournalEvent,
  type JournalHead,
  type JournalStream,
  journalName,
  partOf,
} from './format.ts';
import { JournalPart } from './part.ts';
import { lastSealOf } from './reader.ts';

/** A part is full at this size: after a restart the last one is read through for its last seal. */
const PART_BYTES = 256 * 1_024 * 1_024;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 10_000;

export type JournalOf = Pick<JournalHead, 'recordingId' | 'roomId' | 'zeroAtMs'>;

/** What the journal needs of its surroundings. */
export type JournalNews = {
  /** Milliseconds on the recording's clock of a moment of `performance.now()`. */
  clock(monotonicMs: number): number;
  /** Packets are not journalled until another part is begun, which is tried by itself. */
  onFailed(error: unknown): void;
};

type Life =
  | { readonly is: 'writing'; readonly part: JournalPart }
  | { readonly is: 'resting'; readonly untilMs: number };

export class Journal {
  readonly #directory: string;
  readonly #of: JournalOf;
  readonly #news: JournalNews;
  readonly #partBytes: number;
  /** What each stream number stands for; null once the track has stopped. */
  readonly #streams: (JournalStream | null)[] = [];
  readonly #ending = new Set<Promise<unknown>>();
  #nextPart: number;
  #previous: string | null;
  #life: Life;
  #failures = 0;
  #closing: Promise<void> | null = null;

  private constructor(
    directory: string,
    of: JournalOf,
    news: JournalNews,
    from: { part: number; previous: string | null },
    partBytes: number,
  ) {
    this.#directory = directory;
    this.#of = of;
    this.#news = news;
    this.#partBytes = partBytes;
    this.#nextPart = from.part;
    this.#previous = from.previous;
    this.#life = { is: 'writing', part: this.#begin(performance.now(), false) };
  }

  /** Goes on after the parts that are in the folder, chained to the last of them. @throws Error when the folder cannot be read */
  static async create(directory: string, of: JournalOf, news: JournalNews, partBytes = PART_BYTES): Promise<Journal> {
    const parts = (await readdir(directory)).flatMap((name) => partOf(name) ?? []);
    const last = parts.length === 0 ? null : Math.max(...parts);
    const previous = last === null ? null : await lastSealOf(join(directory, journalName(last)));
    await beginWriting(directory);
    return new Journal(directory, of, news, { part: last === null ? 0 : last + 1, previous }, partBytes);
  }

  /** False while packets are not journalled, because the disk does not take them. */
  get isWriting(): boolean {
    return this.#life.is === 'writing' && this.#life.part.error === null;
  }

  /** @returns the stream's number, for its packets; numbers of streams that have stopped are given again */
  stream(about: JournalStream): number {
    const free = this.#streams.indexOf(null);
    const stream = free === -1 ? this.#streams.length : free;
    this.#streams[stream] = about;
    if (this.#life.is === 'writing') this.#life.part.stream(stream, this.#news.clock(performance.now()), about);
    return stream;
  }

  /** @param arrivalMs `performance.now()` */
  packet(stream: number, arrivalMs: number, bytes: Uint8Array): void {
    if (this.#life.is === 'writing') this.#life.part.packet(stream, this.#news.clock(arrivalMs), bytes);
  }

  report(stream: number, arrivalMs: number, report: SenderReport): void {
    if (this.#life.is === 'writing') this.#life.part.report(stream, this.#news.clock(arrivalMs), report);
  }

  event(event: JournalEvent, nowMs = performance.now()): void {
    if (event.event === 'trackStopped') this.#streams[event.stream] = null;
    if (this.#life.is === 'writing') this.#life.part.event(this.#news.clock(nowMs), event);
  }

  /** To be called a few times a second. */
  tick(nowMs: number): void {
    if (this.#closing !== null) return;
    if (this.#life.is === 'resting') {
      if (nowMs >= this.#life.untilMs) this.#life = { is: 'writing', part: this.#begin(nowMs, false) };
      return;
    }
    const { part } = this.#life;
    if (part.error !== null) this.#rest(part, nowMs);
    else if (part.bytes >= this.#partBytes) this.#turn(part, nowMs);
    else part.tick(nowMs, this.#news.clock(nowMs));
  }

  /** Resolves when the last byte is on disk, or it is known that it cannot be. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#life.is === 'writing') {
      this.event({ event: 'closed' });
      this.#end(this.#life.part);
    }
    await Promise.all(this.#ending);
    await endWriting(this.#directory);
  }

  #turn(part: JournalPart, nowMs: number): void {
    this.#end(part);
    this.#previous = part.seal;
    this.#failures = 0;
    this.#life = { is: 'writing', part: this.#begin(nowMs, true) };
  }

  /** The hearing, and its segments, go on without a journal for a while. */
  #rest(part: JournalPart, nowMs: number): void {
    this.#news.onFailed(part.error);
    const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.#failures++);
    this.#life = { is: 'resting', untilMs: nowMs + restMs };
    // The next part is chained to what was really kept of this one.
    const kept = part
      .close(this.#news.clock(nowMs))
      .catch(() => lastSealOf(join(this.#directory, journalName(part.head.part))))
      .catch(() => part.head.previous);
    this.#keep(
      kept.then((seal) => {
        this.#previous = seal;
      }),
    );
  }

  #end(part: JournalPart): void {
    this.#keep(
      part.close(this.#news.clock(performance.now())).then(
        () => undefined,
        (error: unknown) => this.#news.onFailed(error),
      ),
    );
  }

  #keep(work: Promise<unknown>): void {
    this.#ending.add(work);
    void work.finally(() => this.#ending.delete(work));
  }

  #begin(nowMs: number, continues: boolean): JournalPart {
    const number = this.#nextPart++;
    const atMs = this.#news.clock(nowMs);
    const head: JournalHead = {
      format: 'open-hearing journal',
      version: JOURNAL_VERSION,
      ...this.#of,
      part: number,
      atMs,
      continues,
      previous: this.#previous,
    };
    const opening = openNew(join(this.#directory, journalName(number))).then(async (handle) => {
      await syncFolder(this.#directory);
      return handle;
    });
    const part = new JournalPart(opening, head, nowMs);
    for (const [stream, about] of this.#streams.entries()) if (about !== null) part.stream(stream, atMs, about);
    return part;
  }
}
