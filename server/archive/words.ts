// What a speech engine understood of each track, sentence by sentence, and what nobody listened to. Machine text: it becomes minutes only through people.
import type { HeardWords } from '../protocol/captions.ts';
import type { Id } from '../protocol/ids.ts';
import { SERVER } from './actor.ts';
import type { Store } from './store.ts';

type Word = { readonly text: string; readonly startMs: number; readonly probability: number | null };

/** `segment` counts the sentences of a track. Times are on the recording's clock. */
export type NewLine = {
  readonly recordingId: Id;
  readonly trackId: Id;
  readonly ownerId: Id;
  readonly segment: number;
  readonly text: string;
  readonly words: readonly Word[];
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
      await db
        .insertInto('word_lines')
        .values({
          ...{ recording_id: recordingId, track_id: trackId, segment, person_id: ownerId, text },
          ...{ start_ms: words[0]?.startMs ?? 0, end_ms: words.at(-1)?.startMs ?? 0, words: JSON.stringify(words) },
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  async ofHearing(hearingId: Id): Promise<HeardWords> {
    return this.#store.read(async (db) => {
      const lines = await db
        .selectFrom('word_lines')
        .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
        .select(['person_id as personId', 'start_ms as startMs', 'end_ms as endMs', 'text'])
        .where('hearing_id', '=', hearingId)
        .orderBy('start_ms')
        .execute();
      const holes = await db
        .selectFrom('word_holes')
        .innerJoin('recordings', 'recordings.id', 'word_holes.recording_id')
        .select(['person_id as personId', 'start_ms as startMs', 'end_ms as endMs'])
        .where('hearing_id', '=', hearingId)
        .orderBy('start_ms')
        .execute();
      return { lines, holes };
    });
  }

  async addHole({ recordingId, trackId, ownerId, startMs, endMs, reason }: NewHole): Promise<void> {
    await this.#store.change(SERVER, async ({ db }) => {
      await db
        .insertInto('word_holes')
        .values({
          ...{ recording_id: recordingId, track_id: trackId, person_id: ownerId },
          ...{ start_ms: startMs, end_ms: endMs, reason },
        })
        .execute();
    });
  }
}
