// Reading a transcript: what was understood first, the newest revision of each line, and who spoke.
import type { DeviceHistory } from '../protocol/devices.ts';
import { speakerAt } from '../protocol/devices.ts';
import type { Id } from '../protocol/ids.ts';
import type { TranscriptLine, TranscriptWord } from '../protocol/transcript.ts';
import { deviceHistoriesOf, NO_DEVICES } from './device-rows.ts';
import type { Reader } from './store.ts';

/** As engines tell it; a token of lower probability is in doubt. */
export type HeardWord = { readonly text: string; readonly startMs: number; readonly probability: number | null };
const SURE = 0.5;

/** `no`: for the index. */
export type KeptLine = TranscriptLine & { readonly no: number };

export type LinesAsked = { readonly hearingId: Id; readonly ids?: readonly Id[] };

/** In the order in which they were begun. */
export async function transcriptLines(db: Reader, { hearingId, ids }: LinesAsked): Promise<KeptLine[]> {
  let query = db
    .selectFrom('word_lines')
    .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
    .selectAll('word_lines')
    .where('recordings.hearing_id', '=', hearingId)
    .orderBy('start_ms')
    .orderBy('no');
  if (ids !== undefined) query = query.where('word_lines.id', 'in', ids);
  const rows = await query.execute();
  const newest = await newestRevisions(db, hearingId);
  const suggestions = await suggestionsOf(db, hearingId);
  const devices = (await deviceHistoriesOf(db, [hearingId])).get(hearingId) ?? NO_DEVICES;
  return rows.map((row): KeptLine => {
    const line = {
      ...{ no: row.no, id: row.id, pass: row.pass, ownerId: row.person_id, startMs: row.start_ms, endMs: row.end_ms },
      suggestion: suggestions.get(row.id) ?? null,
    };
    const revision = newest.get(row.id);
    if (revision === undefined)
      return { ...line, ...first(row.text, row.words), revision: 0, personId: speakerOf(devices, row) };
    const { source: by, person_id: personId, text, words, removed } = revision;
    return {
      ...line,
      revision: revision.revision,
      by,
      personId,
      text,
      words: JSON.parse(words),
      removed: removed === 1,
    };
  });
}

/** Before anybody changed it. */
export function first(text: string, words: string): Pick<TranscriptLine, 'by' | 'text' | 'words' | 'removed'> {
  const heard: HeardWord[] = JSON.parse(words);
  return { by: 'machine', text, words: heard.map(wordOf), removed: false };
}

const wordOf = ({ text, startMs, probability }: HeardWord): TranscriptWord => ({
  text,
  startMs,
  doubt: probability !== null && probability < SURE,
});

export const speakerOf = (devices: DeviceHistory, row: { person_id: Id; start_ms: number }): Id =>
  speakerAt(devices, row.person_id, row.start_ms);

async function newestRevisions(db: Reader, hearingId: Id) {
  const rows = await db
    .selectFrom('line_revisions')
    .innerJoin('word_lines', 'word_lines.id', 'line_revisions.line_id')
    .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
    .selectAll('line_revisions')
    .where('recordings.hearing_id', '=', hearingId)
    .orderBy('line_revisions.revision')
    .execute();
  return new Map(rows.map((row) => [row.line_id, row]));
}

async function suggestionsOf(db: Reader, hearingId: Id): Promise<Map<Id, string>> {
  const rows = await db
    .selectFrom('line_suggestions')
    .innerJoin('word_lines', 'word_lines.id', 'line_suggestions.line_id')
    .innerJoin('recordings', 'recordings.id', 'word_lines.recording_id')
    .select(['line_suggestions.line_id', 'line_suggestions.text'])
    .where('recordings.hearing_id', '=', hearingId)
    .execute();
  return new Map(rows.map(({ line_id, text }) => [line_id, text]));
}
