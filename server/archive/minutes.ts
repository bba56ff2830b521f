// Minutes: written from the transcript by a person, laid before those who took part, signed or objected to, and kept with every version.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { MinutesText } from '../protocol/minutes.ts';
import { type Actor, SERVER } from './actor.ts';
import type { CopyToken } from './copy-links.ts';
import {
  type AnsweredBy,
  addDocument,
  type MinutesSigning,
  noteAbsent,
  objectToMinutes,
  refuseMinutes,
  signMinutes,
  withdrawObjection,
} from './minutes-answers.ts';
import { fetchMinutesCopy, issueMinutesCopy } from './minutes-copies.ts';
import { minutesHead, minutesRecord, signedMinutes, withoutDocument } from './minutes-records.ts';
import { noteMinutes, presentMinutes, saveMinutes, takeBackMinutes } from './minutes-writing.ts';
import type { Objects } from './objects.ts';
import type { MinutesRecord, SignedMinutes, StoredObject } from './records.ts';
import type { Change, Store } from './store.ts';

type OfPerson = { readonly version: number; readonly personId: Id };

/**
 * Every act is asked of one version: of another than the newest it throws AppError `minutes_changed`. What is done already is
 * success and leaves no entry. Whether it may be done now is the room's to know.
 */
export class MinutesRecords {
  readonly #store: Store;
  readonly #objects: Objects;

  constructor(store: Store, objects: Objects) {
    this.#store = store;
    this.#objects = objects;
  }

  async #change(actor: Actor, hearingId: Id, work: (change: Change) => Promise<void>): Promise<MinutesRecord> {
    return this.#store.change(actor, async (change) => {
      await work(change);
      const record = await minutesRecord(change.db, hearingId);
      if (record === null) throw new AppError('not_found', 'no minutes');
      return record;
    });
  }

  /** Null before anything was written. */
  async ofHearing(hearingId: Id): Promise<MinutesRecord | null> {
    return this.#store.read((db) => minutesRecord(db, hearingId));
  }

  /** With what was drawn. @throws AppError `not_found` */
  async signed(hearingId: Id, version: number): Promise<SignedMinutes> {
    return this.#store.read((db) => signedMinutes(db, hearingId, version));
  }

  /** The next version. @throws AppError `not_found` for somebody of another hearing */
  async save(actor: Actor, hearingId: Id, given: { version: number; text: MinutesText }): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => saveMinutes(change, hearingId, given));
  }

  /** @throws AppError `not_found`, `bad_request` for a role that signs no minutes. */
  async present(
    actor: Actor,
    hearingId: Id,
    given: { readonly version: number; readonly signerIds: readonly Id[] },
  ): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => presentMinutes(change, hearingId, given));
  }

  /** @throws AppError `not_found`, `wrong_state` once somebody has answered. */
  async takeBack(actor: Actor, hearingId: Id, version: number): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => takeBackMinutes(change, hearingId, version));
  }

  /** @throws AppError `not_found`, `wrong_state` once they have answered, `too_large` for too many. */
  async object(
    actor: Actor,
    hearingId: Id,
    given: OfPerson & { objectionId: Id; lineId: Id; words: string; witnessName: string | null },
  ): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => objectToMinutes(change, hearingId, given));
  }

  /** @throws AppError `not_found`, `wrong_state` once they have answered. */
  async withdraw(actor: Actor, hearingId: Id, given: OfPerson & { objectionId: Id }): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => withdrawObjection(change, hearingId, given));
  }

  /** @throws AppError `not_found`, `wrong_state` once they have answered otherwise, `signature_blank`. */
  async sign(actor: Actor, hearingId: Id, given: MinutesSigning): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => signMinutes(change, hearingId, given));
  }

  /** @throws AppError `not_found`, `wrong_state` once they have answered otherwise. */
  async refuse(
    actor: Actor,
    hearingId: Id,
    given: AnsweredBy & { readonly version: number; readonly words: string | null },
  ): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => refuseMinutes(change, hearingId, given));
  }

  /** @throws AppError `not_found`, `wrong_state` once they have answered. */
  async noteAbsent(actor: Actor, hearingId: Id, given: OfPerson & { absent: boolean }): Promise<MinutesRecord> {
    return this.#change(actor, hearingId, (change) => noteAbsent(change, hearingId, given));
  }

  /** That a moment of the recording was played to all, for whoever doubts a line. */
  async notePlayed(
    actor: Actor,
    hearingId: Id,
    detail: {
      readonly version: number;
      readonly lineId: Id;
      readonly fromMs: number;
      readonly toMs: number;
      readonly recordingMs: number;
    },
  ): Promise<void> {
    await this.#store.change(actor, async (change) => {
      await noteMinutes(change, await minutesHead(change.db, hearingId), 'minutes.moment_played', detail);
    });
  }

  /** What all have answered and of which there is no document yet. */
  async withoutDocument(): Promise<{ hearingId: Id; version: number }[]> {
    return this.#store.read(withoutDocument);
  }

  /** @throws AppError `file_damaged` when there is no such object. */
  async addDocument(
    hearingId: Id,
    given: StoredObject & { readonly version: number; readonly answersSha256: string },
  ): Promise<void> {
    if ((await this.#objects.bytesOf(given.sha256)) !== given.bytes)
      throw new AppError('file_damaged', 'no such object is kept');
    await this.#store.change(SERVER, (change) => addDocument(change, hearingId, given));
  }

  /** For a signer who has answered. @throws AppError `not_found`, `wrong_state` before there is a document. */
  async issueCopy(hearingId: Id, given: OfPerson): Promise<CopyToken> {
    return this.#store.change(SERVER, (change) => issueMinutesCopy(change, hearingId, given));
  }

  /** @throws AppError `link_unknown`, `link_expired` */
  async fetchCopy(token: string): Promise<StoredObject> {
    return this.#store.change(SERVER, (change) => fetchMinutesCopy(change, token));
  }
}
