// Makes the signed document of minutes that all have answered: taken up from the archive, and tried again until it is there.
import type { Archive } from '../archive/archive.ts';
import type { Log } from '../log.ts';
import { type DocumentFormat, type MinutesPaper, makeMinutes } from '../papers/document.ts';
import type { Id } from '../protocol/ids.ts';
import { RetriedWork } from './retried-work.ts';

type Version = { readonly hearingId: Id; readonly version: number };

export class MinutesDocuments {
  readonly #archive: Archive;
  readonly #officeName: string;
  readonly #log: Log;
  readonly #work: RetriedWork<Version>;
  #onKept: (hearingId: Id) => void = () => {};

  constructor(archive: Archive, officeName: string, log: Log) {
    this.#archive = archive;
    this.#officeName = officeName;
    this.#log = log;
    this.#work = new RetriedWork({
      list: () => archive.minutes.withoutDocument(),
      make: (version) => this.#makeOne(version),
      onUnlisted: (error) => log.error({ err: error }, 'minutes without a document could not be listed'),
    });
  }

  /** Hears whenever a document is there. */
  onKept(listener: (hearingId: Id) => void): void {
    this.#onKept = listener;
  }

  /** Something may be waiting: at the start, and after each answer. */
  wake(): void {
    this.#work.wake();
  }

  /** As they stand now, signed or not. @throws AppError `not_found`, `internal` when it cannot be made */
  async current({ hearingId, version }: Version, format: DocumentFormat): Promise<Uint8Array> {
    const newest = (await this.#archive.minutes.ofHearing(hearingId))?.version ?? version;
    const { paper } = await this.#paper({ hearingId, version });
    const replacedBy = newest > version ? newest : null;
    const { bytes, unshown } = await makeMinutes({ ...paper, replacedBy }, format);
    if (unshown.length > 0)
      this.#log.warn({ hearingId, characters: unshown.length }, 'characters without a glyph in minutes');
    return bytes;
  }

  /** Waits for the one that is being made. */
  close(): Promise<void> {
    return this.#work.close();
  }

  async #paper({ hearingId, version }: Version): Promise<{ paper: MinutesPaper; answersSha256: string }> {
    const { answersSha256, ...signed } = await this.#archive.minutes.signed(hearingId, version);
    return { paper: { ...signed, officeName: this.#officeName, replacedBy: null }, answersSha256 };
  }

  async #makeOne({ hearingId, version }: Version): Promise<boolean> {
    try {
      const { paper, answersSha256 } = await this.#paper({ hearingId, version });
      const { bytes } = await makeMinutes(paper, 'pdf');
      const stored = await this.#archive.objects.putStream(oneChunk(bytes));
      await this.#archive.minutes.addDocument(hearingId, { ...stored, version, answersSha256 });
    } catch (error) {
      this.#log.warn({ hearingId, version, err: error }, 'document of minutes not made yet');
      return false;
    }
    this.#onKept(hearingId);
    return true;
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
