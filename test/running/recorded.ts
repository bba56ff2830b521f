// A hearing that was recorded and closed, put into the archive of a server that stands still: no browser has to speak for it.
import { join } from 'node:path';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import type { Segment } from '../../server/protocol/api.ts';

/** What lies where it was written, and is put into the store. */
type RecordedSegment = Pick<Segment, 'personId' | 'source' | 'startMs' | 'durationMs'> & {
  readonly file: string;
};
type Recorded = {
  readonly hearingId: string;
  readonly segments: readonly RecordedSegment[];
  /** On the hearing's clock, in the order of their times. */
  readonly acts: readonly (
    | { readonly atMs: number; readonly state: 'in_session' | 'recess' | 'closed'; readonly reason?: string }
    | { readonly atMs: number; readonly stage: 'opening' | 'introduction' | 'statements' }
  )[];
};

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function keepRecorded(dataDir: string, { hearingId, segments, acts }: Recorded): Promise<void> {
  const zeroAtMs = Date.now() - 3_600_000;
  let nowMs = zeroAtMs;
  const archive = await Archive.open({ dataDir, log: SILENT, now: () => nowMs });
  try {
    const id = crypto.randomUUID();
    await archive.recordings.start(SERVER, hearingId, { id, zeroAtMs, directory: join('recordings', id) });
    await archive.hearings.setState(SERVER, hearingId, 'lobby', { from: ['scheduled'] });
    for (const act of acts) {
      nowMs = zeroAtMs + act.atMs;
      if ('stage' in act) {
        const move = { stage: act.stage, atMs: nowMs, startMs: act.atMs, reason: null };
        await archive.hearings.moveStage(SERVER, hearingId, move);
      } else {
        const from = ['lobby', 'in_session', 'recess'] as const;
        const reason = act.reason === undefined ? {} : { reason: act.reason };
        await archive.hearings.setState(SERVER, hearingId, act.state, { from, ...reason });
      }
    }
    for (const { file, personId, source, startMs, durationMs } of segments) {
      const stored = await archive.objects.putFile(file, 'copy');
      await archive.recordings.addSegment(id, {
        id: crypto.randomUUID(),
        trackId: crypto.randomUUID(),
        personId,
        source,
        codec: source === 'camera' ? 'vp8' : 'opus',
        startMs,
        durationMs,
        ...stored,
        file: `${stored.sha256}.mkv`,
        packets: 1,
        frames: 1,
      });
    }
    await archive.recordings.setState(SERVER, id, 'stopped');
  } finally {
    await archive.close();
  }
}
