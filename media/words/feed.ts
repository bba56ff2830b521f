// Where the record's own packets go on to be understood: the only tap is the recorder's, so that what is written down is what was recorded.
import type { NoticeBody } from '../contract.ts';
import type { Log } from '../log.ts';
import { type LiveCard, modelFolder, readLiveModel } from './model.ts';
import { Words } from './words.ts';

/** What a recorder hands its sound to. */
export type WordsFeed = {
  open(trackId: string, ownerId: string): void;
  /** @param atMs arrival on the recording's clock */
  packet(trackId: string, bytes: Uint8Array, atMs: number): void;
  close(trackId: string): void;
};

type FeedNotify = <Name extends 'captioned' | 'captionsMissed' | 'captionsState'>(
  name: Name,
  body: NoticeBody<Name>,
) => void;

type Of = { readonly roomId: string; readonly recordingId: string; readonly ownerId: string };

/** One speech engine for all hearings of this process. */
export class WordsDesk {
  readonly #words: Words;
  readonly #of = new Map<string, Of>();

  private constructor(folder: string, { label, rehearsal }: LiveCard, notify: FeedNotify, log: Log) {
    this.#words = new Words(
      folder,
      {
        said: (state, trackId, said) => {
          const of = this.#of.get(trackId);
          if (of !== undefined) notify('captioned', { ...of, trackId, state, ...said, words: [...said.words] });
        },
        hole: ({ trackId, ...hole }) => {
          const of = this.#of.get(trackId);
          if (of !== undefined) notify('captionsMissed', { ...of, trackId, ...hole });
        },
        closed: (trackId) => this.#of.delete(trackId),
        state: (state) => notify('captionsState', { state, label, rehearsal }),
      },
      log,
    );
  }

  /** @param model see MediaSettings @throws Error when it cannot be read, or is not one */
  static async create(model: string, notify: FeedNotify, log: Log): Promise<WordsDesk> {
    const folder = modelFolder(model);
    return new WordsDesk(folder, await readLiveModel(folder), notify, log);
  }

  feedFor(roomId: string, recordingId: string): WordsFeed {
    return {
      open: (trackId, ownerId) => {
        this.#of.set(trackId, { roomId, recordingId, ownerId });
        this.#words.open(trackId);
      },
      packet: (trackId, bytes, atMs) => this.#words.packet(trackId, bytes, atMs),
      close: (trackId) => this.#words.close(trackId),
    };
  }

  close(): void {
    this.#words.end();
  }
}

/** Does this model know the words of the rehearsal only? Not when it cannot be read: that is said when it is to be used. */
export const onlyRehearses = async (model: string): Promise<boolean> =>
  (await readLiveModel(modelFolder(model)).catch(() => null))?.rehearsal ?? false;
