// Transcripts: read, corrected, put right by a glossary, and searched over all hearings that somebody may see.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import type {
  Glossary,
  GlossaryTerm,
  LineEdit,
  LineRevision,
  Transcript,
  TranscriptLine,
  WordsHit,
  WordsHits,
} from '../protocol/transcript.ts';
import type { Actor } from './actor.ts';
import { isOnTeam } from './case-team.ts';
import { deviceHistoriesOf, NO_DEVICES } from './device-rows.ts';
import { glossaryEdits } from './glossary.ts';
import { placeOf } from './grams.ts';
import { hearingHead } from './hearing-records.ts';
import { findLines } from './line-index.ts';
import type { Reader, Store } from './store.ts';
import { editLines } from './transcript-edits.ts';
import { first, type KeptLine, speakerOf, transcriptLines } from './transcript-lines.ts';

const HITS_PER_PAGE = 50;

export type WordsSearch = {
  readonly q: string;
  readonly before: number | undefined;
  /** Hearings of cases on whose team this account is, or all. */
  readonly visibleTo: Id | 'all';
};

export class Transcripts {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async ofHearing(hearingId: Id): Promise<Transcript> {
    return this.#store.read(async (db) => {
      const holes = await db
        .selectFrom('word_holes')
        .innerJoin('recordings', 'recordings.id', 'word_holes.recording_id')
        .select(['person_id as personId', 'start_ms as startMs', 'end_ms as endMs', 'repaired_at_ms as repairedAtMs'])
        .where('hearing_id', '=', hearingId)
        .orderBy('start_ms')
        .execute();
      return {
        lines: (await transcriptLines(db, { hearingId })).map(shown),
        holes: holes.map(({ repairedAtMs, ...hole }) => ({ ...hole, open: repairedAtMs === null })),
      };
    });
  }

  /**
   * All of them or none; what is so already is success.
   * @throws AppError `not_found` for a line or a person of another hearing, `line_changed` when somebody else was faster.
   * @returns the lines as they are now
   */
  async edit(actor: Actor, hearingId: Id, edits: readonly LineEdit[]): Promise<TranscriptLine[]> {
    return this.#store.change(actor, async (change) => {
      await editLines(change, await hearingHead(change.db, hearingId), edits, 'person');
      const ids = edits.map(({ lineId }) => lineId);
      return (await transcriptLines(change.db, { hearingId, ids })).map(shown);
    });
  }

  /** Oldest first. @throws AppError `not_found` */
  async history(hearingId: Id, lineId: Id): Promise<LineRevision[]> {
    return this.#store.read(async (db) => {
      const line = await db
        .selectFrom('word_lines')
        .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
        .selectAll('word_lines')
        .where('word_lines.id', '=', lineId)
        .where('hearing_id', '=', hearingId)
        .executeTakeFirst();
      if (line === undefined) throw new AppError('not_found', 'no such line');
      const devices = (await deviceHistoriesOf(db, [hearingId])).get(hearingId) ?? NO_DEVICES;
      const revisions = await db
        .selectFrom('line_revisions')
        .selectAll()
        .where('line_id', '=', lineId)
        .orderBy('revision')
        .execute();
      const { by: source, text, removed } = first(line.text, line.words);
      const beginning = { revision: 0, atMs: null, byName: '', source, text, removed };
      return [
        { ...beginning, personId: speakerOf(devices, line) },
        ...revisions.map((row) => ({
          ...{ revision: row.revision, atMs: row.at_ms, byName: row.actor_name, source: row.source },
          ...{ text: row.text, personId: row.person_id, removed: row.removed === 1 },
        })),
      ];
    });
  }

  async hearingOfLine(lineId: Id): Promise<Id | null> {
    return this.#store.read(async (db) => {
      const row = await db
        .selectFrom('word_lines')
        .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
        .select('hearing_id')
        .where('word_lines.id', '=', lineId)
        .executeTakeFirst();
      return row?.hearing_id ?? null;
    });
  }

  /** Of whose device a line was recorded; null when it is unknown. */
  async ownerOf(lineId: Id): Promise<Id | null> {
    return this.#store.read(async (db) => {
      const row = await db.selectFrom('word_lines').select('person_id').where('id', '=', lineId).executeTakeFirst();
      return row?.person_id ?? null;
    });
  }

  async glossary(hearingId: Id): Promise<Glossary> {
    return this.#store.read(async (db) => ({ terms: await termsOf(db, hearingId) }));
  }

  async setGlossary(actor: Actor, hearingId: Id, { terms }: Glossary): Promise<Glossary> {
    return this.#store.change(actor, async ({ db, note }) => {
      const { caseId, title } = await hearingHead(db, hearingId);
      if (JSON.stringify(await termsOf(db, hearingId)) === JSON.stringify(terms)) return { terms };
      await db.deleteFrom('glossary_terms').where('hearing_id', '=', hearingId).execute();
      for (const [place, { term, kind, heardAs }] of terms.entries())
        await db
          .insertInto('glossary_terms')
          .values({ hearing_id: hearingId, place, term, kind, heard_as: JSON.stringify(heardAs) })
          .execute();
      await note({ act: 'glossary.changed', about: title, caseId, hearingId, detail: { terms } });
      return { terms };
    });
  }

  /** Puts right what is misheard as the glossary says; what a person wrote is left alone. @returns the lines that changed */
  async applyGlossary(actor: Actor, hearingId: Id): Promise<TranscriptLine[]> {
    return this.#store.change(actor, async (change) => {
      const edits = glossaryEdits(await transcriptLines(change.db, { hearingId }), await termsOf(change.db, hearingId));
      if (edits.length === 0) return [];
      const ids = await editLines(change, await hearingHead(change.db, hearingId), edits, 'glossary');
      return (await transcriptLines(change.db, { hearingId, ids })).map(shown);
    });
  }

  /** Newest first. */
  async search({ q, before = Number.MAX_SAFE_INTEGER, visibleTo }: WordsSearch): Promise<WordsHits> {
    return this.#store.read(async (db) => {
      const hearingIds = visibleTo === 'all' ? null : await hearingsSeenBy(db, visibleTo);
      const found = await findLines(db, { q, before, most: HITS_PER_PAGE + 1, hearingIds });
      const page = found.slice(0, HITS_PER_PAGE);
      const hits = await hitsOf(db, page, q);
      return { hits, more: found.length > page.length ? (page.at(-1) ?? null) : null };
    });
  }
}

const shown = ({ no: _no, ...line }: KeptLine): TranscriptLine => line;

async function termsOf(db: Reader, hearingId: Id): Promise<GlossaryTerm[]> {
  const rows = await db
    .selectFrom('glossary_terms')
    .selectAll()
    .where('hearing_id', '=', hearingId)
    .orderBy('place')
    .execute();
  return rows.map(({ term, kind, heard_as }) => ({ term, kind, heardAs: JSON.parse(heard_as) }));
}

async function hearingsSeenBy(db: Reader, accountId: Id): Promise<Id[]> {
  const rows = await db
    .selectFrom('hearings')
    .select('id')
    .where('case_id', 'in', (eb) =>
      eb
        .selectFrom('cases')
        .select('cases.id')
        .where((inner) => isOnTeam(inner, accountId)),
    )
    .execute();
  return rows.map(({ id }) => id);
}

async function hitsOf(db: Reader, numbers: readonly number[], q: string): Promise<WordsHit[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('word_lines')
    .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
    .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
    .innerJoin('cases', 'cases.id', 'hearings.case_id')
    .select(['word_lines.id as lineId', 'word_lines.no', 'hearings.id as hearingId', 'hearings.title as hearingTitle'])
    .select(['hearings.kind', 'hearings.scheduled_at_ms as scheduledAtMs', 'cases.id as caseId'])
    .select('cases.number as caseNumber')
    .where('word_lines.no', 'in', numbers)
    .orderBy('word_lines.no', 'desc')
    .execute();
  const byHearing = Map.groupBy(rows, ({ hearingId }) => hearingId);
  const lines = new Map<Id, KeptLine>();
  for (const [hearingId, found] of byHearing) {
    const ids = found.map(({ lineId }) => lineId);
    for (const one of await transcriptLines(db, { hearingId, ids })) lines.set(one.id, one);
  }
  const names = await db
    .selectFrom('people')
    .select(['id', 'name'])
    .where('hearing_id', 'in', [...byHearing.keys()])
    .execute();
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  return rows.flatMap(({ no: _no, ...row }) => {
    const line = lines.get(row.lineId);
    const place = line === undefined ? null : placeOf(q, line.text);
    if (line === undefined || place === null) return [];
    const personName = line.personId === null ? null : (nameOf.get(line.personId) ?? null);
    return [{ ...row, personName, startMs: line.startMs, text: line.text, ...place }];
  });
}
