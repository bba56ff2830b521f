// Reading recordings with their segments.
import type { Selectable } from 'kysely';
import type { Segment } from '../protocol/api.ts';
import type { Id } from '../protocol/ids.ts';
import type { KeptRecording } from './records.ts';
import type { Reader } from './store.ts';
import type { Tables } from './tables.ts';

/** By hearing id; segments in the order of their start, then of their id. */
export async function recordingsOf(db: Reader, hearingIds: readonly Id[]): Promise<Map<Id, KeptRecording>> {
  if (hearingIds.length === 0) return new Map();
  const rows = await db.selectFrom('recordings').selectAll().where('hearing_id', 'in', hearingIds).execute();
  const segments = await db
    .selectFrom('segments')
    .innerJoin('recordings', 'recordings.id', 'segments.recording_id')
    .selectAll('segments')
    .where('recordings.hearing_id', 'in', hearingIds)
    .orderBy('segments.start_ms')
    .orderBy('segments.id')
    .execute();
  const byRecording = Map.groupBy(segments, (row) => row.recording_id);
  return new Map(
    rows.map((row) => [
      row.hearing_id,
      {
        id: row.id,
        state: row.state,
        startedAtMs: row.zero_at_ms,
        endedAtMs: row.ended_at_ms,
        directory: row.directory,
        segments: (byRecording.get(row.id) ?? []).map(segmentOf),
      },
    ]),
  );
}

export function segmentOf(row: Selectable<Tables['segments']>): Segment {
  return {
    id: row.id,
    trackId: row.track_id,
    personId: row.person_id,
    source: row.source,
    codec: row.codec,
    startMs: row.start_ms,
    durationMs: row.duration_ms,
    bytes: row.bytes,
    sha256: row.sha256,
  };
}
