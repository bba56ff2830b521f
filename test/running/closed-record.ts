// The files of a hearing that was closed, and what is missing in them.
import { join } from 'node:path';
import type { Segment } from '../../server/protocol/api.ts';
import { closeHearing } from '../browser/walk.ts';
import { packetTimes } from '../media/measure.ts';
import type { LiveHearing } from './live-hearing.ts';

export type Closed = readonly { readonly file: string; readonly segment: Segment }[];

/** Closes the hearing; its segments in order. */
export async function closedRecord(live: LiveHearing): Promise<Closed> {
  const [chair] = live.people;
  if (chair === undefined) throw new Error('nobody chairs');
  await closeHearing(chair.person.page);
  const { recording } = await live.office.staff.prosecutor.browser.call('hearingDetail', {}, live.hearing.hearingId);
  if (recording === null) throw new Error('nothing was recorded');
  return recording.segments
    .toSorted((a, b) => a.startMs - b.startMs)
    .map((segment) => ({ file: kept(live.server.dataDir, segment.sha256), segment }));
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
