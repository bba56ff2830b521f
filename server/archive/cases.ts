// Cases: the number under which everything of a matter is found, and who may find it.
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { CasePage, CaseRow, NewCase } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { HearingState } from '../protocol/stages.ts';
import type { Actor } from './actor.ts';
import { caseNumberKey, normaliseCaseNumber } from './case-number.ts';
import { isOnTeam, teamsOf } from './case-team.ts';
import { isNew } from './creations.ts';
import { LIMITS } from './limits.ts';
import type { CaseRecord } from './records.ts';
import { contains, searchKey } from './search-text.ts';
import type { Reader, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Of one hearing: it begins at or after `fromMs`, before `toMs`, and stands in `state`. */
type HearingSearch = {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly state?: HearingState | undefined;
};

export type CaseSearch = HearingSearch & {
  readonly q?: string | undefined;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Cases on whose team this account is, or all. */
  readonly visibleTo: Id | 'all';
};

export class Cases {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Repeating it with the same id and content gives the same case.
   * @throws AppError `case_number_taken` with the id of the case that has the number already; `bad_request`.
   */
  async create(actor: Actor, given: NewCase): Promise<CaseRow> {
    const { canonical, key } = normaliseCaseNumber(given.number);
    return this.#store.change(actor, async ({ db, nowMs, note }) => {
      if (await isNew(db, 'case', given.id, given)) {
        const holder = await db.selectFrom('cases').select('id').where('number_key', '=', key).executeTakeFirst();
        if (holder !== undefined) throw new AppError('case_number_taken', holder.id);
        await db
          .insertInto('cases')
          .values({
            id: given.id,
            number: canonical,
            number_key: key,
            number_as_typed: given.number,
            title: given.title,
            title_key: searchKey(given.title),
            creator_id: actor.kind === 'account' ? actor.id : null,
            created_at_ms: nowMs,
          })
          .execute();
        await note({ act: 'case.created', about: canonical, caseId: given.id, detail: { title: given.title } });
      }
      return rowOf(await caseRows(db).where('cases.id', '=', given.id).executeTakeFirstOrThrow());
    });
  }

  /**
   * Newest first. `q` is found in the case number, however it is typed, in the title, and in the names of people of its hearings.
   * Everything given must be true, and nothing that is given widens what `visibleTo` allows.
   * @throws AppError `bad_request` for a page that is too large.
   */
  async find({ q, page, pageSize, visibleTo, ...hearing }: CaseSearch): Promise<CasePage> {
    if (page < 1 || pageSize < 1 || pageSize > LIMITS.casesPerPage) throw new AppError('bad_request', 'page too large');
    return this.#store.read(async (db) => {
      const matching = (eb: ExpressionBuilder<Tables, 'cases'>) =>
        eb.and([
          ...(visibleTo === 'all' ? [] : [isOnTeam(eb, visibleTo)]),
          ...(q === undefined || searchKey(q) === '' ? [] : [eb.or(wordsIn(eb, q))]),
          ...withHearing(eb, hearing),
        ]);
      const { total } = await db
        .selectFrom('cases')
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .where(matching)
        .executeTakeFirstOrThrow();
      const rows = await caseRows(db)
        .where(matching)
        .orderBy('cases.created_at_ms', 'desc')
        .orderBy('cases.id', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .execute();
      return { rows: rows.map(rowOf), total, pageSize };
    });
  }

  async byId(id: Id): Promise<CaseRecord | null> {
    return this.#store.read(async (db) => {
      const row = await caseRows(db).select('cases.creator_id').where('cases.id', '=', id).executeTakeFirst();
      if (row === undefined) return null;
      return { ...rowOf(row), creatorId: row.creator_id, teamIds: (await teamsOf(db, [id])).get(id) ?? [] };
    });
  }
}

type Found = {
  id: Id;
  number: string;
  title: string;
  created_at_ms: number;
  hearings: number | null;
  last_at_ms: number | null;
  trouble: number | null;
};

/** From bad to worst. */
const TROUBLES = ['degraded', 'failed', 'missing'] as const;

function caseRows(db: Reader) {
  return db.selectFrom('cases').select((eb) => [
    'cases.id',
    'cases.number',
    'cases.title',
    'cases.created_at_ms',
    eb
      .selectFrom('hearings')
      .select((inner) => inner.fn.countAll<number>().as('n'))
      .whereRef('hearings.case_id', '=', 'cases.id')
      .as('hearings'),
    eb
      .selectFrom('hearings')
      .select((inner) => inner.fn.max('scheduled_at_ms').as('at'))
      .whereRef('hearings.case_id', '=', 'cases.id')
      .as('last_at_ms'),
    eb
      .selectFrom('recordings')
      .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
      .select((inner) =>
        inner.fn
          .max(
            inner
              .case()
              .when('recordings.state', '=', TROUBLES[2])
              .then(2)
              .when('recordings.state', '=', TROUBLES[1])
              .then(1)
              .else(0)
              .end(),
          )
          .as('trouble'),
      )
      .whereRef('hearings.case_id', '=', 'cases.id')
      .where('recordings.state', 'in', TROUBLES)
      .as('trouble'),
  ]);
}

function rowOf(row: Found): CaseRow {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    createdAtMs: row.created_at_ms,
    hearings: row.hearings ?? 0,
    lastHearingAtMs: row.last_at_ms,
    recordingTrouble: row.trouble === null ? null : (TROUBLES[row.trouble] ?? null),
  };
}

/** One hearing has to meet all of it: a closed one of last year and a draft of today are not a closed one of today. */
function withHearing(eb: ExpressionBuilder<Tables, 'cases'>, { fromMs, toMs, state }: HearingSearch) {
  if (fromMs === undefined && toMs === undefined && state === undefined) return [];
  let hearing = eb.selectFrom('hearings').select('hearings.id').whereRef('hearings.case_id', '=', 'cases.id');
  if (fromMs !== undefined) hearing = hearing.where('hearings.scheduled_at_ms', '>=', fromMs);
  if (toMs !== undefined) hearing = hearing.where('hearings.scheduled_at_ms', '<', toMs);
  if (state !== undefined) hearing = hearing.where('hearings.state', '=', state);
  return [eb.exists(hearing)];
}

/** The places in which a search looks. What has nothing left as part of a number is not looked for among numbers. */
function wordsIn(eb: ExpressionBuilder<Tables, 'cases'>, q: string) {
  const words = contains(searchKey(q));
  const inNumber = caseNumberKey(q);
  const inNames = eb.exists(
    eb
      .selectFrom('people')
      .innerJoin('hearings', 'hearings.id', 'people.hearing_id')
      .select('people.id')
      .whereRef('hearings.case_id', '=', 'cases.id')
      .where('people.withdrawn', '=', 0)
      .where(like('people.name_key', words)),
  );
  const inCase = [like('cases.title_key', words), inNames];
  return inNumber === '' ? inCase : [like('cases.number_key', contains(inNumber)), ...inCase];
}

const like = (column: string, pattern: string) => sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'`;
