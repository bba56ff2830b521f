// Hearings: made in a case, filled with people, moved through states and stages; a restart finds them as they were.
import type { HearingChange, HearingRow, NewHearing, NewPerson, Person } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingState } from '../protocol/stages.ts';
import type { Actor } from './actor.ts';
import { isNew } from './creations.ts';
import { courseOf, type HearingCourse } from './hearing-course.ts';
import { changeHearing, insertHearing } from './hearing-fields.ts';
import { type HearingSearch, listHearings } from './hearing-list.ts';
import { moveStage, type StageMove, type StateMove, setState } from './hearing-moves.ts';
import { hearingHead, hearingRecord, hearingRecords } from './hearing-records.ts';
import { addPerson, consent, removePerson } from './people.ts';
import type { HearingRecord, Seat, SeatChange } from './records.ts';
import { changeSeat, seatsOf } from './seats.ts';
import type { Reader, Store } from './store.ts';

const UNFINISHED = ['lobby', 'in_session', 'recess', 'suspended'] as const satisfies readonly HearingState[];

export class Hearings {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * A draft. Repeating it with the same id and content gives the same hearing.
   * @throws AppError `not_found`, `bad_request`, `too_large`.
   */
  async create(actor: Actor, caseId: Id, given: NewHearing): Promise<HearingRecord> {
    return this.#store.change(actor, async (change) => {
      if (await isNew(change.db, 'hearing', given.id, { caseId, ...given })) await insertHearing(change, caseId, given);
      return hearingRecord(change.db, given.id, change.nowMs);
    });
  }

  /** Only as a draft or scheduled; what stays the same leaves no entry. @throws AppError `not_found`, `wrong_state`. */
  async change(actor: Actor, id: Id, given: HearingChange): Promise<HearingRecord> {
    return this.#store.change(actor, (change) => changeHearing(change, id, given));
  }

  /**
   * @throws AppError `not_found`, `wrong_state` once the hearing is over, `bad_request` when the person does not fit, `too_large`.
   */
  async addPerson(actor: Actor, hearingId: Id, given: NewPerson & { name: string }): Promise<Person> {
    return this.#store.change(actor, (change) => addPerson(change, hearingId, given));
  }

  /**
   * Their link and sessions end.
   * @throws AppError `not_found`, `wrong_state` once the hearing is over or they took part.
   */
  async removePerson(actor: Actor, personId: Id): Promise<{ endedSessionIds: Id[] }> {
    return this.#store.change(actor, (change) => removePerson(change, personId));
  }

  async byId(id: Id): Promise<HearingRecord | null> {
    return this.#store.read(async (db) => (await hearingRecords(db, [id], this.#store.now()))[0] ?? null);
  }

  /** The hearing that a person belongs to; null when they are unknown. */
  async hearingOfPerson(personId: Id): Promise<Id | null> {
    const row = await this.#store.read((db) =>
      db.selectFrom('people').select('hearing_id').where('id', '=', personId).executeTakeFirst(),
    );
    return row?.hearing_id ?? null;
  }

  /** In the order of their time. */
  async ofCase(caseId: Id): Promise<HearingRecord[]> {
    return this.#byTime((ids) => ids.where('case_id', '=', caseId));
  }

  /** Hearings of `fromMs` <= time < `toMs`, in the order of their time, at most LIMITS.hearingsPerList. */
  async list(search: HearingSearch): Promise<HearingRow[]> {
    return this.#store.read((db) => listHearings(db, search));
  }

  /** States and presence since it was made. @throws AppError `not_found`. */
  async course(id: Id): Promise<HearingCourse> {
    return this.#store.read(async (db) => courseOf(db, (await hearingHead(db, id)).caseId, id));
  }

  /** Is any hearing in session now? */
  async anyInSession(): Promise<boolean> {
    const row = await this.#store.read((db) =>
      db.selectFrom('hearings').select('id').where('state', '=', 'in_session').limit(1).executeTakeFirst(),
    );
    return row !== undefined;
  }

  /** Those that a restart takes up again: lobby, in session, recess, suspended. */
  async unfinished(): Promise<HearingRecord[]> {
    return this.#byTime((ids) => ids.where('state', 'in', UNFINISHED));
  }

  #byTime(narrowed: (ids: ReturnType<typeof idsByTime>) => ReturnType<typeof idsByTime>): Promise<HearingRecord[]> {
    return this.#store.read(async (db) => {
      const rows = await narrowed(idsByTime(db)).execute();
      return hearingRecords(
        db,
        rows.map(({ id }) => id),
        this.#store.now(),
      );
    });
  }

  /**
   * The same state again is success and leaves no entry.
   * @throws AppError `not_found`, `wrong_state` when it is not one of `from`.
   */
  async setState(actor: Actor, id: Id, state: HearingState, by: StateMove): Promise<void> {
    await this.#store.change(actor, (change) => setState(change, id, state, by));
  }

  /**
   * The current stage again is success and leaves no entry. Which stage may follow is the room's to know.
   * @throws AppError `not_found`, `wrong_state`, `bad_request`.
   */
  async moveStage(actor: Actor, id: Id, move: StageMove): Promise<void> {
    await this.#store.change(actor, (change) => moveStage(change, id, move));
  }

  /**
   * The person has taken notice of being recorded, in this version of the notice; again is success.
   * @throws AppError `not_found`.
   */
  async consent(actor: Actor, personId: Id, noticeVersion: number): Promise<void> {
    await this.#store.change(actor, (change) => consent(change, personId, noticeVersion));
  }

  /** One for each person of the hearing, also for those about whom there is nothing to remember yet. */
  async seats(hearingId: Id): Promise<Seat[]> {
    return this.#store.read((db) => seatsOf(db, hearingId));
  }

  /** `act` names the entry in the trail. What stays the same leaves none. @throws AppError `not_found`. */
  async setSeat(actor: Actor, personId: Id, seat: SeatChange, act: string, reason?: string): Promise<void> {
    await this.setSeats(actor, [{ personId, ...seat }], act, reason);
  }

  /** Several at once: all of them or none. */
  async setSeats(
    actor: Actor,
    seats: readonly (SeatChange & { personId: Id })[],
    act: string,
    reason?: string,
  ): Promise<void> {
    await this.#store.change(actor, async (change) => {
      for (const { personId, ...seat } of seats) await changeSeat(change, personId, seat, act, reason);
    });
  }
}

const idsByTime = (db: Reader) => db.selectFrom('hearings').select('id').orderBy('scheduled_at_ms').orderBy('id');
