// The index of what was said: kept in step with the newest text of each line, asked with a query and the hearings that may be seen.
import { type Kysely, sql } from 'kysely';
import type { Id } from '../protocol/ids.ts';
import { gramsOf, matchOf } from './grams.ts';
import type { Reader } from './store.ts';
import type { Tables } from './tables.ts';

/** So many hearings are named in the query itself, which keeps it fast for who may see few of many. */
const MOST_NAMED = 500;

const tokenOf = (hearingId: Id): string => `h${hearingId.replaceAll('-', '')}`;

/** Null as text: the line is found no more. */
export async function indexLine(db: Kysely<Tables>, no: number, hearingId: Id, text: string | null): Promise<void> {
  await sql`delete from line_index where rowid = ${no}`.execute(db);
  if (text === null) return;
  const { singles, pairs } = gramsOf(text);
  await sql`insert into line_index (rowid, hearing, singles, pairs)
    values (${no}, ${tokenOf(hearingId)}, ${singles}, ${pairs})`.execute(db);
}

export type IndexQuery = {
  readonly q: string;
  /** Line numbers below this one. */
  readonly before: number;
  readonly most: number;
  /** Null: all. */
  readonly hearingIds: readonly Id[] | null;
};

/** Numbers of lines, newest first. */
export async function findLines(db: Reader, { q, before, most, hearingIds }: IndexQuery): Promise<number[]> {
  const match = matchOf(q);
  if (match === null || hearingIds?.length === 0) return [];
  const among =
    hearingIds === null || hearingIds.length > MOST_NAMED
      ? match
      : `${match} AND hearing:(${hearingIds.map(tokenOf).join(' OR ')})`;
  let query = db
    .selectFrom('line_index')
    .select('rowid as no')
    .where(sql<boolean>`line_index match ${among}`)
    .where('rowid', '<', before)
    .orderBy('rowid', 'desc')
    .limit(most);
  if (hearingIds !== null && hearingIds.length > MOST_NAMED)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('word_lines')
          .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
          .select('word_lines.no')
          .whereRef('word_lines.no', '=', 'line_index.rowid')
          .where('recordings.hearing_id', 'in', hearingIds),
      ),
    );
  return (await query.execute()).map(({ no }) => no);
}
