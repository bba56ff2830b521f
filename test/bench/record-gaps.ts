// What is missing in a recorded hearing's files: the longest time between two packets of one person's track, within and between segments.
import { join } from 'node:path';
import type { Segment } from '../../server/protocol/api.ts';
import { closeHearing } from '../browser/walk.ts';
import { packetTimes } from '../media/measure.ts';
import type { LiveHearing } from '../running/live-hearing.ts';
import type { Measured } from './figures.ts';

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

/** Of the participants' cameras and microphones. */
export async function longestGapsIn(live: LiveHearing, closed: Closed): Promise<Measured[]> {
  const figures: Measured[] = [];
  for (const source of ['camera', 'microphone'] as const) {
    let longest = 0;
    for (const { personId } of live.people.slice(1)) {
      let last: number | null = null;
      for (const { file, segment } of closed) {
        if (segment.personId !== personId || segment.source !== source) continue;
        for (const timeMs of await packetTimes(file)) {
          const atMs = segment.startMs + timeMs;
          if (last !== null) longest = Math.max(longest, atMs - last);
          last = atMs;
        }
      }
    }
    figures.push({ name: `longest gap on the record, ${source}`, value: longest / 1_000, unit: 's' });
  }
  const segments = closed.filter(({ segment }) => segment.personId !== live.hearing.chairId).length;
  return [...figures, { name: 'segments of the participants', value: segments, unit: '' }];
}
