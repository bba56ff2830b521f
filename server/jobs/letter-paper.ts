// Makes the PDF of every letter that was signed: taken up from the archive, so that a restart forgets none, and tried again until it is there.
import type { Archive } from '../archive/archive.ts';
import type { SignedVersion } from '../archive/letter-records.ts';
import type { HearingRecord, LetterRecord } from '../archive/records.ts';
import type { Log } from '../log.ts';
import type { LetterPaper } from '../papers/letter-pdf.ts';
import type { Id } from '../protocol/ids.ts';
import { Ink } from '../protocol/letter.ts';
import { RetriedWork } from './retried-work.ts';

/** `makeLetterPdf`; `onUnshown` hears of characters that no font has. */
export type MakePaper = (
  paper: LetterPaper,
  onUnshown?: (characters: readonly string[]) => void,
) => Promise<Uint8Array>;

export class LetterPapers {
  readonly #archive: Archive;
  readonly #officeName: string;
  readonly #make: MakePaper;
  readonly #log: Log;
  #onKept: (hearingId: Id) => void = () => {};
  readonly #work: RetriedWork<SignedVersion>;

  constructor(archive: Archive, officeName: string, make: MakePaper, log: Log) {
    this.#archive = archive;
    this.#officeName = officeName;
    this.#make = make;
    this.#log = log;
    this.#work = new RetriedWork({
      list: () => archive.letters.withoutPaper(),
      make: (signed, failures) => this.#makeOne(signed, failures),
      onUnlisted: (error) => log.error({ err: error }, 'letters without a paper could not be listed'),
    });
  }

  /** Hears whenever a paper is there. */
  onKept(listener: (hearingId: Id) => void): void {
    this.#onKept = listener;
  }

  /** Signed letters whose paper could not be made at the last try. */
  get waiting(): number {
    return this.#work.waiting;
  }

  /** Something may be waiting: at the start, and after each signature. */
  wake(): void {
    this.#work.wake();
  }

  /** The letter as it stands, to be printed and signed by hand. */
  async unsigned(letter: LetterRecord, hearing: HearingRecord): Promise<Uint8Array> {
    return this.#make({
      officeName: this.#officeName,
      caseNumber: hearing.caseNumber,
      hearingTitle: hearing.title,
      title: letter.title,
      text: letter.text,
      textSha256: letter.textSha256,
      signer: { name: letter.signerName, role: letter.signerRole },
      ink: null,
      witness: null,
      signedAtMs: null,
      signedAtRecordingMs: null,
      letterId: letter.letterId,
      version: letter.version,
    });
  }

  /** Waits for the one that is being made; the others wait for the next start. */
  close(): Promise<void> {
    return this.#work.close();
  }

  async #makeOne(signed: SignedVersion, failures: number): Promise<boolean> {
    const { letterId, version, hearingId, ink, medium: _medium, ...words } = signed;
    try {
      const drawn = ink === null ? null : Ink.parse(JSON.parse(ink));
      const paper = { ...words, letterId, version, ink: drawn, officeName: this.#officeName };
      const bytes = await this.#make(paper, (characters) =>
        this.#log.warn({ letterId, version, characters: characters.length }, 'characters without a glyph on a letter'),
      );
      const stored = await this.#archive.objects.putStream(oneChunk(bytes));
      await this.#archive.letters.addPaper(letterId, version, stored);
    } catch (error) {
      this.#log.warn({ letterId, version, failures: failures + 1, err: error }, 'paper of a letter not made yet');
      return false;
    }
    this.#onKept(hearingId);
    return true;
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
