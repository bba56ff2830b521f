// Seats: what the room knows of each person and must still know after a restart.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type { Seat, SeatChange } from './records.ts';
import type { Change, Reader } from './store.ts';

/** In the order in which people were added. */
export async function seatsOf(db: Reader, hearingId: Id): Promise<Seat[]> {
  const rows = await seatRows(db)
    .where('people.hearing_id', '=', hearingId)
    .where('people.withdrawn', '=', 0)
    .orderBy('people.place')
    .execute();
  return rows.map(seatOf);
}

/** Who gets the floor was called, from then on. What stays the same leaves no entry. @throws AppError `not_found`. */
export async function changeSeat(
  { db, note }: Change,
  personId: Id,
  change: SeatChange,
  act: string,
  reason?: string,
): Promise<void> {
  const row = await seatRows(db).where('people.id', '=', personId).where('people.withdrawn', '=', 0).executeTakeFirst();
  if (row === undefined) throw new AppError('not_found', 'no such person');
  const before = seatOf(row);
  const after = { ...before, ...change };
  const changed = Object.entries(change).filter(([key, value]) => Reflect.get(before, key) !== value);
  if (changed.length === 0) return;
  await writeSeat(db, { ...after, wasCalled: after.wasCalled || after.hasFloor });
  const detail = { personId, ...Object.fromEntries(changed), reason };
  await note({ act, about: row.name, hearingId: row.hearing_id, detail });
}

/**
 * These people of the hearing have the floor, nobody else; the entry is that of whoever calls.
 * @throws AppError `bad_request`.
 */
export async function giveFloor({ db }: Change, hearingId: Id, floor: readonly Id[]): Promise<void> {
  const seats = await seatsOf(db, hearingId);
  if (floor.some((id) => !seats.some((seat) => seat.personId === id))) {
    throw new AppError('bad_request', 'the floor is given to people of the hearing');
  }
  for (const seat of seats) {
    const hasFloor = floor.includes(seat.personId);
    if (hasFloor !== seat.hasFloor) await writeSeat(db, { ...seat, hasFloor, wasCalled: seat.wasCalled || hasFloor });
  }
}

function seatRows(db: Reader) {
  return db
    .selectFrom('people')
    .leftJoin('seats', 'seats.person_id', 'people.id')
    .select(['people.id', 'people.name', 'people.hearing_id'])
    .select(['admitted_session_id', 'removed', 'muted_by_chair', 'has_floor', 'was_called']);
}

type Row = Awaited<ReturnType<ReturnType<typeof seatRows>['execute']>>[number];

function seatOf(row: Row): Seat {
  return {
    personId: row.id,
    admittedSessionId: row.admitted_session_id,
    removed: row.removed === 1,
    mutedByChair: row.muted_by_chair === 1,
    hasFloor: row.has_floor === 1,
    wasCalled: row.was_called === 1,
  };
}

async function writeSeat(db: Change['db'], seat: Seat): Promise<void> {
  const facts = {
    admitted_session_id: seat.admittedSessionId,
    removed: bit(seat.removed),
    muted_by_chair: bit(seat.mutedByChair),
    has_floor: bit(seat.hasFloor),
    was_called: bit(seat.wasCalled),
  };
  await db
    .insertInto('seats')
    .values({ person_id: seat.personId, ...facts })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(facts))
    .execute();
}

const bit = (fact: boolean): 0 | 1 => (fact ? 1 : 0);
