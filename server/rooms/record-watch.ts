// Watches the recorder while it runs: what is wrong with the record now, since when, how often it was, and who is heard on it.
import type { NoticeBody } from '../../media/contract.ts';
import type { Id } from '../protocol/ids.ts';
import type { RecordFault } from '../protocol/snapshot.ts';

/** Something flows and no file grows, or nobody says whether one does, for this long: the light turns red (invariant 14). */
const STALE_MS = 4_000;
/** Whoever was heard in the file is taken as heard for this long: people pause between sentences. */
const HEARD_MS = 20_000;

type News = NoticeBody<'recordingGrew'>;
type Open = { readonly fault: RecordFault; readonly sinceMs: number; readonly sinceAtMs: number };

/** Told of each fault as it begins and ends; times are `performance.now()`. */
export type OnFault = (fault: RecordFault, what: 'began' | 'ended', sinceMs: number) => void;

export class RecordWatch {
  readonly #onFault: OnFault;
  readonly #open = new Map<string, Open>();
  /** `performance.now()`; null while nothing is meant to be written. */
  #runningSinceMs: number | null = null;
  #news: (News & { readonly atMs: number; readonly grownMs: number | null }) | null = null;
  /** The recorder is known to be gone. */
  #gone = false;
  #gaps = 0;

  /** @param gaps there were before this server ran */
  constructor(onFault: OnFault, gaps: number) {
    this.#onFault = onFault;
    this.#gaps = gaps;
  }

  /** From now on files are meant to grow. */
  begin(nowMs: number): void {
    this.#runningSinceMs = nowMs;
    this.#gone = false;
    // What an earlier run wrote says nothing of this one.
    this.#news = null;
    this.look(nowMs);
  }

  /** From now on nothing is meant to be written. */
  end(nowMs: number): void {
    this.#runningSinceMs = null;
    this.#news = null;
    this.look(nowMs);
  }

  /** The recorder died. */
  lost(nowMs: number): void {
    this.#gone = true;
    this.#news = null;
    this.look(nowMs);
  }

  hear(news: News, nowMs: number): void {
    this.#news = { ...news, atMs: nowMs, grownMs: news.grownAgoMs === null ? null : nowMs - news.grownAgoMs };
    this.look(nowMs);
  }

  /** Has a file grown since it was last begun? */
  get hasGrown(): boolean {
    const { grownMs = null } = this.#news ?? {};
    return this.#runningSinceMs !== null && grownMs !== null && grownMs >= this.#runningSinceMs;
  }

  /** `performance.now()` at which a file last grew; null while nobody sends anything. */
  get grownMs(): number | null {
    return (this.#news?.flowingTracks ?? 0) > 0 ? (this.#news?.grownMs ?? null) : null;
  }

  /** How often the record was broken and went on. */
  get gaps(): number {
    return this.#gaps;
  }

  /** What is wrong now, oldest first. */
  get faults(): readonly RecordFault[] {
    return [...this.#open.values()].map(({ fault }) => fault);
  }

  /** UTC time since which something has been wrong without a break; null while nothing is. */
  get faultySinceMs(): number | null {
    const since = [...this.#open.values()].map(({ sinceAtMs }) => sinceAtMs);
    return since.length === 0 ? null : Math.min(...since);
  }

  /** heard: their voice was found in the file a moment ago. failing: what they send is not kept as it should be. */
  ofPerson(personId: Id, nowMs: number): 'heard' | 'failing' | null {
    const { tracks = [], atMs = nowMs } = this.#news ?? {};
    const own = tracks.filter(({ ownerId }) => ownerId === personId);
    if (own.some(({ fault }) => fault !== null)) return 'failing';
    const heard = own.some(({ heardAgoMs }) => heardAgoMs !== null && heardAgoMs + nowMs - atMs < HEARD_MS);
    return heard ? 'heard' : null;
  }

  /** To be called about once a second: no news is news, too. */
  look(nowMs: number): void {
    const now = new Map(this.#faultsAt(nowMs).map((fault) => [JSON.stringify(fault), fault]));
    for (const [key, { fault, sinceMs }] of [...this.#open]) {
      if (now.has(key)) continue;
      this.#open.delete(key);
      this.#onFault(fault, 'ended', sinceMs);
      if (this.#open.size === 0 && now.size === 0) this.#gaps++;
    }
    for (const [key, fault] of now) {
      if (this.#open.has(key)) continue;
      this.#open.set(key, { fault, sinceMs: nowMs, sinceAtMs: Date.now() });
      this.#onFault(fault, 'began', nowMs);
    }
  }

  #faultsAt(nowMs: number): RecordFault[] {
    if (this.#runningSinceMs === null) return [];
    const nobody = { personId: null, source: null };
    const toldMs = Math.max(this.#runningSinceMs, this.#news?.atMs ?? 0);
    if (this.#gone || nowMs - toldMs > STALE_MS) return [{ reason: 'recorder_gone', ...nobody }];
    if (this.#news === null) return [];
    const { grownMs, flowingTracks, journalled, tracks } = this.#news;
    const faults = tracks.flatMap(({ fault, ownerId, source }): RecordFault[] =>
      fault === null ? [] : [{ reason: fault, personId: ownerId, source }],
    );
    if (!journalled) faults.push({ reason: 'not_journalled', ...nobody });
    const stuckMs = nowMs - Math.max(this.#runningSinceMs, grownMs ?? 0);
    if (flowingTracks > 0 && stuckMs > STALE_MS && faults.length === 0)
      faults.push({ reason: 'not_growing', ...nobody });
    return faults;
  }
}
