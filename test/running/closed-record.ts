// The files of a hearing that was closed, and what is missing in them.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Recording, RecordingState, Segment } from '../../server/protocol/api.ts';
import { closeHearing } from '../browser/walk.ts';
import { packetTimes } from '../media/measure.ts';
import type { LiveHearing } from './live-hearing.ts';

const FILED_WITHIN_MS = 30_000;
/** Everything is put away when it has stopped, and then it is checked. */
const FILED: readonly RecordingState[] = ['stopped', 'verifying', 'sealed', 'degraded'];

export type Closed = readonly { readonly file: string; readonly segment: Segment; readonly directory: string }[];

/** Closes the hearing; its segments in order. */
export async function closedRecord(live: LiveHearing): Promise<Closed> {
  const [chair] = live.people;
  if (chair === undefined) throw new Error('nobody chairs');
  await closeHearing(chair.person.page);
  const recording = await stoppedRecording(live);
  return recording.segments
    .toSorted((a, b) => a.startMs - b.startMs)
    .map((segment) => ({
      directory: join(live.server.dataDir, 'recordings', recording.id),
      segment,
      file: kept(live.server.dataDir, segment.sha256),
    }));
}

/** A busy machine shows that it is over before the last file is put away. */
async function stoppedRecording({ office, hearing }: LiveHearing): Promise<Recording> {
  const untilMs = performance.now() + FILED_WITHIN_MS;
  for (;;) {
    const { recording } = await office.staff.prosecutor.browser.call('hearingDetail', {}, hearing.hearingId);
    if (recording !== null && FILED.includes(recording.state)) return recording;
    if (performance.now() > untilMs) throw new Error(`the recording is ${recording?.state}, not stopped`);
    await wait(100);
  }
}

const kept = (dataDir: string, sha256: string): string =>
  join(dataDir, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256);

/** The longest time between two packets of one person's track, within and between segments, in milliseconds; as a reader without our code sees it. */
export async function longestGapIn(closed: Closed, personId: string, source: Segment['source']): Promise<number> {
  let longest = 0;
  let lastMs: number | null = null;
  for (const { file, segment } of closed) {
    if (segment.personId !== personId || segment.source !== source) continue;
    for (const timeMs of await packetTimes(file)) {
      const atMs = segment.startMs + timeMs;
      if (lastMs !== null) longest = Math.max(longest, atMs - lastMs);
      lastMs = atMs;
    }
  }
  return longest;
}
