// What a speech engine understood of each track, sentence by sentence, and what nobody listened to. Machine text: it becomes minutes only through people.
import { randomUUID } from 'node:crypto';
import type { Id } from '../protocol/ids.ts';
import { SERVER } from './actor.ts';
import { indexLine } from './line-index.ts';
import type { Store } from './store.ts';
import type { HeardWord } from './transcript-lines.ts';

/** `segment` counts the sentences of a track. Times are on the recording's clock. */
export type NewLine = {
  readonly recordingId: Id;
  readonly trackId: Id;
  readonly ownerId: Id;
  readonly segment: number;
  readonly text: string;
  readonly words: readonly HeardWord[];
};
export type NewHole = {
  readonly recordingId: Id;
  readonly trackId: Id;
  readonly ownerId: Id;
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: 'lag' | 'engine';
};

export class Words {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The same sentence again is success: the first one stays. */
  async addLine({ recordingId, trackId, ownerId, segment, text, words }: NewLine): Promise<void> {
    await this.#store.change(SERVER, async ({ db }) => {
      const added = await db
        .insertInto('word_lines')
        .values({
          ...{ id: randomUUID(), recording_id: recordingId, track_id: trackId, pass: 'live', segment },
          ...{ person_id: ownerId, text, words: JSON.stringify(words) },
          ...{ start_ms: words[0]?.startMs ?? 0, end_ms: endOf(words) },
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('no')
        .executeTakeFirst();
      if (added === undefined) return;
      const { hearing_id } = await db
        .selectFrom('recordings')
        .select('hearing_id')
        .where('id', '=', recordingId)
        .executeTakeFirstOrThrow();
      await indexLine(db, added.no, hearing_id, text);
    });
  }

  async addHole({ recordingId, trackId, ownerId, startMs, endMs, reason }: NewHole): Promise<void> {
    await this.#store.change(SERVER, async ({ db }) => {
      await db
        .insertInto('word_holes')
        .values({
          ...{ id: randomUUID(), recording_id: recordingId, track_id: trackId, person_id: ownerId },
          ...{ start_ms: startMs, end_ms: endMs, reason, repaired_at_ms: null },
        })
        .execute();
    });
  }
}

/** Engines tell where a word begins: the last one is given the time that a character takes. */
const LAST_WORD_MS = 300;
const endOf = (words: readonly HeardWord[]): number => (words.at(-1)?.startMs ?? 0) + LAST_WORD_MS;
