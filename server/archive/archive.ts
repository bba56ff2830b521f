// The archive: cases, people, recordings, files and the trail of one office, in one directory that one process owns.
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { Accounts } from './accounts.ts';
import { Cases } from './cases.ts';
import { Compositions } from './compositions.ts';
import { DeviceRecords } from './device-records.ts';
import { Hearings } from './hearings.ts';
import { Invitations } from './invitations.ts';
import { Letters } from './letters.ts';
import { Listenings } from './listenings.ts';
import type { Logger } from './logger.ts';
import { MinutesRecords } from './minutes.ts';
import { HearingNotes } from './notes.ts';
import { Objects } from './objects.ts';
import { Owner } from './owner.ts';
import { Recordings } from './recordings.ts';
import { Sessions } from './sessions.ts';
import { Store } from './store.ts';
import { Trail } from './trail.ts';
import { Transcripts } from './transcripts.ts';
import { Verifications } from './verifications.ts';
import { Words } from './words.ts';

export type ArchiveSettings = {
  readonly dataDir: string;
  readonly log: Logger;
  /** Milliseconds of UTC; the system's clock when left out. */
  readonly now?: () => number;
  /** The database thread died; everything is refused from now on, so the process had better end and be started again. */
  readonly onDeath?: (cause: Error) => void;
};

export class Archive {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly cases: Cases;
  readonly hearings: Hearings;
  readonly devices: DeviceRecords;
  readonly invitations: Invitations;
  readonly recordings: Recordings;
  readonly letters: Letters;
  readonly minutes: MinutesRecords;
  readonly notes: HearingNotes;
  readonly compositions: Compositions;
  readonly verifications: Verifications;
  readonly words: Words;
  readonly transcripts: Transcripts;
  readonly listenings: Listenings;
  readonly trail: Trail;
  readonly objects: Objects;
  readonly #store: Store;
  readonly #owner: Owner;
  readonly #log: Logger;

  /**
   * Takes the directory, opens and checks what is in it, brings the schema up to date.
   * @throws AppError `not_ready` when another process owns the directory; `file_damaged` when the trail does not end where it should.
   * @throws Error when the database is damaged or would not be durable here.
   */
  static async open({ dataDir, log, now = Date.now, onDeath }: ArchiveSettings): Promise<Archive> {
    const owner = await Owner.take(dataDir);
    if (owner.afterUncleanStop) log.warn({}, 'the last stop was not clean; checking the whole database');
    let store: Store | undefined;
    try {
      const objects = await Objects.open(dataDir);
      store = await Store.open({
        file: join(dataDir, 'archive.sqlite'),
        checkAll: owner.afterUncleanStop,
        now,
        onDeath(cause) {
          log.error({ err: cause }, 'the database thread has ended; everything is refused until a restart');
          onDeath?.(cause);
        },
      });
      const archive = new Archive(store, objects, owner, log);
      if (!(await archive.trail.headIsSound()))
        throw new AppError('file_damaged', 'the trail does not end where it should');
      log.info({ afterUncleanStop: owner.afterUncleanStop }, 'archive opened');
      return archive;
    } catch (error) {
      await store?.close();
      // The note stays, so that the next start checks everything again.
      await owner.release({ clean: false });
      throw error;
    }
  }

  private constructor(store: Store, objects: Objects, owner: Owner, log: Logger) {
    this.#store = store;
    this.#owner = owner;
    this.#log = log;
    this.objects = objects;
    this.trail = new Trail(store);
    this.accounts = new Accounts(store);
    this.sessions = new Sessions(store);
    this.cases = new Cases(store);
    this.hearings = new Hearings(store);
    this.devices = new DeviceRecords(store);
    this.invitations = new Invitations(store);
    this.recordings = new Recordings(store, objects);
    this.letters = new Letters(store, objects);
    this.minutes = new MinutesRecords(store, objects);
    this.notes = new HearingNotes(store);
    this.compositions = new Compositions(store);
    this.verifications = new Verifications(store);
    this.words = new Words(store);
    this.transcripts = new Transcripts(store);
    this.listenings = new Listenings(store);
  }

  /** False once the database thread has died: everything is refused then, and only a restart of the process helps. */
  get alive(): boolean {
    return this.#store.alive;
  }

  /** Waits for changes under way, then gives the directory back. May be called twice. */
  async close(): Promise<void> {
    const clean = this.alive;
    await this.#store.close();
    await this.#owner.release({ clean });
    this.#log.info({ clean }, 'archive closed');
  }
}
