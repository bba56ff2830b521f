// Listening once more to recordings that are over: what is due, which sentences and holes it is about, and what came of it.
import { randomUUID } from 'node:crypto';
import { HearingKind, type RecordingState } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { ListeningState, TranscriptWord } from '../protocol/transcript.ts';
import { type Actor, SERVER } from './actor.ts';
import { hearingHead, OVER } from './hearing-records.ts';
import { indexLine } from './line-index.ts';
import type { Change, Reader, Store } from './store.ts';
import { addRevision } from './transcript-edits.ts';
import { type HeardWord, type KeptLine, transcriptLines } from './transcript-lines.ts';

/** `name`: as the setting names it. `isSecond`: hears whole sentences, and so also what was understood already. `rehearses`: may listen to practices only. */
export type ListeningModel = { readonly name: string; readonly isSecond: boolean; readonly rehearses: boolean };
export type ListeningDue = { readonly recordingId: Id; readonly hearingId: Id };
/** A stretch of one track. */
type Stretch = { readonly id: Id; readonly trackId: Id; readonly startMs: number; readonly endMs: number };
export type ListeningWork = {
  readonly lines: readonly (Stretch & { readonly line: KeptLine })[];
  readonly holes: readonly Stretch[];
};

/** What a second engine understood of a sentence. */
type SecondLine = { readonly lineId: Id; readonly words: readonly TranscriptWord[] };
/** Sentences in what nobody had listened to; a hole in which nobody spoke has none. */
type RepairedHole = { readonly holeId: Id; readonly sentences: readonly (readonly HeardWord[])[] };

export type ListeningResult = {
  readonly model: string;
  readonly label: Readonly<Record<'zh' | 'en', string>> | null;
  readonly lines: readonly SecondLine[];
  readonly holes: readonly RepairedHole[];
};

type Round = ListeningState['rounds'][number];
/** `left`: what may be asked for. */
export type ListeningFacts = {
  readonly rounds: readonly Round[];
  readonly isDue: boolean;
  readonly left: ListeningState['left'];
};

const CHECKED: readonly RecordingState[] = ['sealed', 'degraded'];

/** A word takes about so long; engines tell where it begins. */
const WORD_MS = 300;

export class Listenings {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The oldest recording of a hearing that is over, to which this model is still to listen. */
  async next(model: ListeningModel, except: readonly Id[]): Promise<ListeningDue | null> {
    const row = await this.#store.read((db) =>
      due(db, model).where('recordings.id', 'not in', except).orderBy('hearings.state_since_ms').executeTakeFirst(),
    );
    return row ?? null;
  }

  /** What was listened to of this hearing, newest first, and what may be asked of this model. @param model null: there is none */
  async ofHearing(hearingId: Id, model: ListeningModel | null): Promise<ListeningFacts> {
    return this.#store.read(async (db) => {
      const rows = await db
        .selectFrom('listenings')
        .innerJoin('recordings', 'recordings.id', 'listenings.recording_id')
        .select(['listenings.model', 'listenings.at_ms as atMs', 'listenings.state', 'listenings.label'])
        .where('recordings.hearing_id', '=', hearingId)
        .orderBy('listenings.at_ms', 'desc')
        .execute();
      const isDue =
        model !== null && (await due(db, model).where('hearings.id', '=', hearingId).executeTakeFirst()) !== undefined;
      const isFailed = rows.some((row) => row.model === model?.name && row.state === 'failed');
      const isUnheard = (await unheard(db, hearingId)).length > 0;
      return {
        rounds: rows.map(({ atMs, state, label }) => ({ atMs, state, label: label === null ? null : parsed(label) })),
        isDue,
        left: isDue ? null : isFailed ? 'failed' : isUnheard ? 'unheard' : null,
      };
    });
  }

  /** Has it listened to again after it failed, or to what nobody has listened to. Once more is success. */
  async ask(actor: Actor, hearingId: Id, model: ListeningModel): Promise<void> {
    await this.#store.change(actor, async ({ db, note }) => {
      const recordings = db.selectFrom('recordings').select('id').where('hearing_id', '=', hearingId);
      const { numDeletedRows } = await db
        .deleteFrom('listenings')
        .where('recording_id', 'in', recordings)
        .where('model', '=', model.name)
        .where('state', '=', 'failed')
        .executeTakeFirstOrThrow();
      const stretches = await unheard(db, hearingId);
      for (const { recordingId, trackId, personId, startMs, durationMs } of stretches)
        await db
          .insertInto('word_holes')
          .values({
            ...{ id: randomUUID(), recording_id: recordingId, track_id: trackId, person_id: personId },
            ...{ start_ms: startMs, end_ms: startMs + durationMs, reason: 'no_model', repaired_at_ms: null },
          })
          .execute();
      if (Number(numDeletedRows) + stretches.length === 0) return;
      const { title, caseId } = await hearingHead(db, hearingId);
      const detail = { model: model.name, stretches: stretches.length };
      await note({ act: 'transcript.listening_asked', about: title, caseId, hearingId, detail });
    });
  }

  async workOf({ recordingId, hearingId }: ListeningDue): Promise<ListeningWork> {
    return this.#store.read(async (db) => {
      const rows = await db
        .selectFrom('word_lines')
        .select(['id', 'track_id as trackId', 'start_ms as startMs', 'end_ms as endMs'])
        .where('recording_id', '=', recordingId)
        .orderBy('start_ms')
        .execute();
      const lines = new Map((await transcriptLines(db, { hearingId })).map((line) => [line.id, line]));
      const holes = await db
        .selectFrom('word_holes')
        .select(['id', 'track_id as trackId', 'start_ms as startMs', 'end_ms as endMs'])
        .where('recording_id', '=', recordingId)
        .where('repaired_at_ms', 'is', null)
        .orderBy('start_ms')
        .execute();
      return {
        lines: rows.flatMap((row) => {
          const line = lines.get(row.id);
          return line === undefined ? [] : [{ ...row, line }];
        }),
        holes,
      };
    });
  }

  /** All of it at once. A sentence that a person has changed meanwhile gets a suggestion and stays. */
  async conclude(
    { recordingId, hearingId }: ListeningDue,
    { model, label, lines, holes }: ListeningResult,
  ): Promise<void> {
    await this.#store.change(SERVER, async (change) => {
      const { db, nowMs, note } = change;
      const ids = lines.map(({ lineId }) => lineId);
      const now = new Map((await transcriptLines(db, { hearingId, ids })).map((line) => [line.id, line]));
      for (const second of lines) await addSecond(change, hearingId, now.get(second.lineId), second);
      for (const hole of holes) await repair(change, hearingId, hole);
      await db
        .insertInto('listenings')
        .values({ recording_id: recordingId, model, at_ms: nowMs, state: 'done', label: JSON.stringify(label) })
        .execute();
      const { title, caseId } = await hearingHead(db, hearingId);
      const detail = { recordingId, model, lines: lines.length, holes: holes.length };
      await note({ act: 'transcript.heard_again', about: title, caseId, hearingId, detail });
    });
  }

  /** It is not tried again with this model. */
  async giveUp({ recordingId, hearingId }: ListeningDue, model: string): Promise<void> {
    await this.#store.change(SERVER, async ({ db, nowMs, note }) => {
      await db
        .insertInto('listenings')
        .values({ recording_id: recordingId, model, at_ms: nowMs, state: 'failed', label: null })
        .execute();
      const { title, caseId } = await hearingHead(db, hearingId);
      await note({
        act: 'transcript.not_heard_again',
        about: title,
        caseId,
        hearingId,
        detail: { recordingId, model },
      });
    });
  }
}

/**
 * Recordings that were checked, of hearings that are over, with words or holes to which this model has not listened: all holes
 * that are open, and of a second model what was understood already.
 */
const due = (db: Reader, { name, isSecond, rehearses }: ListeningModel) =>
  db
    .selectFrom('recordings')
    .innerJoin('hearings', 'hearings.id', 'recordings.hearing_id')
    .select(['recordings.id as recordingId', 'hearings.id as hearingId'])
    .where('hearings.state', 'in', OVER)
    .where('hearings.kind', 'in', rehearses ? ['practice'] : HearingKind.options)
    .where('recordings.state', 'in', CHECKED)
    .where(({ exists, not, or, selectFrom }) => {
      const about = (table: 'word_lines' | 'word_holes') =>
        selectFrom(table).select('recording_id').whereRef('recording_id', '=', 'recordings.id');
      const heard = selectFrom('listenings')
        .select('model')
        .whereRef('recording_id', '=', 'recordings.id')
        .where('model', '=', name);
      const open = about('word_holes').where('repaired_at_ms', 'is', null);
      return not(exists(heard)).and(or([exists(open), ...(isSecond ? [exists(about('word_lines'))] : [])]));
    })
    .limit(1);

/** Segments of microphones in checked recordings that no engine listened to: of them there is neither sentence nor hole. */
const unheard = (db: Reader, hearingId: Id) =>
  db
    .selectFrom('segments')
    .innerJoin('recordings', 'recordings.id', 'segments.recording_id')
    .select(['recordings.id as recordingId', 'segments.track_id as trackId', 'segments.person_id as personId'])
    .select(['segments.start_ms as startMs', 'segments.duration_ms as durationMs'])
    .where('recordings.hearing_id', '=', hearingId)
    .where('recordings.state', 'in', CHECKED)
    .where('segments.source', '=', 'microphone')
    .where(({ exists, not, or, selectFrom }) => {
      const about = (table: 'word_lines' | 'word_holes') =>
        selectFrom(table).select('recording_id').whereRef('recording_id', '=', 'recordings.id');
      return not(or([exists(about('word_lines')), exists(about('word_holes'))]));
    })
    .orderBy('segments.start_ms')
    .execute();

const parsed = (label: string): Round['label'] => JSON.parse(label) as Round['label'];

const textOf = (words: readonly { readonly text: string }[]): string =>
  words
    .map(({ text }) => text)
    .join('')
    .trim();

async function addSecond(
  change: Change,
  hearingId: Id,
  line: KeptLine | undefined,
  { lineId, words }: SecondLine,
): Promise<void> {
  if (line === undefined) return;
  const heard = textOf(words);
  // An engine that understood nothing where another one did is no better witness, but a reason to doubt.
  const text = heard === '' ? line.text : heard;
  const kept = heard === '' ? line.words.map((word) => ({ ...word, doubt: true })) : words;
  if (line.by === 'person' || line.by === 'glossary') {
    if (text === line.text) return;
    await change.db
      .insertInto('line_suggestions')
      .values({ line_id: lineId, at_ms: change.nowMs, text })
      .onConflict((conflict) => conflict.column('line_id').doUpdateSet({ at_ms: change.nowMs, text }))
      .execute();
    return;
  }
  const { personId, removed } = line;
  await addRevision(
    change,
    hearingId,
    line,
    { lineId, text, words: kept, personId, removed },
    { source: 'second', name: '' },
  );
}

/** What a sentence before or after it has already is not said twice. */
async function repair({ db, nowMs }: Change, hearingId: Id, { holeId, sentences }: RepairedHole): Promise<void> {
  const hole = await db
    .updateTable('word_holes')
    .set({ repaired_at_ms: nowMs })
    .where('id', '=', holeId)
    .where('repaired_at_ms', 'is', null)
    .returning(['recording_id', 'track_id', 'person_id'])
    .executeTakeFirst();
  if (hole === undefined) return;
  const known = await db
    .selectFrom('word_lines')
    .select(['start_ms', 'end_ms', 'pass', 'segment', 'text'])
    .where('recording_id', '=', hole.recording_id)
    .where('track_id', '=', hole.track_id)
    .execute();
  let segment = known.filter(({ pass }) => pass === 'repair').length;
  for (const sentence of sentences) {
    const words = withoutEcho(
      sentence.filter(
        ({ startMs }) => !known.some(({ start_ms, end_ms }) => startMs > start_ms - 50 && startMs < end_ms),
      ),
      known,
    );
    const [first, last] = [words[0], words.at(-1)];
    if (first === undefined || last === undefined || textOf(words) === '') continue;
    const added = await db
      .insertInto('word_lines')
      .values({
        ...{ id: randomUUID(), recording_id: hole.recording_id, track_id: hole.track_id, pass: 'repair' },
        ...{ segment: segment++, person_id: hole.person_id, text: textOf(words), words: JSON.stringify(words) },
        ...{ start_ms: first.startMs, end_ms: last.startMs + WORD_MS },
      })
      .returning('no')
      .executeTakeFirstOrThrow();
    await indexLine(db, added.no, hearingId, textOf(words));
  }
}

/** Two engines tell a word's time so differently at most. */
const ECHO_MS = 1_000;
/** More than so many words of a neighbour are not heard with a hole. */
const ECHO_WORDS = 8;

/**
 * Without words at its ends that the sentence before or after has already: what is heard with a hole is heard twice, and each
 * engine tells its times in its own way. A misheard word or two may stand between.
 */
function withoutEcho<Word extends HeardWord>(
  words: readonly Word[],
  known: readonly { readonly start_ms: number; readonly end_ms: number; readonly text: string }[],
): readonly Word[] {
  let left = words;
  for (let n = Math.min(ECHO_WORDS, left.length); n > 0; n--) {
    const [tail, begins] = [left.slice(-n), left.at(-n)?.startMs ?? 0];
    const isEcho = known.some(
      ({ start_ms, text }) =>
        start_ms >= begins &&
        start_ms - begins < ECHO_MS &&
        text.slice(0, textOf(tail).length + 2).includes(textOf(tail)),
    );
    if (!isEcho) continue;
    left = left.slice(0, -n);
    break;
  }
  for (let n = Math.min(ECHO_WORDS, left.length); n > 0; n--) {
    const [head, ends] = [left.slice(0, n), left[n - 1]?.startMs ?? 0];
    const isEcho = known.some(
      ({ end_ms, text }) =>
        end_ms <= ends && ends - end_ms < ECHO_MS && text.slice(-textOf(head).length - 2).includes(textOf(head)),
    );
    if (isEcho) return left.slice(n);
  }
  return left;
}
