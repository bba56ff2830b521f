// Changing a transcript: each change is a revision beside the older ones, all of one request or none, and stands in the trail by its hash.
import { AppError } from '../errors.ts';
import type { Id } from '../protocol/ids.ts';
import { retime } from '../protocol/retime.ts';
import type { LineEdit, RevisionSource, TranscriptLine, TranscriptWord } from '../protocol/transcript.ts';
import type { Actor } from './actor.ts';
import { canonicalJson } from './canonical-json.ts';
import { indexLine } from './line-index.ts';
import { sha256 } from './sha256.ts';
import type { Change } from './store.ts';
import { type KeptLine, transcriptLines } from './transcript-lines.ts';

type NewRevision = {
  readonly lineId: Id;
  readonly text: string;
  readonly words: readonly TranscriptWord[];
  readonly personId: Id | null;
  readonly removed: boolean;
};

/** Beside those that are there. The caller has seen that nothing newer would be covered. */
export async function addRevision(
  { db, nowMs }: Change,
  hearingId: Id,
  line: Pick<KeptLine, 'no' | 'revision'>,
  { lineId, text, words, personId, removed }: NewRevision,
  by: { readonly source: RevisionSource; readonly name: string },
): Promise<void> {
  await db
    .insertInto('line_revisions')
    .values({
      ...{ line_id: lineId, revision: line.revision + 1, at_ms: nowMs, source: by.source, actor_name: by.name },
      ...{ person_id: personId, text, words: JSON.stringify(words), removed: removed ? 1 : 0 },
    })
    .execute();
  await indexLine(db, line.no, hearingId, removed ? null : text);
}

type Edited = { readonly line: KeptLine; readonly revision: NewRevision };

/** @throws AppError `not_found` for a line or person of another hearing, `line_changed` with the line's id. @returns the ids of the lines that are new */
export async function editLines(
  change: Change,
  hearing: { readonly id: Id; readonly caseId: Id; readonly title: string },
  edits: readonly LineEdit[],
  source: 'person' | 'glossary',
): Promise<Id[]> {
  const ids = [...new Set(edits.map(({ lineId }) => lineId))];
  if (ids.length < edits.length) throw new AppError('bad_request', 'one line twice');
  const lines = new Map((await transcriptLines(change.db, { hearingId: hearing.id, ids })).map((one) => [one.id, one]));
  await mustBeOfHearing(change, hearing.id, edits);
  const edited = edits.flatMap((edit) => outcome(lines.get(edit.lineId), edit) ?? []);
  const by = { source, name: nameOf(change.actor) };
  for (const { line, revision } of edited) await addRevision(change, hearing.id, line, revision, by);
  if (edited.length > 0) {
    const kept = edited.map(({ line, revision }) => ({ ...revision, words: null, revision: line.revision + 1 }));
    await change.note({
      ...{ act: 'transcript.corrected', about: hearing.title, caseId: hearing.caseId, hearingId: hearing.id },
      detail: { lines: edited.length, source, revisionsSha256: sha256(canonicalJson(kept)) },
    });
  }
  return edited.map(({ line }) => line.id);
}

/** Null when it is so already: the same request again is success. */
function outcome(line: KeptLine | undefined, edit: LineEdit): Edited | null {
  if (line === undefined) throw new AppError('not_found', edit.lineId);
  const text = edit.text ?? line.text;
  const { personId = line.personId, removed = line.removed } = edit;
  const isSo = text === line.text && personId === line.personId && removed === line.removed;
  // Confirming words that are in doubt changes nothing else, and is a change.
  const confirms = edit.text !== undefined && line.words.some(({ doubt }) => doubt);
  if (isSo && !confirms) return null;
  if (edit.revision !== line.revision) throw new AppError('line_changed', line.id);
  const words = edit.text === undefined ? line.words : timed(line, text);
  return { line, revision: { lineId: line.id, text, words, personId, removed } };
}

/** What a person wrote is in no doubt. */
const timed = (line: TranscriptLine, text: string): TranscriptWord[] =>
  retime(line.words, text, line.endMs).map((word) => ({ ...word, doubt: false }));

async function mustBeOfHearing({ db }: Change, hearingId: Id, edits: readonly LineEdit[]): Promise<void> {
  const named = new Set(edits.flatMap(({ personId }) => personId ?? []));
  if (named.size === 0) return;
  const people = await db.selectFrom('people').select('id').where('hearing_id', '=', hearingId).execute();
  const known = new Set(people.map(({ id }) => id));
  for (const id of named) if (!known.has(id)) throw new AppError('not_found', 'no such person in this hearing');
}

const nameOf = (actor: Actor): string => (actor.kind === 'server' ? '' : actor.name);
