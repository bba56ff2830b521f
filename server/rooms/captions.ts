// The captions of one live hearing: to whoever wants them and may hear the hearing; what is final is kept.
import type { NoticeBody } from '../../media/contract.ts';
import type { Archive } from '../archive/archive.ts';
import { corrected, correctionsOf } from '../archive/glossary.ts';
import type { Log } from '../log.ts';
import { type Caption, withCaption } from '../protocol/captions.ts';
import type { Id } from '../protocol/ids.ts';
import type { Guest } from './guest.ts';

type Captioned = NoticeBody<'captioned'>;
type Missed = NoticeBody<'captionsMissed'>;

/** What captions need of their room. */
export type CaptionRoom = {
  readonly hearingId: Id;
  /** All of the hearing, here or not. */
  people(): readonly Id[];
  guests(): readonly Guest[];
  /** May this person hear the hearing at this moment? */
  hears(personId: Id): boolean;
};

export class RoomCaptions {
  readonly #room: CaptionRoom;
  readonly #archive: Archive;
  readonly #log: Log;
  readonly #followers = new WeakSet<Guest>();
  #corrections: ReturnType<typeof correctionsOf> = [];
  #captions: readonly Caption[] = [];
  /** By a sentence's key: those of the hearing's people from whom some of it was kept, and is kept for good. */
  #keptFrom: ReadonlyMap<string, ReadonlySet<Id>> = new Map();

  constructor(room: CaptionRoom, archive: Archive, log: Log) {
    this.#room = room;
    this.#archive = archive;
    this.#log = log;
  }

  /** The hearing's glossary, by which captions are put right; what is kept stays as it was understood. */
  async load(): Promise<void> {
    this.#corrections = correctionsOf((await this.#archive.transcripts.glossary(this.#room.hearingId)).terms);
  }

  /** @returns of the last sentences those that were said when this person might hear, for who follows from now on and may hear */
  follow(guest: Guest, on: boolean): { readonly captions: readonly Caption[] } {
    if (on) this.#followers.add(guest);
    else this.#followers.delete(guest);
    if (!on || !this.#room.hears(guest.personId)) return { captions: [] };
    return { captions: this.#captions.filter(({ key }) => !this.#isKeptFrom(key, guest.personId)) };
  }

  heard(said: Captioned): void {
    const { trackId, ownerId: personId, segment, state, words } = said;
    const text = corrected(said.text, this.#corrections);
    const startMs = words[0]?.startMs ?? 0;
    const caption: Caption = { key: `${trackId} ${segment}`, personId, state, text, startMs };
    this.#remember(caption);
    for (const guest of this.#room.guests())
      if (this.#followers.has(guest) && !this.#isKeptFrom(caption.key, guest.personId))
        guest.tell('captioned', caption);
    if (state === 'final') this.#keep(this.#archive.words.addLine(said));
  }

  missed(hole: Missed): void {
    this.#keep(this.#archive.words.addHole(hole));
  }

  /** Who is called while a sentence is said hears its end, and must not read its beginning. */
  #remember(caption: Caption): void {
    this.#captions = withCaption(this.#captions, caption);
    const deaf = this.#room.people().filter((id) => !this.#room.hears(id));
    this.#keptFrom = new Map(
      [...this.#captions, caption].map(({ key }) => {
        const before = this.#keptFrom.get(key) ?? [];
        return [key, new Set(key === caption.key ? [...before, ...deaf] : before)];
      }),
    );
  }

  #isKeptFrom(key: string, personId: Id): boolean {
    return this.#keptFrom.get(key)?.has(personId) ?? true;
  }

  /** Words that cannot be kept can be made again from the recording. */
  #keep(work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.#log.error({ hearingId: this.#room.hearingId, err: error }, 'what was understood is not kept'),
    );
  }
}
