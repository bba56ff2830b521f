// Letters of commitment: written, shown, read, signed or not, and kept with every version, signature and file.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { type Actor, SERVER } from './actor.ts';
import type { CopyToken } from './copy-links.ts';
import { fetchCopy, issueCopy } from './letter-copies.ts';
import { type LetterMove, moveLetter, superviseLetter } from './letter-moves.ts';
import { letterRecord, lettersOf, newestFile, type SignedVersion, withoutPaper } from './letter-records.ts';
import { addPaper, addScan, type LetterSigning, signLetter } from './letter-signing.ts';
import { askVoid, confirmVoid, refuseVoid } from './letter-voids.ts';
import { changeLetter, prepareLetter, type Wording } from './letter-writing.ts';
import type { Objects } from './objects.ts';
import type { LetterCopy, LetterFile, LetterRecord, LetterScan, StoredObject } from './records.ts';
import type { Change, Store } from './store.ts';

export class Letters {
  readonly #store: Store;
  readonly #objects: Objects;

  constructor(store: Store, objects: Objects) {
    this.#store = store;
    this.#objects = objects;
  }

  /** Does the work and answers with the letter as it is then. */
  #change(actor: Actor, letterId: Id, work: (change: Change) => Promise<void>): Promise<LetterRecord> {
    return this.#store.change(actor, async (change) => {
      await work(change);
      return letterRecord(change.db, letterId);
    });
  }

  /**
   * Version 1. Repeating it with the same id and content is success.
   * @throws AppError `not_found`, `bad_request` for a role that signs no letter, `wrong_state` when the hearing is over or the person has a letter.
   */
  async prepare(
    actor: Actor,
    hearingId: Id,
    given: Wording & { readonly letterId: Id; readonly signerId: Id },
  ): Promise<LetterRecord> {
    return this.#change(actor, given.letterId, (change) => prepareLetter(change, hearingId, given));
  }

  /**
   * The next version, which nobody has been shown or has signed. Repeating it is success.
   * @throws AppError `not_found`, `letter_changed` when `version` is not the newest, `wrong_state` once voided.
   */
  async change(
    actor: Actor,
    given: Wording & { readonly letterId: Id; readonly version: number },
  ): Promise<LetterRecord> {
    return this.#change(actor, given.letterId, (change) => changeLetter(change, given));
  }

  /** What is done already is success and leaves no entry. @throws AppError `not_found`, `letter_changed`, `wrong_state`. */
  async move(actor: Actor, move: LetterMove, letterId: Id, version: number): Promise<LetterRecord> {
    return this.#change(actor, letterId, (change) => moveLetter(change, move, letterId, version));
  }

  /** `supervisorId`: the clerk's seat. @throws AppError `not_found`, `letter_changed`, `wrong_state` once signed. */
  async supervise(
    actor: Actor,
    letterId: Id,
    by: { readonly version: number; readonly supervisorId: Id },
  ): Promise<LetterRecord> {
    return this.#change(actor, letterId, (change) => superviseLetter(change, letterId, by));
  }

  /**
   * Once for each version; the same again is success and changes nothing. Whether it may be signed now is the room's to know.
   * @throws AppError `not_found`, `letter_changed` for another version or text, `wrong_state`, `signature_blank`.
   */
  async sign(actor: Actor, letterId: Id, given: LetterSigning): Promise<LetterRecord> {
    return this.#change(actor, letterId, (change) => signLetter(change, letterId, given));
  }

  /**
   * The scan of a letter signed by hand; an object of the store. Another one later is kept beside the first.
   * @throws AppError `not_found`, `wrong_state` when it was signed on a screen or is void, `file_damaged` when there is no such object.
   */
  async addScan(actor: Actor, letterId: Id, scan: LetterScan): Promise<LetterRecord> {
    await this.#mustBeKept(scan);
    return this.#change(actor, letterId, (change) => addScan(change, letterId, scan));
  }

  /** @throws AppError `not_found`, `wrong_state` when this version was not signed, `file_damaged` when there is no such object. */
  async addPaper(letterId: Id, version: number, file: StoredObject): Promise<void> {
    await this.#mustBeKept(file);
    await this.#store.change(SERVER, (change) => addPaper(change, letterId, version, file));
  }

  async #mustBeKept({ sha256, bytes }: StoredObject): Promise<void> {
    if ((await this.#objects.bytesOf(sha256)) !== bytes) throw new AppError('file_damaged', 'no such object is kept');
  }

  /** What has been signed on a screen and has no file yet: after a crash as well, this is what is to be done. */
  async withoutPaper(): Promise<SignedVersion[]> {
    return this.#store.read(withoutPaper);
  }

  /** A link to the file of a version. @throws AppError `not_found`, `wrong_state` before there is a file. */
  async issueCopy(letterId: Id, version: number): Promise<CopyToken> {
    return this.#store.change(SERVER, (change) => issueCopy(change, letterId, version));
  }

  /** @throws AppError `link_unknown` for a wrong secret as for a wrong id, `link_expired`. */
  async fetchCopy(token: string): Promise<LetterCopy> {
    return this.#store.change(SERVER, (change) => fetchCopy(change, token));
  }

  /** @throws AppError `not_found`, `wrong_state` when it is void or somebody has asked already. */
  async askVoid(actor: Actor, letterId: Id, reason: string): Promise<LetterRecord> {
    return this.#change(actor, letterId, (change) => askVoid(change, letterId, reason));
  }

  /** @throws AppError `not_found`, `wrong_state` when nobody asked, `forbidden` for whoever asked. */
  async confirmVoid(actor: Actor, letterId: Id): Promise<LetterRecord> {
    return this.#change(actor, letterId, (change) => confirmVoid(change, letterId));
  }

  /** @throws AppError `not_found`, `wrong_state` when it is void. */
  async refuseVoid(actor: Actor, letterId: Id): Promise<LetterRecord> {
    return this.#change(actor, letterId, (change) => refuseVoid(change, letterId));
  }

  /** Null when it is unknown. */
  async byId(letterId: Id): Promise<LetterRecord | null> {
    return this.#store.read(async (db) => {
      const known = await db.selectFrom('letters').select('id').where('id', '=', letterId).executeTakeFirst();
      return known === undefined ? null : letterRecord(db, letterId);
    });
  }

  /** The newest file of one version, or null. */
  async file(letterId: Id, version: number): Promise<LetterFile | null> {
    return this.#store.read((db) => newestFile(db, letterId, version));
  }

  /** In the order in which they were written. */
  async ofHearing(hearingId: Id): Promise<LetterRecord[]> {
    return this.#store.read((db) => lettersOf(db, hearingId));
  }
}
