// The trail: who did what, when, chained entry by entry so that altering one shows in all that follow.
import { AppError } from '../errors.ts';
import type { TrailEntry } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { Actor } from './actor.ts';
import { LIMITS } from './limits.ts';
import type { NewTrailEntry, TrailCheck } from './records.ts';
import type { Store } from './store.ts';
import { BEFORE_THE_FIRST, follows } from './trail-entry.ts';

/** Entries read at a time while checking: small enough that others get their turn in between. */
const CHECKED_AT_ONCE = 500;

export class Trail {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** For acts that change nothing else here: a refused attempt, a view, something in the room. */
  async write(actor: Actor, entry: NewTrailEntry): Promise<void> {
    await this.#store.change(actor, ({ note }) => note(entry));
  }

  /**
   * Newest first; `before` is the sequence number at which the page before ended.
   * @throws AppError `bad_request` for too large a page.
   */
  async ofCase(caseId: Id, page: { limit: number; before?: number }): Promise<TrailEntry[]> {
    if (page.limit < 1 || page.limit > LIMITS.trailPerPage) throw new AppError('bad_request', 'trail page too large');
    const rows = await this.#store.read((db) =>
      db
        .selectFrom('trail')
        .select(['seq', 'at_ms', 'actor_name', 'act', 'about', 'hash'])
        .where('case_id', '=', caseId)
        .$if(page.before !== undefined, (query) => query.where('seq', '<', page.before ?? 0))
        .orderBy('seq', 'desc')
        .limit(page.limit)
        .execute(),
    );
    return rows.map(({ seq, at_ms, actor_name, act, about, hash }) => ({
      seq,
      atMs: at_ms,
      actorName: actor_name,
      act,
      about,
      hash,
    }));
  }

  /** Recomputes the whole chain, entries that are written meanwhile included. */
  async verify(): Promise<TrailCheck> {
    let before = { seq: 0, hash: BEFORE_THE_FIRST };
    for (;;) {
      const from = before.seq;
      const { rows, head } = await this.#store.read(async (db) => ({
        rows: await db
          .selectFrom('trail')
          .selectAll()
          .where('seq', '>', from)
          .orderBy('seq')
          .limit(CHECKED_AT_ONCE)
          .execute(),
        head: await db.selectFrom('trail_head').select(['seq', 'hash']).executeTakeFirst(),
      }));
      for (const row of rows) {
        if (!follows(row, before)) return { entries: before.seq, brokenAt: before.seq + 1 };
        before = row;
      }
      // No more entries: the head must name the last one, or the end has been cut off or replaced.
      if (rows.length === 0) {
        const sound = head?.seq === before.seq && head.hash === before.hash;
        return { entries: before.seq, brokenAt: sound ? null : before.seq + 1 };
      }
    }
  }

  /** The quick check of every start: the last entry proves itself and is the one that the head names. */
  async headIsSound(): Promise<boolean> {
    return this.#store.read(async (db) => {
      const head = await db.selectFrom('trail_head').select(['seq', 'hash']).executeTakeFirst();
      const last = await db.selectFrom('trail').selectAll().orderBy('seq', 'desc').limit(2).execute();
      if (head === undefined) return false;
      const [newest, second] = last;
      if (newest === undefined) return head.seq === 0 && head.hash === BEFORE_THE_FIRST;
      return (
        newest.seq === head.seq &&
        newest.hash === head.hash &&
        follows(newest, second ?? { seq: 0, hash: BEFORE_THE_FIRST })
      );
    });
  }
}
