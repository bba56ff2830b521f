// The letters of one live hearing: what is told of them to chair and clerk, what lies before whom, and the links to copies.
import type { Archive } from '../archive/archive.ts';
import type { LetterRecord } from '../archive/records.ts';
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type LetterProgress, type LetterView, letterCopyPath } from '../protocol/letter.ts';
import { CopyLinks } from './copy-links.ts';

export class RoomLetters {
  readonly #hearingId: Id;
  readonly #archive: Archive;
  readonly #tellSigner: (personId: Id) => void;
  #records: readonly LetterRecord[] = [];
  readonly #links: CopyLinks;

  constructor(hearingId: Id, archive: Archive, publicOrigin: string, tellSigner: (personId: Id) => void) {
    this.#hearingId = hearingId;
    this.#archive = archive;
    this.#links = new CopyLinks((token) => `${publicOrigin}${letterCopyPath(token)}`);
    this.#tellSigner = tellSigner;
  }

  /** As the archive has them; whoever a change concerns is told. */
  async load(): Promise<void> {
    const records = await this.#archive.letters.ofHearing(this.#hearingId);
    const before = this.#records;
    this.#records = records;
    for (const record of records) {
      const known = before.find(({ letterId }) => letterId === record.letterId);
      if (looksDifferent(known, record)) this.#tellSigner(record.signerId);
    }
  }

  /** Takes what an act has left in the archive. */
  keep(record: LetterRecord): LetterRecord {
    const known = this.#records.find(({ letterId }) => letterId === record.letterId);
    this.#records =
      known === undefined ? [...this.#records, record] : this.#records.map((one) => (one === known ? record : one));
    if (looksDifferent(known, record)) this.#tellSigner(record.signerId);
    return record;
  }

  /** @throws AppError not_found for letters of other hearings, too */
  one(letterId: Id): LetterRecord {
    const record = this.#records.find((one) => one.letterId === letterId);
    if (record === undefined) throw new AppError('not_found', 'no such letter');
    return record;
  }

  /** What lies before this person: nothing until it is shown, nothing once it is taken back or void. */
  before(personId: Id): LetterRecord | null {
    return this.#records.find((one) => one.signerId === personId && liesBefore(one)) ?? null;
  }

  /** For chair and clerk, who see all of them, without a word of the text. */
  progress(): LetterProgress[] {
    return this.#records.map(progressOf);
  }

  /** For chair, clerk and the signer. */
  async view(record: LetterRecord): Promise<LetterView> {
    const copy = await this.#copyOf(record);
    return {
      ...progressOf(record),
      text: record.text,
      textSha256: record.textSha256,
      signerName: record.signerName,
      signerRole: record.signerRole,
      witnessName: record.witnessName,
      signedAtMs: record.signedAtMs,
      signedAtRecordingMs: record.signedAtRecordingMs,
      copyUrl: copy?.url ?? null,
      copyUntilMs: copy?.untilMs ?? null,
    };
  }

  async #copyOf({ letterId, version, file, state }: LetterRecord) {
    if (file === null || state === 'voided') return null;
    return this.#links.link(`${letterId} ${version}`, () => this.#archive.letters.issueCopy(letterId, version));
  }
}

const liesBefore = ({ state }: LetterRecord): boolean => state !== 'prepared' && state !== 'voided';

function looksDifferent(before: LetterRecord | undefined, now: LetterRecord): boolean {
  const lay = before !== undefined && liesBefore(before);
  if (!lay && !liesBefore(now)) return false;
  return JSON.stringify(before) !== JSON.stringify(now);
}

const progressOf = (record: LetterRecord): LetterProgress => ({
  letterId: record.letterId,
  signerId: record.signerId,
  version: record.version,
  title: record.title,
  state: record.state,
  stateSinceMs: record.stateSinceMs,
  medium: record.medium,
  pdf: record.pdf,
});
