// A hearing that was recorded and closed, put into the archive of a server that stands still: no browser has to speak for it.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClosedSegment } from '../../media/contract.ts';
import { SERVER } from '../../server/archive/actor.ts';
import { Archive } from '../../server/archive/archive.ts';
import type { NewSegment } from '../../server/archive/records.ts';
import type { RecordingState, Segment } from '../../server/protocol/api.ts';

/** What lies where it was written, and is put into the store. */
type RecordedSegment = Pick<Segment, 'personId' | 'source' | 'startMs' | 'durationMs'> & {
  readonly file: string;
  readonly frames: number;
};
/** On the hearing's clock, in the order of their times. */
type Acts = readonly (
  | {
      readonly atMs: number;
      readonly state: 'in_session' | 'recess' | 'suspended' | 'closed';
      readonly reason?: string;
    }
  | { readonly atMs: number; readonly stage: 'opening' | 'introduction' | 'statements' }
)[];
type Recorded = {
  readonly hearingId: string;
  readonly segments: readonly RecordedSegment[];
  readonly acts: Acts;
};
/** What a real recorder left: a folder with segments, notes and a journal. */
export type Journalled = {
  readonly hearingId: string;
  readonly recordingId: string;
  readonly zeroAtMs: number;
  readonly folder: string;
  /** Those that were filed; more may lie in the folder. */
  readonly segments: readonly ClosedSegment[];
  readonly acts: Acts;
  /** In which state the recording was left; stopped, as a rule. */
  readonly left?: 'recording' | 'verifying';
};

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Without a journal. */
export async function keepRecorded(dataDir: string, { hearingId, segments, acts }: Recorded): Promise<void> {
  const recording = { id: crypto.randomUUID(), zeroAtMs: Date.now() - 3_600_000, left: 'stopped' } as const;
  await keep(dataDir, hearingId, recording, acts, async (archive) => {
    for (const { file, personId, source, startMs, durationMs, frames } of segments) {
      const stored = await archive.objects.putFile(file, 'copy');
      await archive.recordings.addSegment(recording.id, {
        id: crypto.randomUUID(),
        trackId: crypto.randomUUID(),
        personId,
        source,
        codec: source === 'camera' ? 'vp8' : 'opus',
        startMs,
        durationMs,
        ...stored,
        file: `${stored.sha256}.mkv`,
        packets: frames,
        frames,
      });
    }
  });
}

export async function keepJournalled(dataDir: string, journalled: Journalled): Promise<void> {
  const { hearingId, recordingId, zeroAtMs, folder, segments, acts, left = 'stopped' } = journalled;
  const directory = join(dataDir, 'recordings', recordingId);
  await cp(folder, directory, { recursive: true });
  await keep(dataDir, hearingId, { id: recordingId, zeroAtMs, left }, acts, async (archive) => {
    for (const segment of segments) {
      const { segmentId, trackId, ownerId, source, codec, startMs, durationMs, file, packets, frames } = segment;
      const stored = await archive.objects.putFile(join(directory, file), 'link');
      const kept: NewSegment = {
        ...{ id: segmentId, trackId, personId: ownerId, source, codec, startMs, durationMs, file, packets, frames },
        ...stored,
      };
      await archive.recordings.addSegment(recordingId, kept);
    }
  });
}

async function keep(
  dataDir: string,
  hearingId: string,
  { id, zeroAtMs, left }: { readonly id: string; readonly zeroAtMs: number; readonly left: RecordingState },
  acts: Acts,
  fill: (archive: Archive) => Promise<void>,
): Promise<void> {
  let nowMs = zeroAtMs;
  const archive = await Archive.open({ dataDir, log: SILENT, now: () => nowMs });
  try {
    await archive.recordings.start(SERVER, hearingId, { id, zeroAtMs, directory: join('recordings', id) });
    await archive.hearings.setState(SERVER, hearingId, 'lobby', { from: ['scheduled'] });
    for (const act of acts) {
      nowMs = zeroAtMs + act.atMs;
      if ('stage' in act) {
        const move = { stage: act.stage, atMs: nowMs, startMs: act.atMs, reason: null };
        await archive.hearings.moveStage(SERVER, hearingId, move);
      } else {
        const from = ['lobby', 'in_session', 'recess', 'suspended'] as const;
        const reason = act.reason === undefined ? {} : { reason: act.reason };
        await archive.hearings.setState(SERVER, hearingId, act.state, { from, ...reason });
      }
    }
    await fill(archive);
    await archive.recordings.setState(SERVER, id, left);
  } finally {
    await archive.close();
  }
}
